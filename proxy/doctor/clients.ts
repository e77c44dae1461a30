import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopbackHost } from '../aws/door.ts';
import { personHome } from '../aws/files/places.ts';
import { asRecord } from '../bedrock/json/values.ts';
import { jsonFormat } from '../clients/files/json.ts';
import { readKeys } from '../guard/keys-file.ts';
import { digest } from '../secrets/kept.ts';
import { LOCAL_KEY } from '../secrets/secrets.ts';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';
import { aditAt } from './port.ts';

/** An address that a tool on this machine is set up to ask. */
interface Setup {
  readonly id: string;
  readonly title: string;
  /** Where it is set, for people. */
  readonly where: string;
  readonly url: string;
  /** The key that goes along, where it is known. */
  readonly key: string | undefined;
}

/** Which tools on this machine are set up to ask this Adit, and which ask somebody else. */
export async function checkClients(context: DoctorContext): Promise<Finding[]> {
  const { env } = context;
  const { port } = await context.settings();
  const setups = [...claudeCode(env), ...codex(env), ...environment(env)];
  const loose = bypassed(env);
  if (setups.length === 0 && loose.length === 0) {
    const evidence = 'No tool is set up to ask Adit yet; "adit configure" lists those that can be.';
    return [{ id: 'clients', title: 'Clients', verdict: 'ok', evidence }];
  }
  const ours = await digestsOfKeys(context);
  return [...(await Promise.all(setups.map((setup) => judge(setup, port, ours)))), ...loose];
}

/** Digests of all keys that this Adit takes; undefined where they cannot be known, as of a keychain that is locked. */
async function digestsOfKeys({ home, secrets }: DoctorContext): Promise<ReadonlySet<string> | undefined> {
  try {
    const main = await secrets.read(LOCAL_KEY);
    if (main === undefined) return undefined;
    const kept = readKeys(home).map((key) => key.digest);
    return new Set([digest(main).toString('hex'), ...secrets.otherDigests(LOCAL_KEY), ...kept]);
  } catch {
    return undefined;
  }
}

async function judge(setup: Setup, port: number, ours: ReadonlySet<string> | undefined): Promise<Finding> {
  const { id, title, where, url, key } = setup;
  const base = { id: `clients.${id}`, title };
  if (!URL.canParse(url)) {
    return {
      ...base,
      verdict: 'broken',
      evidence: `${where} is no address.`,
      mend: `Set ${where} to http://127.0.0.1:${port}`,
    };
  }
  const { hostname, port: named, origin } = new URL(url);
  if (!isLoopbackHost(hostname)) {
    return {
      ...base,
      verdict: 'ok',
      evidence: `${where} leads to ${origin}, which is not this machine: Adit is not asked.`,
    };
  }
  const asked = Number(named || '80');
  const version = await aditAt(asked);
  if (version === undefined) {
    const mend =
      asked === port
        ? 'Start Adit: adit serve'
        : `Set ${where} to http://127.0.0.1:${port}, or start Adit there: adit serve --port ${asked}`;
    return { ...base, verdict: 'warn', evidence: `${where} leads to ${origin}, where no Adit answers now.`, mend };
  }
  if (ours && key?.startsWith('adit-') && !ours.has(digest(key).toString('hex'))) {
    const evidence = `${where} leads to Adit with the key of another one.`;
    return { ...base, verdict: 'broken', evidence, mend: 'Set the key that "adit key" prints.' };
  }
  return { ...base, verdict: 'ok', evidence: `${where} leads to Adit ${version} at ${origin}.` };
}

/** https://code.claude.com/docs/en/settings: `env` of the person's settings goes before the environment. */
function claudeCode(env: NodeJS.ProcessEnv): Setup[] {
  const file = join(env.CLAUDE_CONFIG_DIR || join(personHome(env), '.claude'), 'settings.json');
  const variables = asRecord(settingsIn(read(file) ?? '').env);
  const [url, token, key] = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'].map((name) =>
    textOf(variables, name),
  );
  if (url === undefined) return [];
  return [{ id: 'claude-code', title: 'Claude Code', where: `ANTHROPIC_BASE_URL in ${file}`, url, key: token ?? key }];
}

/** https://developers.openai.com/codex/config-reference: `base_url` of each provider, one on a line. */
function codex(env: NodeJS.ProcessEnv): Setup[] {
  const file = join(env.CODEX_HOME || join(personHome(env), '.codex'), 'config.toml');
  const urls = (read(file) ?? '').matchAll(/^\s*(?:openai_)?base_url\s*=\s*["']([^"'\n]+)["']/gm);
  const where = `base_url in ${file}`;
  return [...urls].map(([, url = ''], at) => ({
    id: at === 0 ? 'codex' : `codex-${at + 1}`,
    title: 'Codex',
    where,
    url,
    key: undefined,
  }));
}

/** What tools started from this shell ask. */
const VARIABLES = [
  {
    id: 'anthropic',
    title: 'Anthropic tools',
    name: 'ANTHROPIC_BASE_URL',
    keys: ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'],
  },
  { id: 'bedrock', title: 'Bedrock tools', name: 'ANTHROPIC_BEDROCK_BASE_URL', keys: ['AWS_BEARER_TOKEN_BEDROCK'] },
  { id: 'openai', title: 'OpenAI tools', name: 'OPENAI_BASE_URL', keys: ['OPENAI_API_KEY'] },
];

function environment(env: NodeJS.ProcessEnv): Setup[] {
  return VARIABLES.flatMap(({ id, title, name, keys }) => {
    const url = env[name];
    const key = keys.map((variable) => env[variable]).find(Boolean);
    return url ? [{ id, title, where: `${name} in the environment`, url, key }] : [];
  });
}

/** Claude Code asks Bedrock by itself where it is told to: https://code.claude.com/docs/en/amazon-bedrock */
function bypassed(env: NodeJS.ProcessEnv): Finding[] {
  if (!env.CLAUDE_CODE_USE_BEDROCK || env.CLAUDE_CODE_USE_BEDROCK === '0' || env.ANTHROPIC_BEDROCK_BASE_URL) return [];
  const evidence = 'CLAUDE_CODE_USE_BEDROCK is set: Claude Code asks Bedrock itself, whatever ANTHROPIC_BASE_URL says.';
  return [
    { id: 'clients.bypass', title: 'Claude Code', verdict: 'warn', evidence, mend: 'unset CLAUDE_CODE_USE_BEDROCK' },
  ];
}

/** Settings that may have comments, as `adit configure` takes them; none where they cannot be read. */
function settingsIn(text: string): Record<string, unknown> {
  try {
    return jsonFormat.read(text);
  } catch {
    return {};
  }
}

function textOf(record: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = record && Object.hasOwn(record, name) ? record[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
