import type { IncomingHttpHeaders } from 'node:http';
import { REPLAY_HEADER } from '../../log/exchange.ts';

/** Headers of one connection (RFC 9110, section 7.6.1), with those that Connection names; and of HTTP/2's own upgrade. */
const OF_CONNECTION = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is said anew: who asks, by which signature, and what the client's connection agreed on. */
const SAID_ANEW = new Set([
  'accept-encoding',
  'api-key',
  'authorization',
  'content-length',
  'expect',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-api-key',
  // For Adit alone.
  REPLAY_HEADER,
]);

/** A client's headers as they are sent on: without those of its connection, its key and its signature. */
export function sentHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const named = namedByConnection(headers);
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const isOwn = OF_CONNECTION.has(name) || SAID_ANEW.has(name) || named.has(name) || /^(:|amz-sdk-)/.test(name);
    if (!isOwn && value !== undefined) sent[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return { ...sent, 'accept-encoding': 'identity' };
}

/** An answer's headers as they are given on: without those of its connection. */
export function answeredHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = namedByConnection(headers);
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name) && !named.has(name));
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

/**
 * Headers that have to be signed, of those that are sent: the others are nothing that a signature has to cover, and one
 * in letters beyond ASCII would break it. AWS refuses requests with `x-amz-` headers that are not signed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function isSigned(name: string): boolean {
  return name === 'content-type' || name.startsWith('x-amz');
}

function namedByConnection({ connection = '' }: IncomingHttpHeaders): Set<string> {
  return new Set(connection.toLowerCase().split(/\s*,\s*/));
}
