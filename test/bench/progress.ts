import { performance } from 'node:perf_hooks';

/** Says on the error output, with the seconds gone by, what goes on. */
export function progress(text: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);
}
