import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { Road } from './road.ts';

/** A client of HTTP/2 that knows beforehand that Adit speaks it. */
export interface Http2Client extends Disposable {
  readonly session: ClientHttp2Session;
  /** Starts a request with the key: a GET without a body, a POST with one, or with one that is still to be written. */
  send(path: string, body?: string | Buffer | 'open', headers?: OutgoingHttpHeaders): ClientHttp2Stream;
  /** Sends a request and reads its answer to the end. Rejects where its stream ends with an error. */
  ask(path: string, body?: string | Buffer, headers?: OutgoingHttpHeaders): Promise<Http2Answer>;
}

export interface Http2Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
  readonly text: string;
}

/** Connects to a road's Adit. */
export function connectHttp2({ adit }: Pick<Road, 'adit'>): Http2Client {
  const session = http2.connect(adit.url);
  session.on('error', () => {});
  const send: Http2Client['send'] = (path, body, headers = {}) => {
    const method = body === undefined ? 'GET' : 'POST';
    const head = { ':method': method, ':path': path, 'x-api-key': adit.key, ...headers };
    const stream = session.request(head, { endStream: body === undefined });
    stream.on('error', () => {});
    if (body !== undefined && body !== 'open') stream.end(body);
    return stream;
  };
  return {
    session,
    send,
    ask: (path, body, headers) => readAnswer(send(path, body, headers)),
    [Symbol.dispose]: () => session.destroy(),
  };
}

/** Reads the answer of a stream to its end. Rejects where it ends with an error, or without an answer. */
export async function readAnswer(stream: ClientHttp2Stream): Promise<Http2Answer> {
  const chunks: Buffer[] = [];
  let headers: Record<string, unknown> | undefined;
  stream.once('response', (head) => {
    headers = head;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = Promise.withResolvers<void>();
  stream.once('close', closed.resolve);
  await closed.promise;
  if (stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR || !headers) throw new Error(`Code ${stream.rstCode}`);
  const body = Buffer.concat(chunks);
  return { status: Number(headers[':status']), headers, body, text: body.toString() };
}
