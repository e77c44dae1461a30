import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findIdentity } from '../../../proxy/aws/profiles.ts';
import { throughDoor } from '../../../proxy/aws/request-handler.ts';
import { fetchCredentials } from '../../../proxy/aws/sources/fetch.ts';
import type { Credentials } from '../../../proxy/aws/sources/source.ts';
import { openUpstream } from '../../../proxy/routing/upstream.ts';
import { makeHome } from '../stand-in/home.ts';
import type { StandInOptions } from '../stand-in/options.ts';
import { type IdentityCenter, startIdentityCenter } from '../stand-in/start.ts';

export interface SourceSetting {
  readonly center: IdentityCenter;
  /** The person's home folder. */
  readonly path: string;
  readonly env: Record<string, string>;
  tokenPath(session: string): string;
  /** Fetches credentials as a request would, with all that goes out going through the door. */
  fetch(wish?: { profile?: string; env?: Record<string, string>; mfaCode?: string }): Promise<Credentials>;
  /** The principal that STS and the portal have issued credentials for. */
  principalOf(credentials: Credentials): string | undefined;
}

/** A machine with these files, and an Identity Center and STS that it asks. */
export async function setUp(config: string, options: StandInOptions = {}): Promise<SourceSetting> {
  const center = await startIdentityCenter(options);
  onTestFinished(() => center.close());
  const { path, tokenPath } = makeHome(center, { config });
  const env: Record<string, string> = {
    ...center.env,
    PATH: process.env.PATH ?? '',
    HOME: path,
    AWS_CONFIG_FILE: join(path, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(path, '.aws', 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    center,
    path,
    env,
    tokenPath,
    async fetch({ profile, env: more, mfaCode } = {}) {
      const all = { ...env, ...more };
      const identity = await findIdentity({ profile }, all);
      const upstream = openUpstream({ identity, env: all, silenceSeconds: 5 });
      const tools = { env: all, handler: throughDoor(upstream.door), sso: upstream.sso };
      return fetchCredentials(identity, tools, mfaCode).finally(() => upstream.door.close());
    },
    principalOf: ({ accessKeyId }) =>
      center.credentials().find(({ keys }) => keys.accessKeyId === accessKeyId)?.principal.arn,
  };
}

/** Signs in to the session `corp`. */
export function writeSignIn({ center, tokenPath }: SourceSetting, changes: Record<string, unknown> = {}): void {
  writeFileSync(tokenPath('corp'), JSON.stringify({ ...center.signedIn(), ...changes }));
}

/** A server on this machine. Resolves to its address. */
export function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  return promise;
}
