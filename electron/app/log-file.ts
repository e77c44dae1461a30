import { chmodSync, createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** Above this size a new file is begun; the last one is kept beside it. */
const MOST_BYTES = 5_000_000;

/**
 * Opens the app's log, which the person alone can read. It has a line for each request, as a terminal would have, and what
 * went wrong; never a prompt, an answer or a key. A disk that is full costs lines, and nothing else.
 */
export function openLogFile(path: string): WriteStream {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (sizeOf(path) > MOST_BYTES) renameSync(path, `${path}.1`);
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  stream.once('open', () => chmodSync(path, 0o600));
  stream.on('error', () => {});
  return stream;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
