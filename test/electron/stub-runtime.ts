import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where fuses are in Electron's binary: behind this text, with their version and their number. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Fuses of Electron 45, each as it is in a binary that nothing was changed in. */
const FUSE_WIRE = '1011001011';

/** A folder that has the shape of Electron's runtime for a platform, and nothing in it that runs. */
export function writeStubRuntime(folder: string, platform: 'linux' | 'darwin', version: string): string {
  if (platform === 'linux') writeLinux(folder, version);
  else writeMac(folder, version);
  return folder;
}

function writeLinux(folder: string, version: string): void {
  put(folder, 'electron', binary());
  chmodSync(join(folder, 'electron'), 0o755);
  put(folder, 'version', version);
  put(folder, 'LICENSE', 'MIT');
  put(folder, 'LICENSES.chromium.html', '<p>…</p>');
  for (const name of ['locales/en-US.pak', 'chrome_crashpad_handler']) put(folder, name, '');
}

function writeMac(folder: string, version: string): void {
  const app = join(folder, 'Electron.app/Contents');
  put(folder, 'version', version);
  put(folder, 'LICENSE', 'MIT');
  put(folder, 'LICENSES.chromium.html', '<p>…</p>');
  put(app, 'Info.plist', plist('com.github.Electron', 'Electron'));
  put(app, 'MacOS/Electron', '#!/bin/sh\n');
  put(app, 'Resources/electron.icns', '');
  put(app, 'Frameworks/Electron Framework.framework/Versions/A/Electron Framework', binary());
  put(app, 'Frameworks/Electron Framework.framework/Electron Framework', binary());
  put(
    app,
    'Frameworks/Electron Framework.framework/Resources/Info.plist',
    plist('com.github.Electron.framework', 'Electron Framework'),
  );
  for (const suffix of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const helper = `Frameworks/Electron Helper${suffix}.app/Contents`;
    put(app, `${helper}/Info.plist`, plist('com.github.Electron.helper', `Electron Helper${suffix}`));
    put(app, `${helper}/MacOS/Electron Helper${suffix}`, '#!/bin/sh\n');
  }
}

/** A binary as far as fuses go: the rest of it is filler. */
function binary(): Buffer {
  const wire = Buffer.from([1, FUSE_WIRE.length]);
  return Buffer.concat([Buffer.alloc(64), Buffer.from(SENTINEL), wire, Buffer.from(FUSE_WIRE), Buffer.alloc(64)]);
}

function put(folder: string, name: string, content: string | Buffer): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

function plist(id: string, name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleIdentifier</key><string>${id}</string>
<key>CFBundleName</key><string>${name}</string>
<key>CFBundleExecutable</key><string>${name}</string>
</dict></plist>
`;
}
