import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Finding, Verdict } from '../../proxy/doctor/finding.ts';
import { type IdentityCenter, startIdentityCenter } from '../aws/stand-in/start.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, type RunOptions } from '../support/run-adit.ts';

/** What `adit doctor --json` prints. */
export interface Told {
  readonly verdict: Verdict;
  readonly first: string;
  readonly findings: readonly Finding[];
  readonly version: string;
}

const closers: (() => unknown)[] = [];

afterAll(() => Promise.all(closers.splice(0).map((close) => close())));

/** A strict Bedrock that is gone when the tests of the file are over: tests that run at the same time share hooks. */
export async function bedrock(options?: StrictOptions): Promise<StrictBedrock> {
  const server = await startStrictBedrock(options);
  closers.push(() => server.close());
  return server;
}

/** A port that was free a moment ago, so that no test meets an Adit on the usual one. */
export async function freePort(): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Listens on a free port of this machine until the tests of the file are over. */
export async function open(server: Server): Promise<number> {
  closers.push(() => server.close());
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Runs `adit doctor` as a person does. */
export async function doctor(env: RunOptions['env'], args: readonly string[] = [], run: RunOptions = {}) {
  const port = args.includes('--port') ? [] : ['--port', await freePort()];
  const { code, stdout, stderr } = await aditSays(['doctor', ...port, ...args], { ...run, ...(env ? { env } : {}) });
  const [first = ''] = stdout.split('\n');
  return { code, stdout, stderr, first };
}

/** Runs `adit doctor --json`. */
export async function told(env: RunOptions['env'], args: readonly string[] = [], run: RunOptions = {}) {
  const { code, stdout } = await doctor(env, [...args, '--json'], run);
  const json = JSON.parse(stdout) as Told;
  return { code, ...json, find: (id: string) => json.findings.find((finding) => finding.id === id) };
}

/** A person's home folder with these files; the variables that make Adit believe in it. */
export function person(files: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const home = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return { ...NO_KEYS, HOME: home, AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };
}

/** Takes the keys of a strict Bedrock's variables away. */
const NO_KEYS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_REGION: undefined,
};

/** Where the token of an `sso-session` is kept, below the home folder. */
export function tokenFile(session: string): string {
  return `.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`;
}

/** A program to start Node with, whose clock is off by some milliseconds. */
export function shiftedClock(milliseconds: number): readonly string[] {
  const file = join(temporaryFolder(), 'clock.mjs');
  const text = `const RealDate = Date;
const now = () => RealDate.now() + ${milliseconds};
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }
  static now() {
    return now();
  }
};
`;
  writeFileSync(file, text);
  return ['--import', file];
}

/** A stand-in for IAM Identity Center, and a strict Bedrock that takes the keys that it gave out last. */
export async function signInPlaces(): Promise<{ center: IdentityCenter; server: StrictBedrock }> {
  const center = await startIdentityCenter();
  closers.push(() => center.close());
  const last = () => center.credentials().at(-1)?.keys;
  const credentials = {
    get accessKeyId() {
      return last()?.accessKeyId ?? '';
    },
    get secretAccessKey() {
      return last()?.secretAccessKey ?? '';
    },
    get sessionToken() {
      return last()?.sessionToken ?? '';
    },
  };
  return { center, server: await bedrock({ credentials }) };
}
