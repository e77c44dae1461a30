import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apply, preview, undo } from '../../proxy/clients/clients.ts';
import { AditError } from '../../proxy/errors.ts';
import { newPerson, SETTINGS } from './person.ts';

/** Files as people have them; what is not Adit's must be the same after setting up, and all of it after undoing. */
const FILES: readonly { what: string; text: string; kept: readonly string[] }[] = [
  {
    what: 'comments',
    text: '// mine\n{\n  /* a */ "model": "opus", // b\n  "env": {\n    "FOO": "1" // last\n    // c\n  }\n}\n// d\n',
    kept: ['// mine\n{\n  /* a */ "model": "opus", // b\n', '"FOO": "1", // last\n    // c\n', '\n// d\n'],
  },
  {
    what: 'odd indentation',
    text: '{\n       "model":"opus",\n   "env" : {\n\t  "FOO":   "1"\n            }\n}\n',
    kept: ['       "model":"opus",\n   "env" : {\n\t  "FOO":   "1",\n\t  "ANTHROPIC_BASE_URL"'],
  },
  {
    what: 'lines that end in CRLF',
    text: '{\r\n  "model": "opus",\r\n  "env": {\r\n    "FOO": "1"\r\n  }\r\n}\r\n',
    kept: ['{\r\n  "model": "opus",\r\n  "env": {\r\n    "FOO": "1",\r\n    "ANTHROPIC_BASE_URL"'],
  },
  {
    what: 'a byte order mark',
    text: '\uFEFF{\n  "model": "opus"\n}\n',
    kept: ['\uFEFF{\n  "model": "opus",\n  "env": {'],
  },
  { what: 'no line feed at its end', text: '{\n  "model": "opus"\n}', kept: ['{\n  "model": "opus",\n  "env"'] },
  {
    what: 'one line alone',
    text: '{"model":"opus","env":{"FOO":"1"}}',
    kept: ['{"model":"opus","env":{"FOO":"1", "ANTHROPIC'],
  },
  {
    what: 'trailing commas',
    text: '{\n  "env": {\n    "FOO": "1",\n  },\n}\n',
    kept: ['"FOO": "1",\n    "ANTHROPIC_BASE_URL"', '",\n  },\n}\n'],
  },
  { what: 'an empty object', text: '{}', kept: [] },
  { what: 'nothing at all', text: '', kept: [] },
  { what: 'blank lines alone', text: '\n\n', kept: [] },
  { what: 'tabs', text: '{\n\t"env": {}\n}\n', kept: ['{\n\t"env": {\n\t\t"ANTHROPIC_BASE_URL"', '"\n\t}\n}\n'] },
  {
    what: 'values of all kinds',
    text: '{\n  "n": 1.50, "big": 12345678901234567890, "u": "\\u00e9\\/", "a": [1,\n 2], "z": null\n}\n',
    kept: ['  "n": 1.50, "big": 12345678901234567890, "u": "\\u00e9\\/", "a": [1,\n 2], "z": null,\n  "env"'],
  },
];

describe.each(FILES)('a file with $what', ({ text, kept }) => {
  test('keeps all that is the person’s when a tool is set up', async () => {
    using person = newPerson();
    person.write(SETTINGS, text);
    await apply(person.context, 'claude-code');
    const written = person.read(SETTINGS);
    for (const piece of kept) expect(written).toContain(piece);
    expect(envOf(written)).toMatchObject({ ANTHROPIC_BASE_URL: person.url, CLAUDE_CODE_AUTO_MODE_SERVER: '0' });
    expect(envOf(written).ANTHROPIC_AUTH_TOKEN).toMatch(/^adit-/);
  });

  test('is the same to the byte when that is undone', async () => {
    using person = newPerson();
    person.write(SETTINGS, text);
    await apply(person.context, 'claude-code');
    await apply(person.context, 'claude-code');
    await undo(person.context, 'claude-code');
    expect(person.read(SETTINGS)).toBe(text);
  });
});

test('a missing file is made for the person alone, with its folder, and both are gone after undoing', async () => {
  using person = newPerson();
  await apply(person.context, 'claude-code');
  expect(statSync(person.path(SETTINGS)).mode & 0o777).toBe(0o600);
  expect(statSync(person.path('.claude')).mode & 0o777).toBe(0o700);
  expect(JSON.parse(person.read(SETTINGS)).env.ANTHROPIC_BASE_URL).toBe(person.url);
  await undo(person.context, 'claude-code');
  expect(person.everything()).toEqual({});
});

test('a folder that the person has put something into stays', async () => {
  using person = newPerson();
  await apply(person.context, 'claude-code');
  person.write('.claude/history.jsonl', '{}');
  await undo(person.context, 'claude-code');
  expect(person.everything()).toEqual({ '.claude': '(folder)', '.claude/history.jsonl': '{}' });
});

test('a file that Adit made and the person wrote to stays, with what is theirs', async () => {
  using person = newPerson();
  await apply(person.context, 'claude-code');
  const { env } = JSON.parse(person.read(SETTINGS));
  person.write(SETTINGS, JSON.stringify({ env, model: 'opus' }));
  await undo(person.context, 'claude-code');
  expect(JSON.parse(person.read(SETTINGS))).toEqual({ model: 'opus' });
});

test('the mode of a file stays', async () => {
  using person = newPerson();
  chmodSync(person.write(SETTINGS, '{}'), 0o640);
  await apply(person.context, 'claude-code');
  expect(statSync(person.path(SETTINGS)).mode & 0o777).toBe(0o640);
  await undo(person.context, 'claude-code');
  expect(statSync(person.path(SETTINGS)).mode & 0o777).toBe(0o640);
});

test('a link stays a link, and the file behind it is changed', async () => {
  using person = newPerson();
  person.write('dotfiles/claude.json', '{ "model": "opus" }');
  mkdirSync(person.path('.claude'));
  symlinkSync('../dotfiles/claude.json', person.path(SETTINGS));
  await apply(person.context, 'claude-code');
  expect(readlinkSync(person.path(SETTINGS))).toBe('../dotfiles/claude.json');
  expect(JSON.parse(person.read('dotfiles/claude.json')).env.ANTHROPIC_BASE_URL).toBe(person.url);
  await undo(person.context, 'claude-code');
  expect(lstatSync(person.path(SETTINGS)).isSymbolicLink()).toBe(true);
  expect(person.read('dotfiles/claude.json')).toBe('{ "model": "opus" }');
});

test('a link to a file that is not there makes that file', async () => {
  using person = newPerson();
  mkdirSync(person.path('.claude'));
  symlinkSync('../dotfiles/claude.json', person.path(SETTINGS));
  await apply(person.context, 'claude-code');
  expect(JSON.parse(person.read('dotfiles/claude.json')).env.ANTHROPIC_BASE_URL).toBe(person.url);
  await undo(person.context, 'claude-code');
  expect(lstatSync(person.path(SETTINGS)).isSymbolicLink()).toBe(true);
  expect(existsSync(person.path('dotfiles'))).toBe(false);
});

test('a read-only file is left alone, and the error says how to lift that', async () => {
  using person = newPerson();
  chmodSync(person.write(SETTINGS, '{}'), 0o444);
  const error = await refused(apply(person.context, 'claude-code'));
  expect(error.details).toEqual({ code: 'read-only', file: person.path(SETTINGS) });
  expect(error.message).toContain(`chmod u+w ${person.path(SETTINGS)}`);
  expect(person.read(SETTINGS)).toBe('{}');
  expect(JSON.parse(person.read('.adit/undo.json')).places).toEqual([]);
});

test.each([
  { what: 'half-written', text: '{ "env": { "FOO": ', words: 'is not valid JSON (value expected, line 1, column 19)' },
  { what: 'of two objects', text: '{}\n{}', words: 'is not valid JSON' },
  { what: 'an array', text: '[]', words: 'holds no JSON object' },
  { what: 'no UTF-8', text: Buffer.from('{"a":1}', 'utf16le'), words: 'is not valid JSON' },
  { what: 'of bytes that are no text', text: Buffer.from([0x7b, 0xff, 0x7d]), words: 'is not text in UTF-8' },
  {
    what: 'with a key twice',
    text: '{ "env": {}, "env": { "A": "1" } }',
    words: 'has the key "env" twice in one object',
  },
  {
    what: 'with a text in place of an object',
    text: '{ "env": "none" }',
    words: 'something else than an object under "env"',
  },
])('a file that is $what is left alone', async ({ text, words }) => {
  using person = newPerson();
  person.write(SETTINGS, text);
  const error = await refused(apply(person.context, 'claude-code'));
  expect(error.message).toContain(
    `${person.path(SETTINGS)} ${words}`.replace(`${person.path(SETTINGS)} something`, 'something'),
  );
  expect(['unparsable', 'not-editable']).toContain(error.details?.code);
  expect(readFileSync(person.path(SETTINGS))).toEqual(Buffer.from(text));
  expect(readdirSync(person.path('.claude'))).toEqual(['settings.json']);
});

test('a file of five megabytes is changed and put back', { timeout: 90_000 }, async () => {
  using person = newPerson();
  const hooks = Array.from({ length: 60_000 }, (_, at) => ({
    name: `hook ${at}`,
    command: 'echo "hello, there" # a comment',
  }));
  const text = JSON.stringify({ hooks, env: { FOO: '1' } }, null, 2);
  expect(text.length).toBeGreaterThan(5_000_000);
  person.write(SETTINGS, text);
  const { changes } = await apply(person.context, 'claude-code');
  expect(changes[0]?.diff.length).toBeLessThan(2000);
  expect(person.read('.adit/undo.json').length).toBeLessThan(10_000);
  await undo(person.context, 'claude-code');
  expect(person.read(SETTINGS) === text).toBe(true);
});

// Between the last look at a file and its replacement no file system knows a lock: a moment that a busy machine can hit.
test('what another program writes at the same time is not lost', { timeout: 60_000, retry: 2 }, async () => {
  using person = newPerson();
  person.write(SETTINGS, '{\n  "count": 0\n}\n');
  // It counts as fast as it can, reads what is there each time and writes it back with its own key changed.
  const program = `
    const fs = require('node:fs');
    const file = ${JSON.stringify(person.path(SETTINGS))};
    const end = Date.now() + 1500;
    let count = 0;
    while (Date.now() < end) {
      const settings = JSON.parse(fs.readFileSync(file, 'utf8'));
      settings.count = ++count;
      fs.writeFileSync(file + '.other', JSON.stringify(settings, null, 2) + '\\n');
      fs.renameSync(file + '.other', file);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
    }
    process.stdout.write(String(count));`;
  const other = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let counted = '';
  other.stdout.on('data', (text) => {
    counted += text;
  });
  const ended = once(other, 'close');
  while (JSON.parse(person.read(SETTINGS)).count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const done = { apply: 0, undo: 0 };
  while (other.exitCode === null) {
    // Lets the end of the program be noticed.
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (const [name, work] of Object.entries({ apply, undo })) {
      try {
        await work(person.context, 'claude-code');
        done[name as keyof typeof done]++;
      } catch (error) {
        expect((error as AditError).details?.code).toBe('keeps-changing');
      }
    }
  }
  await ended;
  expect(done.apply).toBeGreaterThan(0);
  await undo(person.context, 'claude-code');
  const left = JSON.parse(person.read(SETTINGS));
  expect(left.count).toBe(Number(counted));
});

test('the key is in no preview, and no key is made for one', async () => {
  using person = newPerson();
  person.write(SETTINGS, '{ "env": { "ANTHROPIC_AUTH_TOKEN": "sk-ant-very-secret", "GITHUB_TOKEN": "ghp_also" } }\n');
  const first = await preview(person.context, 'claude-code');
  expect(existsSync(person.path('.adit/key'))).toBe(false);
  expect(person.read(SETTINGS)).toContain('sk-ant-very-secret');
  await apply(person.context, 'claude-code');
  const key = person.read('.adit/key').trim();
  const shown = JSON.stringify([first, await preview(person.context, 'claude-code', 'undo')]);
  for (const secret of [key, 'sk-ant-very-secret', 'ghp_also']) expect(shown).not.toContain(secret);
  expect(first.changes[0]?.diff).toContain('+{ "env": { "ANTHROPIC_AUTH_TOKEN": "adit-…", "GITHUB_TOKEN": "…"');
});

function envOf(text: string): Record<string, string> {
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(/\/\*.*?\*\/|(?<![:"\w])\/\/[^\n]*/g, '')
    .replace(/,(\s*[}\]])/g, '$1');
  return JSON.parse(bare).env;
}

async function refused(work: Promise<unknown>): Promise<AditError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AditError);
  return error as AditError;
}
