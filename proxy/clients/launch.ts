import { basename, join } from 'node:path';
import { personHome } from '../aws/files/places.ts';
import { AditError } from '../errors.ts';
import { toolError } from './errors.ts';
import { openFile } from './file-place.ts';
import { withValue } from './files/format.ts';
import { isAditAddress } from './merge.ts';
import { BYPASSES, settingsFile } from './tools/claude-code.ts';
import { OPENCODE_MODELS, openCodeProvider } from './tools/opencode.ts';
import { apiVariables, bedrockVariables } from './variables.ts';

/** A program as it is started: nothing of it is written anywhere, and the key is in its environment alone. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface LaunchOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The folder that it is started in. */
  readonly folder: string;
  readonly url: string;
  readonly key: string;
}

type Launcher = (args: readonly string[], options: LaunchOptions) => Omit<Launch, 'program'>;

/** Tools that need more than the variables of the SDKs, by the name of their program. */
const LAUNCHERS: Readonly<Record<string, Launcher>> = { claude: asClaude, codex: asCodex, opencode: asOpenCode };

/** Names by which tools are known to `adit configure`. */
const PROGRAMS: Readonly<Record<string, string>> = { 'claude-code': 'claude' };
const KEY_NAMES: Readonly<Record<string, string>> = { claude: 'claude-code' };

/** The name of the key that a program gets: that of the tool, where Adit knows it. */
export function keyNameOf(tool: string): string {
  const name = basename(tool)
    .replace(/[^\w.-]/g, '-')
    .replace(/^[^a-z\d]+/i, '')
    .slice(0, 40);
  return KEY_NAMES[name] ?? (name || 'launch');
}

/** How a tool is started so that it asks Adit. Throws AditError where its own settings would lead it elsewhere. */
export function launchOf(tool: string, args: readonly string[], options: LaunchOptions): Launch {
  const program = PROGRAMS[tool] ?? tool;
  const launcher = LAUNCHERS[basename(program)] ?? asAnything;
  return { program, ...launcher(args, options) };
}

/** Every variable that SDKs look for. */
function asAnything(args: readonly string[], { env, url, key }: LaunchOptions): Omit<Launch, 'program'> {
  const variables = [...apiVariables(url, key), ['ANTHROPIC_API_KEY', key] as const, ...bedrockVariables(url, key)];
  return { args, env: { ...env, ...Object.fromEntries(variables) } };
}

/** Claude Code: its settings go before its environment, so they must not say otherwise. */
function asClaude(args: readonly string[], options: LaunchOptions): Omit<Launch, 'program'> {
  const { env, folder, url, key } = options;
  const person = personHome(env);
  const files = [
    settingsFile({ env, person, project: undefined }),
    join(folder, '.claude/settings.json'),
    settingsFile({ env, person, project: folder }),
  ];
  for (const file of files) refuseContradiction(file, url);
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !BYPASSES.includes(name)));
  return { args, env: { ...others, ...Object.fromEntries(apiVariables(url, key)) } };
}

function refuseContradiction(file: string, url: string): void {
  const get = settingsIn(file);
  const address = get?.(['env', 'ANTHROPIC_BASE_URL']);
  const bypass = BYPASSES.find((name) => get?.(['env', name]) !== undefined);
  if (address !== undefined && !isAditAddress(address, url)) throw contradiction(file, 'ANTHROPIC_BASE_URL');
  if (bypass !== undefined && address === undefined) throw contradiction(file, bypass);
}

function contradiction(file: string, name: string): AditError {
  const mend = 'Take it out, or let "adit configure claude-code" replace it; its --undo puts it back.';
  return toolError(
    'not-possible',
    `${file} sets ${name}, which Claude Code follows whatever its environment says. ${mend}`,
    file,
  );
}

/** What Claude Code cannot read, it does not follow either. */
function settingsIn(file: string) {
  try {
    return openFile({ kind: 'file', file, format: 'json' }).get;
  } catch (error) {
    if (error instanceof AditError) return undefined;
    throw error;
  }
}

/** Codex: a provider by `-c`, under a name that no file has, and its key by the variable that it names. */
function asCodex(args: readonly string[], { env, url, key }: LaunchOptions): Omit<Launch, 'program'> {
  const provider = { name: 'Adit', base_url: `${url}/v1`, wire_api: 'responses', env_key: 'ADIT_KEY' };
  const fields = Object.entries(provider).map(
    ([name, value]) => `model_providers.adit_launch.${name}=${JSON.stringify(value)}`,
  );
  const flags = ['model_provider="adit_launch"', ...fields].flatMap((field) => ['-c', field]);
  return { args: [...flags, ...args], env: { ...env, ADIT_KEY: key } };
}

/** OpenCode: settings in a variable, which go over those of its files: https://opencode.ai/docs/config#precedence-order */
function asOpenCode(args: readonly string[], { env, url, key }: LaunchOptions): Omit<Launch, 'program'> {
  const wants = [...openCodeProvider(url, '{env:ADIT_KEY}'), ...OPENCODE_MODELS];
  const content = wants.reduce(withValue, contentOf(env.OPENCODE_CONFIG_CONTENT));
  return { args, env: { ...env, ADIT_KEY: key, OPENCODE_CONFIG_CONTENT: JSON.stringify(content) } };
}

function contentOf(text: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(text ?? '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}
