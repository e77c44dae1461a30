import { reason } from '../errors.ts';
import { readSettings } from '../settings/file.ts';
import type { Home } from '../settings/home.ts';
import { FileSecrets } from './file-secrets.ts';

/** The secrets of a home: its key, the console's token, clients' keys, a Bedrock API key. Each is read once a run. */
export interface Secrets {
  /** Where they are kept now. */
  readonly place: 'keychain' | 'file';
  /** One line for the person, where the keychain is wished for and cannot be had. */
  readonly problem: string | undefined;
  /** Whether the keychain has been asked and never answered: the question keeps a program from ending by itself. */
  readonly isStuck: boolean;
  /** The secret, if there is one. Rejects where a file cannot be read. */
  read(name: string): Promise<string | undefined>;
  /** The secret, made at first use: a prefix, and 24 random bytes. */
  keep(name: string, prefix: string): Promise<string>;
  write(name: string, value: string): Promise<void>;
  /** Takes a secret away; nothing happens where there is none. */
  remove(name: string): Promise<void>;
  /** Digests (hex, SHA-256) of values that hold besides the one read: of what a keychain has that is locked now. */
  otherDigests(name: string): readonly string[];
  /** Where a secret is, in words that follow "it is in". */
  where(name: string): string;
}

/** Names of the secrets that every home has or may have. */
export const LOCAL_KEY = 'key';
export const CONSOLE_TOKEN = 'console-token';
export const BEDROCK_API_KEY = 'bedrock-api-key';

/** What the local key begins with, and the console's token. */
export const KEY_PREFIX = 'adit-';
export const TOKEN_PREFIX = 'adit-console-';

export interface SecretsOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How long the keychain may take to answer, in milliseconds: a person may have to unlock it. */
  readonly waitMs?: number;
}

/** Longer than any keychain takes that asks nobody, in milliseconds; nobody may be there to be asked. */
const WAIT_MS = 5000;

/**
 * The secrets of a home: in the system's keychain, or in files that the person alone can read, where ADIT_SECRETS or else
 * the settings say so, or there is no keychain. What files have moves into the keychain as it is read. Never rejects.
 */
export async function openSecrets(home: Home, { env, waitMs = WAIT_MS }: SecretsOptions): Promise<Secrets> {
  if (wish(home, env) === 'file') return new FileSecrets(home);
  const { KeychainSecrets, openKeychain } = await loadKeychain();
  try {
    return new KeychainSecrets(home, await openKeychain(home, env, waitMs));
  } catch (error) {
    return new KeychainSecrets(home, undefined, reason(error));
  }
}

/** What files alone need not load. */
async function loadKeychain() {
  const [{ KeychainSecrets }, { openKeychain }] = await Promise.all([
    import('./keychain-secrets.ts'),
    import('./keychain.ts'),
  ]);
  return { KeychainSecrets, openKeychain };
}

function wish(home: Home, env: NodeJS.ProcessEnv): unknown {
  if (env.ADIT_SECRETS) return env.ADIT_SECRETS;
  try {
    return (readSettings(home) as { secrets?: unknown } | null)?.secrets;
  } catch {
    // What is wrong with the file is told by whoever needs more of it.
    return undefined;
  }
}
