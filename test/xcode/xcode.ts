import { type RawClient, speak } from '../support/raw.ts';
import type { Road } from '../support/road.ts';

/** What Xcode 26.3 writes before its own header for the key, over plain HTTP to this machine. */
const AGENT = 'Xcode/24577 CFNetwork/3860.400.51 Darwin/25.3.0';

/** The head of a request as Xcode 26.3 writes it; `key`: the name and the value of the header that the person typed. */
export function head(method: 'GET' | 'POST', path: string, { port, key, length }: Head): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...(length === undefined ? [] : ['Content-Type: application/json']),
    ...(key ? [`${key[0]}: ${key[1]}`] : []),
    'Accept: application/json',
    `User-Agent: ${AGENT}`,
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
    'Accept-Language: en-GB,en;q=0.9',
    'Accept-Encoding: gzip, deflate',
    'Connection: keep-alive',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

interface Head {
  readonly port: string;
  readonly key?: readonly [name: string, value: string] | undefined;
  /** Of the body, in bytes. */
  readonly length?: number;
}

/** A question in the very bytes of Xcode's chat: its own order of fields, parts for the user, and a list of no tools. */
export function chatBody(model: string, parts: { messages?: unknown[]; tools?: unknown[] } = {}): string {
  const {
    messages = [
      { content: 'You are a coding assistant.', role: 'system' },
      { content: [{ text: 'hello', type: 'text' }], role: 'user' },
    ],
    tools = [],
  } = parts;
  return JSON.stringify({ messages, model, stream: true, stream_options: { include_usage: true }, tools });
}

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Xcode's one connection to a provider. */
export interface Xcode extends Disposable {
  readonly raw: RawClient;
  /** Asks as Xcode asks, and reads the whole answer; the connection is kept. */
  get(path: string): Promise<RawAnswer>;
  post(path: string, body: string | Buffer): Promise<RawAnswer>;
}

/** Connects to a road's Adit, with the key in the header that Xcode proposes, or in another one. */
export async function openXcode(
  { adit }: Road,
  key: readonly [string, string] | undefined = ['x-api-key', adit.key],
): Promise<Xcode> {
  const raw = await speak(adit.url);
  const { port } = new URL(adit.url);
  let read = 0;
  const ask = async (bytes: string | Buffer, body: string | Buffer = '') => {
    raw.socket.write(bytes);
    if (body.length > 0) raw.socket.write(body);
    const { answer, length } = await nextAnswer(raw, read);
    read += length;
    return answer;
  };
  return {
    raw,
    get: (path) => ask(head('GET', path, { port, key })),
    post: (path, body) => ask(head('POST', path, { port, key, length: Buffer.byteLength(body) }), body),
    [Symbol.dispose]: () => raw[Symbol.dispose](),
  };
}

/** The chunks of a stream, without its end and its comments; throws where one is no JSON. */
export function chunksIn(body: string): Record<string, unknown>[] {
  return blocksIn(body)
    .filter((block) => block.startsWith('data: ') && block !== 'data: [DONE]')
    .map((block) => JSON.parse(block.slice('data: '.length)) as Record<string, unknown>);
}

/** The blocks of a stream, each as it was written. */
export function blocksIn(body: string): string[] {
  return body.split('\n\n').filter((block) => block !== '');
}

/** One answer of HTTP/1.1 that begins `from` bytes into what has come. */
async function nextAnswer(raw: RawClient, from: number): Promise<{ answer: RawAnswer; length: number }> {
  const rest = () => Buffer.from(raw.text()).subarray(from);
  const deadline = performance.now() + 10_000;
  for (;;) {
    const parsed = parse(rest());
    if (parsed) return parsed;
    if (performance.now() > deadline) throw new Error(`No whole answer came: ${rest().toString().slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function parse(bytes: Buffer): { answer: RawAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.split(': ', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: /, '')]),
  );
  const start = end + 4;
  const body = headers.has('content-length')
    ? ofLength(bytes, start, Number(headers.get('content-length')))
    : inChunks(bytes, start);
  if (!body) return undefined;
  return { answer: { status: Number(first.split(' ')[1]), headers, body: body.text }, length: body.end };
}

interface Body {
  readonly text: string;
  readonly end: number;
}

function ofLength(bytes: Buffer, start: number, length: number): Body | undefined {
  return bytes.length < start + length
    ? undefined
    : { text: bytes.toString('utf8', start, start + length), end: start + length };
}

/** A body of `Transfer-Encoding: chunked` (RFC 9112, section 7.1). */
function inChunks(bytes: Buffer, start: number): Body | undefined {
  const pieces: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const end = line + 2 + size + 2;
    if (!Number.isInteger(size)) throw new Error(`No chunk: ${bytes.toString('latin1', at, at + 100)}`);
    if (bytes.length < end) return undefined;
    if (size === 0) return { text: Buffer.concat(pieces).toString(), end };
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = end;
  }
}
