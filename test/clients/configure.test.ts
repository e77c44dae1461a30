import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { answer, helloText } from '../bedrock/scenarios.ts';
import { type StrictBedrock, startStrictBedrock } from '../bedrock/strict.ts';
import { runAdit } from '../support/run-adit.ts';
import { installClaudeCode } from './claude-code.ts';
import { installCodex } from './codex.ts';
import { finish, inTemporaryHome, tail } from './program.ts';

let programs = '';

beforeAll(async () => {
  programs = (await Promise.all([installClaudeCode(), installCodex()])).map((path) => dirname(path)).join(':');
});

/** Settings that people have before they know of Adit. */
const CLAUDE = '{\n  // mine\n  "permissions": { "allow": [] },\n}\n';
const CODEX =
  '# mine\nmodel_provider = "other"\n\n[model_providers.other]\nname = "Other"\nbase_url = "https://other.example/v1"\n';

test('Claude Code reads what adit configure wrote, asks Adit, and finds its settings again when that is undone', async () => {
  await withPerson(async ({ home, bedrock, adit, run }) => {
    write(home, '.claude/settings.json', JSON.stringify({ permissions: { allow: [] } }, null, 2));
    const before = everything(home, '.claude');
    expect(await adit('configure', 'claude-code')).toContain('Claude Code is set up');
    const { stdout, code, said } = await run('claude', ['-p', 'Say hello.', '--dangerously-skip-permissions']);
    expect(stdout.trim(), said).toBe(helloText);
    expect(code).toBe(0);
    expect(
      bedrock.stats.calls.filter(({ operation }) => operation.includes('messages') || operation.includes('invoke')),
    ).not.toEqual([]);
    expect(await adit('configure', 'claude-code', '--status')).toBe('set up\n');
    await adit('configure', 'claude-code', '--undo');
    expect(everything(home, '.claude')['settings.json']).toBe(before['settings.json']);
  });
});

test('Claude Code reads it at project level', async () => {
  await withPerson(async ({ home, adit, run }) => {
    const project = join(home, 'work');
    mkdirSync(project);
    await adit('configure', 'claude-code', '--project', project);
    const { stdout, said } = await run('claude', ['-p', 'Say hello.', '--dangerously-skip-permissions'], project);
    expect(stdout.trim(), said).toBe(helloText);
    await adit('configure', '--undo');
    expect(readdirSync(project)).toEqual([]);
  });
});

test('Codex reads what adit configure wrote, asks Adit, and finds its settings again when that is undone', async () => {
  await withPerson(async ({ home, adit, run }) => {
    write(home, '.codex/config.toml', CODEX);
    expect(await adit('configure', 'codex')).toContain('Codex is set up');
    const flags = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-m', 'claude-opus-5-5'];
    const { stdout, said } = await run('codex', ['exec', ...flags, 'Say hello.']);
    expect(stdout.trim(), said).toBe(helloText);
    // It may write to its own file meanwhile; the rest of it stays.
    await adit('configure', 'codex', '--undo');
    expect(readFileSync(join(home, '.codex/config.toml'), 'utf8')).toContain(CODEX.trim());
    expect(readFileSync(join(home, '.codex/config.toml'), 'utf8')).not.toContain('adit');
  });
});

test('Claude Code and Codex ask Adit when adit launch starts them, with nothing written and the key in no arguments', async () => {
  await withPerson(async ({ home, run }) => {
    const claude = await run('adit', ['launch', 'claude', '-p', 'Say hello.', '--dangerously-skip-permissions']);
    expect(claude.stdout.trim(), claude.said).toBe(helloText);
    const flags = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-m', 'claude-opus-5-5'];
    const codex = await run('adit', ['launch', 'codex', 'exec', ...flags, 'Say hello.']);
    expect(codex.stdout.trim(), codex.said).toBe(helloText);
    expect(readdirSync(join(home, '.claude'))).not.toContain('settings.json');
    expect(readdirSync(join(home, '.codex'))).not.toContain('config.toml');
  });
});

test('Claude Code does not take comments in its settings away', async () => {
  await withPerson(async ({ home, adit }) => {
    write(home, '.claude/settings.json', CLAUDE);
    await adit('configure', 'claude-code');
    expect(readFileSync(join(home, '.claude/settings.json'), 'utf8')).toContain(
      '// mine\n  "permissions": { "allow": [] },\n',
    );
    await adit('configure', 'claude-code', '--undo');
    expect(readFileSync(join(home, '.claude/settings.json'), 'utf8')).toBe(CLAUDE);
  });
});

interface Machine {
  readonly home: string;
  readonly bedrock: StrictBedrock;
  /** Runs the command line to its end, and resolves to what it printed. */
  adit(...args: string[]): Promise<string>;
  /** Runs a program of the PATH. */
  run(program: string, args: string[], cwd?: string): Promise<{ stdout: string; code: number | null; said: string }>;
}

/** A home folder in which Adit runs on the port of its settings, and tools are on the PATH, Adit's own command among them. */
async function withPerson(work: (machine: Machine) => Promise<void>): Promise<void> {
  await inTemporaryHome(async (home) => {
    const bedrock = await startStrictBedrock({ scenario: answer() });
    write(home, '.adit/settings.json', JSON.stringify({ port: await freePort() }));
    const main = join(import.meta.dirname, '../../proxy/main.ts');
    write(home, 'bin/adit', `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, 0o755);
    const env = {
      PATH: `${join(home, 'bin')}:${programs}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      ADIT_SECRETS: 'file',
      IS_SANDBOX: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    };
    const run: Machine['run'] = async (program, args, cwd = home) => {
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      const { stdout, stderr } = await finish(child);
      return { stdout, code: child.exitCode, said: tail(stdout, stderr) };
    };
    const adit = async (...args: string[]) => (await promisify(execFile)('adit', args, { env })).stdout;
    await using serving = runAdit(['serve', '--json', '--home', join(home, '.adit')], { env: bedrock.env });
    try {
      await serving.ready();
      await work({ home, bedrock, adit, run });
    } finally {
      await bedrock.close();
    }
  });
}

function write(home: string, name: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text, { mode });
}

function everything(home: string, folder: string): Record<string, string> {
  const files = readdirSync(join(home, folder)).filter((name) => statSync(join(home, folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(home, folder, name), 'utf8')]));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
