import { AditError } from '../../errors.ts';
import type { RequestHandler } from '../request-handler.ts';

/** How long a container or an instance may take to answer, in milliseconds, and how often it is asked. */
const ANSWER_MS = 1000;
const TRIES = 3;

/** An answer is a few hundred bytes. */
const MAX_BYTES = 64 * 1024;

export interface MetadataRequest {
  readonly method?: 'GET' | 'PUT';
  readonly url: URL;
  readonly headers?: Record<string, string>;
}

/** The service answered with another status than 200. */
export class MetadataError extends Error {
  readonly status: number;

  constructor(url: URL, status: number) {
    super(`${url.host} answered with status ${status}`);
    this.status = status;
  }
}

/** Asks the service that gives a container or an instance its credentials. Rejects with MetadataError, or the connection's. */
export async function askMetadata(handler: RequestHandler, request: MetadataRequest): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(handler, request);
    } catch (error) {
      const isFinal = error instanceof AditError || (error instanceof MetadataError && error.status < 500);
      if (isFinal || tries >= TRIES) throw error;
    }
  }
}

async function ask(handler: RequestHandler, { method = 'GET', url, headers = {} }: MetadataRequest): Promise<string> {
  const { HttpRequest } = await import('@smithy/core/protocols');
  const request = new HttpRequest({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
  });
  const { response } = await handler.handle(request, { requestTimeout: ANSWER_MS });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`${url.host} answered with too much`);
    chunks.push(chunk);
  }
  if (response.statusCode !== 200) throw new MetadataError(url, response.statusCode);
  return Buffer.concat(chunks).toString();
}
