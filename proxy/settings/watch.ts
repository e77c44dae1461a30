import { watch } from 'node:fs';
import type { Home } from './home.ts';

/** Edits within this time, in milliseconds, are told together: editors write a file in several steps. */
const TELL_AFTER_MS = 50;

/**
 * Tells when a file of the home has been written, by whomever, until the function that is given back is called. Where a
 * folder cannot be watched, as where all watches are taken, nothing is told.
 */
export function watchFile(home: Home, name: string, onWrite: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  try {
    const watcher = watch(home.path, { persistent: false }, (_, file) => {
      if (file !== name) return;
      clearTimeout(timer);
      timer = setTimeout(onWrite, TELL_AFTER_MS).unref();
    });
    watcher.on('error', () => watcher.close());
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch {
    return () => {};
  }
}
