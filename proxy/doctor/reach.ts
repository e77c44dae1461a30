import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type AwsService, type Endpoint, SERVICES } from '../aws/endpoint.ts';
import { readAll, transmit } from '../aws/transport.ts';
import { parseRecord } from '../bedrock/json/values.ts';
import type { Upstream } from '../routing/upstream.ts';
import { proxyFor } from './proxy-rules.ts';

/** What an endpoint answered to a request that is not signed, or why it did not. */
export interface Reached {
  readonly service: AwsService;
  readonly endpoint: Endpoint;
  /** The proxy that was asked, if one was. */
  readonly proxy: URL | undefined;
  readonly answer?: Answer;
  readonly error?: unknown;
}

export interface Answer {
  /** From the question to the head of the answer, in milliseconds; the connection is in it. */
  readonly ms: number;
  /** The server's time minus this machine's, in milliseconds; undefined where it did not say. */
  readonly skew: number | undefined;
  /** Who vouches for the certificate, where there is one. */
  readonly issuer: string | undefined;
  /** Whether an Adit answers there. */
  readonly isAdit: boolean;
}

/** Milliseconds that an endpoint may take. */
const LIMIT_MS = 6000;

/** Asks every endpoint once, at the same time. Never rejects. */
export function reachAll(
  upstream: Upstream,
  region: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Reached[]> {
  return Promise.all(SERVICES.map((service) => reach(upstream, region, service, env, signal)));
}

async function reach(
  upstream: Upstream,
  region: string,
  service: AwsService,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Reached> {
  const endpoint = upstream.endpoint(region, service);
  const found = { service, endpoint, proxy: proxyFor(endpoint.url, env) };
  try {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    return { ...found, answer: await ask(upstream, endpoint.url, ended) };
  } catch (error) {
    return { ...found, error };
  }
}

async function ask({ door, userAgent }: Upstream, url: URL, signal: AbortSignal): Promise<Answer> {
  const [start, startTime] = [performance.now(), Date.now()];
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  const response = await transmit(door, { method: 'GET', url, headers, body: Buffer.alloc(0) }, signal, LIMIT_MS);
  const ms = performance.now() - start;
  const date = Date.parse(response.headers.date ?? '');
  const issuer = issuerOf(response);
  const body = await readAll(response, 1024 * 1024).catch(() => Buffer.alloc(0));
  return {
    ms,
    // The header has whole seconds, and was written when about half of the time was over.
    skew: Number.isNaN(date) ? undefined : date + 500 - (startTime + ms / 2),
    issuer,
    isAdit: parseRecord(body)?.name === 'adit',
  };
}

function issuerOf({ socket }: IncomingMessage): string | undefined {
  const { issuer } = (socket as Partial<TLSSocket>).getPeerCertificate?.() ?? {};
  const name = issuer?.O ?? issuer?.CN;
  return Array.isArray(name) ? name[0] : name;
}

/** A host that there always is: where its name is found, so are all others that exist. */
const KNOWN_HOST = 'bedrock-runtime.us-east-1.amazonaws.com';

/** Whether names of AWS's hosts can be found here at all. Never rejects. */
export async function knowsAws(): Promise<boolean> {
  const late = new Promise<false>((resolve) => void setTimeout(() => resolve(false), 3000).unref());
  const found = lookup(KNOWN_HOST).then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]);
}
