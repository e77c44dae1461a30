import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { install, type Program } from './install.ts';
import { finish, inTemporaryHome, tail } from './program.ts';

const claudeCode: Program = {
  title: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.329',
  bin: 'claude',
  size: 380,
};

/** One line of `--output-format stream-json`. */
export interface StreamLine {
  type: string;
  subtype?: string;
  [field: string]: unknown;
}

/** What Claude Code printed, and how it ended. */
export interface ClaudeCodeRun {
  exitCode: number | null;
  lines: StreamLine[];
  /** The last line, with `result`, `is_error`, `terminal_reason` and so on; empty if it never came so far. */
  result: Record<string, unknown>;
  /** The end of stdout and stderr, for the message of a failed expectation. */
  tail: string;
}

export interface RunOptions {
  url: string;
  key: string;
  /** More of its command line. */
  args?: string[];
  /** The folder that it works in: its own temporary HOME unless given. */
  cwd?: string;
  /** How it speaks to Adit: as to Anthropic's API unless given. */
  mode?: Mode;
}

export type Mode = 'messages' | 'bedrock' | 'mantle';

/** Installs the real Claude Code, once per machine, and resolves to its executable. */
export function installClaudeCode(): Promise<string> {
  return install(claudeCode);
}

/** Runs Claude Code headless with one prompt, in an environment with nothing of the developer's in it. */
export async function runClaudeCode(prompt: string, options: RunOptions): Promise<ClaudeCodeRun> {
  const executable = await installClaudeCode();
  const output = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];
  return inTemporaryHome(async (home) => {
    const child = spawn(executable, ['-p', prompt, ...output, ...(options.args ?? [])], {
      cwd: options.cwd ?? home,
      env: { ...cleanEnvironment(home, options), CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = await finish(child);
    const lines = stdout.split('\n').filter(Boolean).map(parseLine);
    const result = lines.findLast((line) => line.type === 'result') ?? {};
    return { exitCode: child.exitCode, lines, result, tail: tail(stdout, stderr) };
  });
}

/**
 * Runs Claude Code with its screens, in a pseudo-terminal made by util-linux's `script`, until `until` is satisfied
 * with what it drew. Only so does it send what headless runs leave out: a greeting, and a request for a title.
 */
export async function drawClaudeCode(
  prompt: string,
  { until, ...options }: RunOptions & { until: (drawn: string) => boolean },
): Promise<string> {
  const executable = await installClaudeCode();
  return inTemporaryHome(async (home) => {
    const onboarded = { hasCompletedOnboarding: true, projects: { [home]: { hasTrustDialogAccepted: true } } };
    await writeFile(join(home, '.claude.json'), JSON.stringify(onboarded));
    const child = spawn('script', ['-qec', `'${executable}' --permission-mode default "$PROMPT"`, '/dev/null'], {
      cwd: home,
      env: { ...cleanEnvironment(home, options), ...quiet, TERM: 'xterm-256color', PROMPT: prompt },
      // stdin stays open, since its end would be Ctrl-D.
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = await finish(child, until);
    if (!until(stdout))
      throw new Error(`Claude Code ended before it drew what was waited for\n${tail(stdout, stderr)}`);
    return stdout;
  });
}

/** What CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC stops, except for the greeting and the title. */
const quiet = { DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING: '1', DISABLE_AUTOUPDATER: '1' };

function cleanEnvironment(
  home: string,
  { url, key, mode = 'messages' }: RunOptions,
): Record<string, string | undefined> {
  return {
    PATH: process.env.PATH,
    HOME: home,
    // Without it, root may not skip permissions.
    IS_SANDBOX: '1',
    ...MODES[mode](url, key),
  };
}

/** https://code.claude.com/docs/en/amazon-bedrock; the key goes as a Bedrock API key. */
const MODES: Readonly<Record<Mode, (url: string, key: string) => Record<string, string>>> = {
  messages: (url, key) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: key }),
  bedrock: (url, key) => ({
    CLAUDE_CODE_USE_BEDROCK: '1',
    ANTHROPIC_BEDROCK_BASE_URL: url,
    AWS_BEARER_TOKEN_BEDROCK: key,
    AWS_REGION: 'us-east-1',
  }),
  mantle: (url, key) => ({
    CLAUDE_CODE_USE_MANTLE: '1',
    ANTHROPIC_BEDROCK_MANTLE_BASE_URL: url,
    AWS_BEARER_TOKEN_BEDROCK: key,
    AWS_REGION: 'us-east-1',
  }),
};

function parseLine(line: string): StreamLine {
  try {
    return JSON.parse(line) as StreamLine;
  } catch {
    return { type: 'unreadable', line };
  }
}
