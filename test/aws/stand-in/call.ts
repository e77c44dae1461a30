import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Operation, operationOf, type Service } from './operations.ts';

/** One request, read but not judged. */
export interface Call {
  operation: Operation;
  service: Service;
  method: string;
  /** Path and query as they were on the wire. */
  url: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** Of a GET those of its query, else those of its body: a form or a JSON object. */
  parameters: Map<string, unknown>;
  /** The body is not what the service reads. */
  malformed: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Reads one request to the end. Rejects with what the socket throws when the client leaves before that. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const raw = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  const { method = '', url = '', headers } = request;
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const isForm = /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '');
  const body = isForm ? formEntries(raw.toString()) : jsonEntries(raw);
  const parameters = new Map<string, unknown>(method === 'GET' ? formEntries(query) : body);
  const asked = operationOf(method, path, parameters);
  const malformed = !body || (asked.service === 'oidc' && isForm);
  return { ...asked, method, url, headers, raw, parameters, malformed };
}

/** A parameter that is text and not empty. */
export function text(call: Call, name: string): string | undefined {
  const value = call.parameters.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A parameter that is a list of texts; undefined where there is none, false where it is something else. */
export function texts(call: Call, name: string): string[] | undefined | false {
  const value = call.parameters.get(name);
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : false;
}

export function json(body: object, status = 200, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function formEntries(text: string): [string, unknown][] {
  return [...new URLSearchParams(text)];
}

function jsonEntries(raw: Buffer): [string, unknown][] | undefined {
  if (raw.length === 0) return [];
  try {
    const value: unknown = JSON.parse(raw.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}
