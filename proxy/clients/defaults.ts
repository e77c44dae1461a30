import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { reason } from '../errors.ts';
import { toolError } from './errors.ts';
import { findProgram } from './installed.ts';

/** macOS's user defaults, by its program `defaults`. */
export interface Defaults {
  /** The value of a key as text; undefined where there is none. */
  read(domain: string, key: string): Promise<string | undefined>;
  write(domain: string, key: string, value: string): Promise<void>;
  remove(domain: string, key: string): Promise<void>;
}

/** The program of the PATH of `env`. Each call rejects with AditError (`not-possible`) where there is none. */
export function defaultsProgram(env: NodeJS.ProcessEnv): Defaults {
  const run = async (...words: string[]) => {
    const program = findProgram('defaults', env);
    if (!program)
      throw toolError('not-possible', 'Xcode can be set up on macOS alone: there is no "defaults" program here.');
    return promisify(execFile)(program, words, { env, timeout: 10_000 });
  };
  const change = async (...words: string[]) => {
    try {
      await run(...words);
    } catch (error) {
      throw toolError(
        'unwritable',
        `"defaults ${words.slice(0, 3).join(' ')}" failed: ${reason(error)}`,
        undefined,
        error,
      );
    }
  };
  return {
    async read(domain, key) {
      try {
        // One line feed is the program's own; the value may be a blank.
        return (await run('read', domain, key)).stdout.replace(/\n$/, '');
      } catch (error) {
        // Exit code 1: there is no such key.
        if ((error as { code?: unknown }).code === 1) return undefined;
        throw error;
      }
    },
    write: (domain, key, value) => change('write', domain, key, '-string', value),
    remove: (domain, key) => change('delete', domain, key),
  };
}
