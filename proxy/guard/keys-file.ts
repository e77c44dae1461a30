import * as v from 'valibot';
import { AditError, reason } from '../errors.ts';
import type { Home } from '../settings/home.ts';

/** Clients' keys by their digests: nothing in it lets anybody in. */
export const KEYS_FILE = 'keys.json';

const KeysSchema = v.array(
  v.object({
    name: v.string(),
    /** ISO 8601. */
    created: v.string(),
    /** SHA-256 in hex. */
    digest: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/)),
    lastFour: v.string(),
  }),
);

export type KeptKey = v.InferOutput<typeof KeysSchema>[number];

/** The keys of a home. Throws AditError where the file is none: a revoked key must not come back by its being lost. */
export function readKeys(home: Home): KeptKey[] {
  try {
    return v.parse(KeysSchema, JSON.parse(home.read(KEYS_FILE) ?? '[]'));
  } catch (error) {
    const message = `${home.file(KEYS_FILE)} cannot be read: ${reason(error)}. Delete it, and set the tools up anew.`;
    throw new AditError('api_error', message, { cause: error });
  }
}

export function writeKeys(home: Home, keys: readonly KeptKey[]): void {
  home.write(KEYS_FILE, `${JSON.stringify(keys, null, 2)}\n`);
}
