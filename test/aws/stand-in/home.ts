import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import type { IdentityCenter, TokenFile } from './start.ts';

/** A person's home folder, which the process believes to be its own until the test unstubs its environment. */
export interface Home {
  path: string;
  /** Where the token of an `sso-session` is kept. */
  tokenPath(session: string): string;
}

/**
 * Makes a home with shared files, and points the environment of this process to it and to the stand-in.
 *
 * @param config text of `~/.aws/config`
 * @param tokens by name of their `sso-session`, or by start URL
 */
export function makeHome(
  center: IdentityCenter,
  { config, tokens = {} }: { config: string; tokens?: Record<string, Partial<TokenFile>> },
): Home {
  const path = temporaryFolder();
  const cache = join(path, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  const tokenPath = (name: string) => join(cache, `${createHash('sha1').update(name).digest('hex')}.json`);
  writeFileSync(join(path, '.aws', 'config'), config);
  for (const [name, token] of Object.entries(tokens)) writeFileSync(tokenPath(name), JSON.stringify(token));
  const variables = {
    ...center.env,
    HOME: path,
    AWS_CONFIG_FILE: join(path, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(path, '.aws', 'credentials'),
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return { path, tokenPath };
}
