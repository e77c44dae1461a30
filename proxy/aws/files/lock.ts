import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long another program may hold a lock before it is taken for dead, and how often it is looked at; milliseconds. */
const STALE_MS = 5000;
const LOOK_MS = 20;

/**
 * Runs what changes a file while no other Adit does: between looking whether a section is there and adding it, nobody else
 * may add it, since the AWS CLI reads no file that has a section twice. Rejects with what the file system or `change` throws.
 */
export async function locked(file: string, change: (file: string) => void | Promise<void>): Promise<void> {
  const lock = `${file}.adit-lock`;
  while (!take(lock)) {
    await delay(LOOK_MS);
    if (ageOf(lock) > STALE_MS) rmSync(lock, { force: true });
  }
  try {
    await change(file);
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Milliseconds; none where it is gone. */
function ageOf(lock: string): number {
  const made = statSync(lock, { throwIfNoEntry: false });
  return made ? Date.now() - made.mtimeMs : 0;
}
