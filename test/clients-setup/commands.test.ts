import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, runAdit } from '../support/run-adit.ts';

/** A home folder with the files and programs of a person, and how the program is run in it. */
function person(files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    if (name.startsWith('bin/')) chmodSync(join(folder, name), 0o755);
  }
  const env = { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  return {
    env,
    path: (name: string) => join(folder, name),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    says: (...args: string[]) => aditSays(args, { env }),
    /** The key of a tool. */
    keyOf: async (name: string) => (await aditSays(['keys', 'show', name], { env })).stdout.trim(),
  };
}

const ELSEWHERE =
  '{ "env": { "ANTHROPIC_BASE_URL": "https://gw.example", "ANTHROPIC_AUTH_TOKEN": "sk-ant-secret" } }\n';

describe.concurrent('adit configure', () => {
  test('sets a tool up, tells what it replaced, and undoes it', async () => {
    const { says, read } = person({ '.claude/settings.json': ELSEWHERE });
    const set = await says('configure', 'claude-code');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).toContain(
      'Claude Code is set up to ask http://127.0.0.1:2348.\n\n  Changed    ~/.claude/settings.json\n',
    );
    expect(set.stdout).toContain('  Replaced   env.ANTHROPIC_BASE_URL, which was https://gw.example\n');
    expect(set.stdout).not.toContain('sk-ant-secret');
    expect((await says('configure', 'claude-code', '--status')).stdout).toBe('set up\n');
    expect((await says('configure', 'claude-code')).stdout).toContain('is set up already');
    expect((await says('configure', 'claude-code', '--undo')).stdout).toContain('Claude Code is as it was before.');
    expect(read('.claude/settings.json')).toBe(ELSEWHERE);
    expect((await says('configure', 'claude-code', '--undo')).stdout).toContain('there is nothing to undo');
  });

  test('--dry-run shows the change and makes none', async () => {
    const { says, read } = person({ '.claude/settings.json': ELSEWHERE });
    const { code, stdout } = await says('configure', 'claude-code', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^--- .*settings\.json\n\+\+\+ .*settings\.json\n@@ -1 \+1 @@\n-\{ "env"/);
    expect(stdout).not.toContain('sk-ant-secret');
    expect(read('.claude/settings.json')).toBe(ELSEWHERE);
  });

  test('--status prints the state and nothing else, and ends well in every one', async () => {
    const { says } = person({ '.claude/settings.json': ELSEWHERE });
    expect(await says('configure', 'claude-code', '--status')).toMatchObject({ code: 0, stdout: 'set up elsewhere\n' });
    expect(await says('configure', 'codex', '--status')).toMatchObject({ code: 0, stdout: 'not set up\n' });
    const { stdout } = await says('configure', 'codex', '--status', '--json');
    expect(JSON.parse(stdout)).toEqual({ tool: 'codex', state: 'not set up' });
  });

  test('writes the port of the settings, with no Adit running', async () => {
    const { says, read } = person({ '.adit/settings.json': '{ "port": 4321 }' });
    await says('configure', 'codex');
    expect(read('.codex/config.toml')).toContain('base_url = "http://127.0.0.1:4321/v1"');
  });

  test('lists the tools that are found, within 80 columns', async () => {
    const { says } = person({
      'bin/claude': '#!/bin/sh\necho "2.1.329 (Claude Code)"\n',
      '.claude/settings.json': ELSEWHERE,
      '.codex/config.toml': 'model = \n',
    });
    const { stdout, code } = await says('configure');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^claude-code +Claude Code +2\.1\.329 +set up elsewhere$/m);
    expect(stdout).toMatch(/^codex +Codex +- +unreadable$/m);
    expect(stdout).toContain('Not found here: ');
    for (const line of stdout.split('\n')) if (!line.includes('/')) expect(line.length).toBeLessThanOrEqual(80);
    const { url, tools } = JSON.parse((await says('configure', '--json')).stdout);
    expect(url).toBe('http://127.0.0.1:2348');
    expect(tools).toContainEqual(expect.objectContaining({ id: 'claude-code', state: 'set up elsewhere' }));
  });

  test('gives each tool a key of its own, and none for looking', async () => {
    const { says, read, keyOf } = person();
    await says('configure', 'codex', '--dry-run');
    await says('configure', 'codex', '--status');
    expect(JSON.parse((await says('keys', '--json')).stdout).map(({ name }: { name: string }) => name)).toEqual([
      'main',
    ]);
    await says('configure', 'codex');
    await says('configure', 'claude-code');
    expect(read('.codex/config.toml')).toContain(`experimental_bearer_token = "${await keyOf('codex')}"`);
    expect(read('.claude/settings.json')).toContain(await keyOf('claude-code'));
    expect(await keyOf('codex')).not.toBe(await keyOf('claude-code'));
  });

  test('prints the card of Xcode’s chat', async () => {
    const { says, keyOf } = person();
    const { stdout } = await says('configure', 'xcode');
    expect(stdout).toContain('  URL             http://127.0.0.1:2348\n');
    expect(stdout).toContain(`  API Key         ${await keyOf('xcode')}\n`);
  });

  test('says at project level whether git ignores the file', async () => {
    const { says, path } = person({ 'work/.keep': '', 'other/.gitignore': '.claude/settings.local.json\n' });
    for (const name of ['work', 'other']) execFileSync('git', ['init', '-q', path(name)]);
    const work = await says('configure', 'claude-code', '--project', path('work'));
    expect(work.stdout.replace(/\s+/g, ' ')).toContain('git does not ignore .claude/settings.local.json');
    const other = await says('configure', 'claude-code', '--project', path('other'));
    expect(other.stdout.replace(/\s+/g, ' ')).toContain('git ignores .claude/settings.local.json');
  });

  test.each([
    { args: ['emacs'], words: 'Adit cannot set up "emacs". It can: claude-code, xcode' },
    { args: ['codex', '--project', '.'], words: 'Codex cannot be set up for one project.' },
    { args: ['--project', '.'], words: '--project is for one tool' },
    { args: ['xcode-claude'], words: 'Xcode can be set up on macOS alone' },
  ])('$args: an error that says what to do', async ({ args, words }) => {
    const { code, stderr } = await person().says('configure', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  test('wants a port that stays', async () => {
    const { says } = person({ '.adit/settings.json': '{ "port": 0 }' });
    for (const args of [['configure', 'codex'], ['configure', 'xcode'], ['env'], ['launch', '--no-check', 'sh']]) {
      expect((await says(...args)).stderr).toContain('Adit listens on another port at each start');
    }
  });

  test.each([
    { settings: '{ "port": 0 }', what: 'the port is any free one by now' },
    { settings: '{ "port": ', what: 'the settings of Adit are damaged' },
    { settings: '{ "history": { "days": "x" } }', what: 'the settings of Adit are wrong' },
  ])('undoes, and tells how tools stand, where $what', async ({ settings }) => {
    const { says, read, path } = person({ '.claude/settings.json': ELSEWHERE, '.adit/.keep': '' });
    await says('configure', 'claude-code');
    writeFileSync(path('.adit/settings.json'), settings);
    expect(await says('configure', 'claude-code', '--status')).toMatchObject({ code: 0 });
    expect(await says('configure', '--undo')).toMatchObject({ code: 0 });
    expect(read('.claude/settings.json')).toBe(ELSEWHERE);
  });

  test('prints a state, and says why on the side, where the settings of a tool cannot be read', async () => {
    const { says, read, path } = person({ '.claude/settings.json': '{ "env": ' });
    const state = await says('configure', 'claude-code', '--status');
    expect(state).toMatchObject({ code: 0, stdout: 'not set up\n' });
    expect(state.stderr).toContain('is not valid JSON');
    expect(read('.claude/settings.json')).toBe('{ "env": ');
    expect(await says('configure', 'xcode-claude', '--status')).toMatchObject({ code: 0, stdout: 'not set up\n' });
    writeFileSync(path('.claude/settings.json'), '{}');
    await says('configure', 'claude-code');
    writeFileSync(path('.claude/settings.json'), '{');
    const { code, stdout } = await says('configure', 'claude-code', '--status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      tool: 'claude-code',
      state: 'drifted',
      problem: expect.stringContaining('is not valid JSON'),
    });
  });

  test('is drifted once the key of the tool is revoked, and gets a new one', async () => {
    const { says } = person();
    await says('configure', 'claude-code');
    await says('keys', 'revoke', 'claude-code');
    expect((await says('configure', 'claude-code', '--status')).stdout).toBe('drifted\n');
    await says('configure', 'claude-code');
    expect((await says('configure', 'claude-code', '--status')).stdout).toBe('set up\n');
  });

  test('for a project, says how that is undone, and makes no folder that is not there', async () => {
    const { says, path } = person({ 'my work/.keep': '' });
    const { stdout } = await says('configure', 'claude-code', '--project', path('my work'));
    expect(stdout.replace(/\s+/g, ' ')).toContain(`claude-code --undo --project '${path('my work')}'`);
    const missing = await says('configure', 'claude-code', '--project', path('typo'));
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain(`There is no folder ${path('typo')}`);
    expect(existsSync(path('typo'))).toBe(false);
  });
});

describe.concurrent('adit env', () => {
  test('prints what a shell can run', async () => {
    const { says, keyOf } = person();
    const { stdout } = await says('env', '--shell', 'sh');
    const script = `${stdout}\nprintf '%s %s %s' "$ANTHROPIC_BASE_URL" "$OPENAI_BASE_URL" "$ANTHROPIC_AUTH_TOKEN"`;
    const key = await keyOf('shell');
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(
      `http://127.0.0.1:2348 http://127.0.0.1:2348/v1 ${key}`,
    );
  });

  test.each([
    { shell: 'zsh', line: "export OPENAI_BASE_URL='http://127.0.0.1:2348/v1'" },
    { shell: 'pwsh', line: "$env:OPENAI_BASE_URL = 'http://127.0.0.1:2348/v1'" },
    { shell: 'fish', line: "set -gx OPENAI_BASE_URL 'http://127.0.0.1:2348/v1'" },
    { shell: 'csh', line: "setenv OPENAI_BASE_URL 'http://127.0.0.1:2348/v1'" },
    { shell: 'powershell', line: "$env:OPENAI_BASE_URL = 'http://127.0.0.1:2348/v1'" },
  ])('prints it for $shell', async ({ shell, line }) => {
    expect((await person().says('env', '--shell', shell)).stdout).toContain(`${line}\n`);
  });

  test('leaves out what would lead Adit itself astray, unless it is wished', async () => {
    const { says } = person();
    expect(JSON.parse((await says('env', '--json')).stdout)).not.toHaveProperty('AWS_ENDPOINT_URL_BEDROCK_RUNTIME');
    const all = JSON.parse((await says('env', '--json', '--bedrock')).stdout);
    expect(all.AWS_ENDPOINT_URL_BEDROCK_RUNTIME).toBe('http://127.0.0.1:2348');
  });
});

/** A tool that tells what it was given. */
const TELLER = '#!/bin/sh\nfor arg in "$@"; do echo "arg $arg"; done\nenv\n';

describe.concurrent('adit launch', () => {
  test('gives a program every variable, its own arguments, and its exit code', async () => {
    const { says, keyOf } = person({ 'bin/tool': `${TELLER}exit 7\n` });
    const { code, stdout } = await says('launch', '--no-check', 'tool', '--json', '-p', 'hello there');
    expect(code).toBe(7);
    expect(stdout).toContain('arg --json\narg -p\narg hello there\n');
    const key = await keyOf('tool');
    for (const line of [
      'ANTHROPIC_BASE_URL=http://127.0.0.1:2348',
      'OPENAI_BASE_URL=http://127.0.0.1:2348/v1',
      'AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://127.0.0.1:2348',
      `OPENAI_API_KEY=${key}`,
      `AWS_BEARER_TOKEN_BEDROCK=${key}`,
    ]) {
      expect(stdout).toContain(`${line}\n`);
    }
  });

  test.each(['claude', 'codex', 'opencode'])('gives %s its key in the environment alone', async (name) => {
    const { says, keyOf } = person({ [`bin/${name}`]: TELLER });
    const { stdout } = await says('launch', '--no-check', name, 'go');
    const key = await keyOf(name === 'claude' ? 'claude-code' : name);
    expect(key).toMatch(/^adit-/);
    const [args, env] = [stdout.split('\n').filter((line) => line.startsWith('arg ')), stdout];
    expect(args.at(-1)).toBe('arg go');
    expect(args.join('\n')).not.toContain(key);
    expect(env).toContain(key);
  });

  test('passes signals on, and ends as the tool ends', async () => {
    const { env } = person({
      'bin/tool': '#!/bin/sh\ntrap "echo caught; exit 5" TERM\necho ready\nwhile :; do sleep 0.05; done\n',
    });
    await using run = runAdit(['launch', '--no-check', 'tool'], { env });
    await run.printed(/ready/);
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 5, signal: null });
    expect(run.stdout()).toContain('caught');
  });

  test('refuses where Claude Code’s own settings would lead it elsewhere', async () => {
    const { says } = person({ 'bin/claude': TELLER, '.claude/settings.json': ELSEWHERE });
    const { code, stderr } = await says('launch', '--no-check', 'claude');
    expect(code).toBe(1);
    expect(stderr).toContain('sets ANTHROPIC_BASE_URL, which Claude Code follows whatever its environment says');
  });

  test('says what to do where no Adit answers, and where there is no such tool', async () => {
    const { says } = person({ '.adit/settings.json': '{ "port": 9 }' });
    expect((await says('launch', 'claude')).stderr).toContain('No Adit answers at http://127.0.0.1:9. Start it first');
    expect((await says('launch', '--no-check', 'claude')).stderr).toContain('There is no program "claude" on the PATH');
  });
});

test('Adit does not start with itself as its upstream, as in a shell that was set up for tools', async () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    const env = {
      ...person().env,
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'S',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://${host}:23987`,
    };
    const { code, stderr } = await aditSays(['serve', '--port', '23987'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(`adit: The endpoint http://${host}:23987 is Adit's own address`);
  }
});
