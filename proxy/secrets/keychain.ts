import { createHash } from 'node:crypto';
import type { Home } from '../settings/home.ts';

/** A system's keychain, as far as it is of one home. Each call rejects where the keychain cannot be used. */
export interface Keychain {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Whether a call was given up that never came to an end. */
  readonly isStuck: boolean;
}

/** What is used of keytar, which is an optional dependency: macOS's Keychain, libsecret, Windows' credentials. */
interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** What items are called, so that a person finds them. */
const SERVICE = 'Adit';

/** Opens the keychain; `waitMs` is how long each call may take. Rejects where there is none. */
export async function openKeychain(home: Home, env: NodeJS.ProcessEnv, waitMs: number): Promise<Keychain> {
  // Without a bus, libsecret would start one that nobody else has.
  if (process.platform === 'linux' && !env.DBUS_SESSION_BUS_ADDRESS) throw new Error('there is no D-Bus session');
  // The name is no literal: where it could not be installed, the program is compiled all the same.
  const name = 'keytar';
  const { default: keytar } = (await import(name)) as { default: Keytar };
  let isStuck = false;
  const inTime = async <T>(call: Promise<T>): Promise<T> => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      isStuck = true;
      reject(new Error(`it did not answer in ${waitMs / 1000} s; it may be locked`));
    }, waitMs);
    return Promise.race([call, late]).finally(() => clearTimeout(timer));
  };
  const account = (secret: string) => `${secret} ${homeId(home)}`;
  return {
    get isStuck() {
      return isStuck;
    },
    async get(secret) {
      return (await inTime(keytar.getPassword(SERVICE, account(secret)))) ?? undefined;
    },
    set: (secret, value) => inTime(keytar.setPassword(SERVICE, account(secret), value)),
    async delete(secret) {
      await inTime(keytar.deletePassword(SERVICE, account(secret)));
    },
  };
}

/** Tells the secrets of one home from another's. */
function homeId({ path }: Home): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
