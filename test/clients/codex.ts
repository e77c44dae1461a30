import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { install, type Program } from './install.ts';
import { finish, inTemporaryHome, tail } from './program.ts';

const codex: Program = { title: 'Codex', package: '@openai/codex', version: '0.169.0', bin: 'codex', size: 200 };

/** What Codex printed, and how it ended. */
export interface CodexRun {
  readonly exitCode: number | null;
  /** One object for each line of `--json`. */
  readonly events: readonly Record<string, unknown>[];
  /** The end of stdout and stderr, for the message of a failed expectation. */
  readonly tail: string;
}

export interface CodexOptions {
  readonly url: string;
  readonly key: string;
  readonly model?: string;
  /** The folder that it works in. */
  readonly cwd: string;
}

/** Installs the real Codex CLI, once per machine. */
export function installCodex(): Promise<string> {
  return install(codex);
}

/** Runs Codex headless with one prompt and a provider of its own that is Adit, as its documentation has it. */
export async function runCodex(
  prompt: string,
  { url, key, cwd, model = 'claude-opus-5-5' }: CodexOptions,
): Promise<CodexRun> {
  const executable = await installCodex();
  return inTemporaryHome(async (home) => {
    await mkdir(join(home, '.codex'));
    await writeFile(join(home, '.codex/config.toml'), config(url, model));
    const flags = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];
    const child = spawn(executable, ['exec', ...flags, prompt], {
      cwd,
      env: { PATH: process.env.PATH, HOME: home, ADIT_KEY: key },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = await finish(child);
    const events = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { exitCode: child.exitCode, events, tail: tail(stdout, stderr) };
  });
}

/** https://developers.openai.com/codex/config-advanced: a provider table of one's own. */
function config(url: string, model: string): string {
  return [
    `model = ${JSON.stringify(model)}`,
    'model_provider = "adit"',
    '[model_providers.adit]',
    'name = "Adit"',
    `base_url = ${JSON.stringify(`${url}/v1`)}`,
    'env_key = "ADIT_KEY"',
    'wire_api = "responses"',
    '',
  ].join('\n');
}
