import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guardContents } from '../../electron/security/contents.ts';
import { toExternal } from '../../electron/security/links.ts';
import { PRIVILEGED } from '../../electron/security/scheme.ts';
import { openSession } from '../../electron/security/session.ts';
import { SCREENS, type Screen, windowOptions } from '../../electron/windows/options.ts';
import { StandIn, StandInContents } from './stand-in.ts';

const ROOT = join(import.meta.dirname, '../..');
const yaml = createRequire(join(ROOT, 'package.json'))('js-yaml') as { load(text: string): Record<string, never> };

describe('windows', () => {
  test.each(Object.keys(SCREENS) as Screen[])('the page of %s has no more rights than one of the web', (screen) => {
    const standIn = new StandIn();
    const session = standIn.electron.session.fromPartition('persist:test');
    const { webPreferences } = windowOptions(screen, session, false);
    expect(webPreferences).toEqual({
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    });
  });

  test('they have nothing of the main process in them', () => {
    const sources = ['windows/options.ts', 'windows/windows.ts', 'shell.ts', 'app/desktop.ts'];
    for (const name of sources)
      expect(readFileSync(join(ROOT, 'electron', name), 'utf8')).not.toMatch(/preload|ipcMain/);
  });
});

describe('the session of the windows', () => {
  const open = () => {
    const standIn = new StandIn();
    openSession(standIn.electron, () => new Response('carried'));
    return standIn.session;
  };

  test('is one of its own, and the scheme is registered on it alone', () => {
    const session = open();
    expect(session.partition).toBe('persist:adit');
    expect([...session.schemes.keys()]).toEqual(['adit']);
    expect(PRIVILEGED.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true, stream: true });
  });

  test.each([
    ['adit://app/console/', true],
    ['adit://app/console/api/status', true],
    ['blob:adit://app/1234', true],
    ['data:image/svg+xml,x', true],
    ['adit://elsewhere/', false],
    ['https://aws.amazon.com/', false],
    ['http://127.0.0.1:2348/v1/models', false],
    ['ws://127.0.0.1:2348/', false],
    ['file:///etc/passwd', false],
    ['chrome://settings/', false],
    ['devtools://devtools/bundled/inspector.html', false],
    ['ftp://example.com/', false],
    ['not an address', false],
  ])('sends %s: %s', (url, isSent) => {
    expect(open().lets(url)).toBe(isSent);
  });

  test('grants nothing that needs leave, checks nothing as granted, and fetches no dictionary', () => {
    const session = open();
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'] as const) {
      let granted: boolean | undefined;
      session.permissionRequest?.(
        undefined as never,
        permission,
        (isGranted) => {
          granted = isGranted;
        },
        undefined as never,
      );
      expect(granted, permission).toBe(false);
      expect(session.permissionCheck?.(null, permission, 'adit://app', undefined as never), permission).toBe(false);
    }
    expect(session.devicePermission?.(undefined as never)).toBe(false);
    expect(session.spellChecker).toBe(false);
  });

  test('saves exports of its own, and nothing from elsewhere', () => {
    const session = open();
    const isHeld = (url: string) => {
      let held = false;
      session.emit('will-download', { preventDefault: () => (held = true) }, { getURL: () => url });
      return held;
    };
    expect(isHeld('blob:adit://app/77')).toBe(false);
    expect(isHeld('https://example.com/setup.exe')).toBe(true);
  });
});

describe('a page', () => {
  const open = () => {
    const standIn = new StandIn();
    guardContents(standIn.electron);
    const contents = new StandInContents();
    standIn.appEvents.emit('web-contents-created', {}, contents.asElectron());
    return { standIn, contents };
  };

  test('stays on the screens; a link over https opens in the browser', () => {
    const { standIn, contents } = open();
    expect(contents.prevents('will-navigate', 'adit://app/console/#/history')).toBe(false);
    expect(contents.prevents('will-navigate', 'https://docs.aws.amazon.com/bedrock/')).toBe(true);
    expect(contents.prevents('will-navigate', 'file:///etc/passwd')).toBe(true);
    expect(standIn.opened).toEqual(['https://docs.aws.amazon.com/bedrock/']);
  });

  test('is not redirected, has no frames of others, and no webview', () => {
    const { contents } = open();
    expect(contents.prevents('will-redirect', 'https://example.com/')).toBe(true);
    expect(contents.prevents('will-frame-navigate', 'https://example.com/')).toBe(true);
    expect(contents.prevents('will-frame-navigate', 'adit://app/console/')).toBe(false);
    expect(contents.prevents('will-attach-webview', '')).toBe(true);
  });

  test('opens no window', () => {
    const { standIn, contents } = open();
    expect(contents.openWindow?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
    expect(contents.openWindow?.({ url: 'smb://server/share' })).toEqual({ action: 'deny' });
    expect(standIn.opened).toEqual(['https://example.com/']);
  });

  test.each([
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    ['http://example.com/', undefined],
    ['https://person:secret@example.com/', undefined],
    ['javascript:alert(1)', undefined],
    ['file:///Applications/Calculator.app', undefined],
    ['x-apple.systempreferences:com.apple.preference', undefined],
    ['https:', undefined],
  ])('may send the person to %s: %s', (address, external) => {
    expect(toExternal(address)).toBe(external);
  });
});

describe('what is packed', () => {
  const config = yaml.load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')) as Record<string, unknown>;

  test('has every fuse as it should be', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
    });
    expect(config.asar).toBe(true);
  });

  test('is signed with the hardened runtime, and may compile JavaScript and nothing else', () => {
    expect(config.mac).toMatchObject({ hardenedRuntime: true, notarize: true, extendInfo: { LSUIElement: true } });
    const { entitlements, entitlementsInherit } = config.mac as Record<string, string>;
    expect(entitlementsInherit).toBe(entitlements);
    const plist = readFileSync(join(ROOT, entitlements ?? ''), 'utf8');
    expect([...plist.matchAll(/<key>(.+)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
  });
});
