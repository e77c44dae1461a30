import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, runAdit } from '../support/run-adit.ts';

describe.concurrent('adit key', () => {
  test('prints the key and nothing else, and keeps it in a private file of ~/.adit', async () => {
    await using run = runAdit(['key']);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout()).toMatch(/^adit-[\w-]{32}\n$/);
    expect(run.stderr()).toBe('');
    const folder = join(run.homeFolder, '.adit');
    expect(readFileSync(join(folder, 'key'), 'utf8')).toBe(run.stdout());
    expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('prints JSON where that is wished', async () => {
    const home = temporaryFolder();
    const { stdout } = await aditSays(['key', '--json', '--home', home]);
    expect(JSON.parse(stdout)).toEqual({ key: readFileSync(join(home, 'key'), 'utf8').trim() });
  });

  test('many at once on a new home all print the same key', async () => {
    const env = { ADIT_HOME: join(temporaryFolder(), 'new') };
    const all = await Promise.all(Array.from({ length: 8 }, () => aditSays(['key'], { env })));
    expect(new Set(all.map(({ stdout, stderr }) => stdout + stderr)).size).toBe(1);
    expect((await aditSays(['key'], { env })).stdout).toBe(all[0]?.stdout);
  });
});

describe.concurrent('every command works on the home that it is told', () => {
  for (const [command, file] of [
    [['key'], 'key'],
    [['lessons', '--clear'], 'lessons.json'],
    [['serve', '--port', '0', '--json'], 'key'],
  ] as const) {
    test(`adit ${command.join(' ')}: --home, then ADIT_HOME, then ~/.adit`, async () => {
      const [flag, variable] = [temporaryFolder(), temporaryFolder()];
      for (const [args, env, home] of [
        [['--home', flag], { ADIT_HOME: variable }, () => flag],
        [[], { ADIT_HOME: variable }, () => variable],
        [[], {}, (person: string) => join(person, '.adit')],
      ] as const) {
        await using run = runAdit([...command, ...args], { env });
        if (command[0] === 'serve') expect((await run.ready()).home).toBe(home(run.homeFolder));
        else expect(await run.ended).toMatchObject({ code: 0 });
        expect(statSync(join(home(run.homeFolder), file)).isFile()).toBe(true);
      }
    });
  }

  test('a folder that is not there yet is made, with those above it', async () => {
    const home = join(temporaryFolder(), 'a', 'b');
    expect((await aditSays(['key', '--home', home])).code).toBe(0);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });
});

describe.concurrent('adit lessons', () => {
  const lesson = { target: 'opus-4-8 invoke', kind: 'beta', subject: 'odd-beta-2026-01-01', learned: Date.now() };

  test('shows what was learned, as a table or as JSON, and forgets it', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'lessons.json'), JSON.stringify([lesson]));
    expect((await aditSays(['lessons', '--home', home])).stdout).toMatch(
      /opus-4-8 invoke +refuses the beta flag odd-beta/,
    );
    expect(JSON.parse((await aditSays(['lessons', '--json', '--home', home])).stdout)).toEqual([lesson]);
    expect((await aditSays(['lessons', '--clear', '--home', home])).stdout).toMatch(/^No lessons/);
    expect((await aditSays(['lessons', '--json', '--home', home])).stdout).toBe('[]\n');
  });

  test('a file that cannot be read is as none', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'lessons.json'), '[{"half":');
    expect(await aditSays(['lessons', '--home', home])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.concurrent('help', () => {
  for (const [args, words] of [
    [['--help'], ['serve', 'key', 'lessons', '--version']],
    [['-h'], ['serve', 'key', 'lessons']],
    [
      ['serve', '--help'],
      ['--port', '--profile', '--region', '--demo', '--json', '--log-format', '--home'],
    ],
    [
      ['key', '--help'],
      ['--json', '--home'],
    ],
    [
      ['lessons', '--help'],
      ['--clear', '--json', '--home'],
    ],
  ] as const) {
    test(`adit ${args.join(' ')} tells of ${words.join(', ')}`, async () => {
      const { code, stdout, stderr, homeFolder } = await aditSays(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: adit/);
      for (const word of words) expect(stdout).toContain(word);
      expect(() => statSync(join(homeFolder, '.adit'))).toThrow();
    });
  }

  test('the version is that of the package', async () => {
    expect((await aditSays(['--version'])).stdout).toBe(`${manifest.version}\n`);
    expect((await aditSays(['-V'])).stdout).toBe(`${manifest.version}\n`);
  });
});

test('a command that there is not is said to be none', async () => {
  const { code, stderr } = await aditSays(['status', 'now']);
  expect(code).toBe(1);
  expect(stderr).toBe('adit: There is no command "status".\n(adit --help shows what there is)\n');
});
