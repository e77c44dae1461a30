import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../electron/command.ts';
import { linkCommand } from '../../electron/desktop/command-link.ts';
import { parseFlags } from '../../electron/engine/flags.ts';
import { temporaryFolder } from '../support/folder.ts';

test.each([
  [['/Adit', '--cli', 'doctor', '--json'], false, ['/Adit', 'adit', 'doctor', '--json']],
  [['/electron', '.', '--cli', 'key'], true, ['/electron', 'adit', 'key']],
  [['/Adit'], false, undefined],
  [['/Adit', '--profile', 'work'], false, undefined],
  // Behind a command it is that command's own.
  [['/Adit', '--profile', '--cli'], false, undefined],
])('%j, of sources: %s', (argv, isDevelopment, command) => {
  expect(commandOf(argv, isDevelopment)).toEqual(command);
});

test("the app takes serve's options, and passes over what others have put there", () => {
  expect(parseFlags(['--profile', 'work', '--region', 'eu-central-1', '--port', '0', '--demo'])).toEqual({
    profile: 'work',
    region: 'eu-central-1',
    port: 0,
    demo: true,
  });
  expect(parseFlags(['-psn_0_12345', '--enable-logging', '--inspect=0', 'adit://x'])).toEqual({});
  expect(() => parseFlags(['--credentials', 'magic'])).toThrow(/one of bearer/);
});

describe('the command that the menu links', () => {
  const PROGRAM = "/Applications/Adit's.app/Contents/MacOS/Adit";

  test('runs the program with all of its arguments, and ends as it does', () => {
    const set = folders();
    const program = join(set.home, "it's a program");
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n', { mode: 0o755 });
    const { path, isFound } = linkCommand({ ...set, program });
    expect([path, isFound]).toEqual([join(set.system, 'adit'), true]);
    expect(statSync(path).mode & 0o777).toBe(0o755);
    const run = spawnSync(path, ['models', 'find', 'two words'], { encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([3, '--cli\nmodels\nfind\ntwo words\n']);
  });

  test('is written anew over an older one of its own, and over nobody else’s', () => {
    const set = folders();
    linkCommand({ ...set, program: '/old' });
    linkCommand({ ...set, program: PROGRAM });
    expect(readFileSync(join(set.system, 'adit'), 'utf8')).toContain("MacOS/Adit' --cli");
    writeFileSync(join(set.system, 'adit'), '#!/bin/sh\necho somebody else\n');
    const { path } = linkCommand({ ...set, program: PROGRAM });
    expect(path).toBe(join(set.home, '.local/bin/adit'));
    expect(readFileSync(join(set.system, 'adit'), 'utf8')).toContain('somebody else');
  });

  test('goes into the home where there is no folder for the whole machine, and says whether it is found', () => {
    const set = folders();
    const system = join(set.home, 'nowhere');
    expect(linkCommand({ ...set, system, program: PROGRAM })).toEqual({
      path: join(set.home, '.local/bin/adit'),
      isFound: false,
    });
    const env = { PATH: `/usr/bin:${join(set.home, '.local/bin')}` };
    expect(linkCommand({ ...set, system, env, program: PROGRAM }).isFound).toBe(true);
    expect(existsSync(system)).toBe(false);
  });

  test('says what is in the way, and what works all the same', () => {
    const set = folders();
    const system = join(set.home, 'nowhere');
    writeFileSync(join(set.home, '.local'), 'a file');
    expect(() => linkCommand({ ...set, system, program: '/Adit' })).toThrow(
      /nowhere is not there\. .*adit needs an administrator \(\w+\)\.\nIn a terminal: \/Adit --cli --help/,
    );
  });

  test.skipIf(process.getuid?.() === 0)('needs no rights that the person has not', () => {
    const set = folders();
    chmodSync(set.system, 0o555);
    expect(linkCommand({ ...set, program: PROGRAM }).path).toBe(join(set.home, '.local/bin/adit'));
  });

  function folders() {
    const home = temporaryFolder();
    const system = join(home, 'system');
    mkdirSync(system);
    return { home, system, env: { PATH: '/usr/bin' } };
  }
});
