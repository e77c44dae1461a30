import { createHash, randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import type { Home } from '../settings/home.ts';

/** A secret of a home; made at first use, in a file that the person alone can read. */
export function keptSecret(home: Home, file: string, prefix: string): string {
  const kept = readSecret(home, file);
  if (kept) return kept;
  const secret = `${prefix}${randomBytes(24).toString('base64url')}`;
  // Another Adit may be making one at the same moment.
  home.create(file, `${secret}\n`);
  const made = readSecret(home, file);
  if (made) return made;
  home.write(file, `${secret}\n`);
  return secret;
}

/** A secret of a home, if there is one; from then on the person alone can read it. */
export function readSecret(home: Home, file: string): string | undefined {
  const kept = home.read(file)?.trim();
  if (kept) chmodSync(home.file(file), 0o600);
  return kept || undefined;
}

/** Digests have one length, so that comparing them tells nothing about the key's. */
export function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
