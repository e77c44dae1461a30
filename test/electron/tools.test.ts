import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apply } from '../../proxy/clients/clients.ts';
import { toolContext } from '../../proxy/clients/context.ts';
import { ringKeys } from '../../proxy/clients/keys.ts';
import { KeyRing } from '../../proxy/guard/keys.ts';
import { FileSecrets } from '../../proxy/secrets/file-secrets.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { until } from '../support/road.ts';
import { openShell } from './opened-shell.ts';
import type { StandIn } from './stand-in.ts';

const MINE = '{\n  // mine\n  "env": { "EDITOR": "vim" }\n}\n';

test('a tool that is found is in the menu with its state, and leads to the window that shows what would be changed', async () => {
  await using shell = await openShell({ prepare: async (home) => writeMine(home) });
  expect(toolsIn(shell.standIn)).toContain('Configure Claude Code… (not set up)');
  shell.standIn.tray.choose('Configure Claude Code…');
  await until('the window is shown', () => shell.standIn.windows.length === 1);
  expect(shell.standIn.windows[0]?.loaded).toEqual(['adit://app/console/#/tools?id=claude-code']);
  expect(readFileSync(join(shell.home, '.claude/settings.json'), 'utf8')).toBe(MINE);
});

test('quitting while it is set up offers to undo that, which leaves what the person had', async () => {
  await using shell = await openShell({
    prepare: setUpClaudeCode,
    before: (standIn) => {
      standIn.press = () => 1;
    },
  });
  const file = join(shell.home, '.claude/settings.json');
  expect(readFileSync(file, 'utf8')).toContain('http://127.0.0.1:2348');
  expect(toolsIn(shell.standIn)).toContain('Configure Claude Code… (set up)');
  shell.standIn.tray.choose('Quit Adit');
  await until('the app has ended', () => shell.standIn.exitCode === 0);
  expect(shell.standIn.asked.map(({ message }) => message)).toEqual(['Claude Code is set up to use Adit']);
  expect(readFileSync(file, 'utf8')).toBe(MINE);
});

function toolsIn(standIn: StandIn): (string | undefined)[] {
  const submenu = standIn.tray.menu.find(({ label }) => label === 'Tools')?.submenu;
  return Array.isArray(submenu) ? submenu.map(({ label }) => label) : [];
}

function writeMine(home: string): void {
  mkdirSync(join(home, '.claude'));
  writeFileSync(join(home, '.claude/settings.json'), MINE);
}

async function setUpClaudeCode(folder: string): Promise<void> {
  writeMine(folder);
  const home = openHome(folder, {});
  const ring = await KeyRing.open(home, new FileSecrets(home));
  await apply(toolContext({ env: { HOME: folder }, home, keys: ringKeys(ring), port: 2348 }), 'claude-code');
  ring.close();
}
