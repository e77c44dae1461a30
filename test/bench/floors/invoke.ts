import { createHash, createHmac } from 'node:crypto';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { SignatureV4 } from '@smithy/signature-v4';
import { agent, upstream } from './shared.ts';

const signer = new SignatureV4({
  service: 'bedrock',
  region: process.env.AWS_REGION ?? 'us-east-1',
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  },
  sha256: class {
    #hash;
    constructor(secret?: unknown) {
      this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
    }
    update(data: Uint8Array): void {
      this.#hash.update(data);
    }
    async digest(): Promise<Uint8Array> {
      return this.#hash.digest();
    }
    reset(): void {}
  },
});

/** Signs the body, sends it to InvokeModelWithResponseStream, and relays the answer as server-sent events. */
export async function invoke(model: string, body: Buffer, outgoing: ServerResponse): Promise<void> {
  const path = `/model/us.anthropic.${encodeURIComponent(model)}/invoke-with-response-stream`;
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: upstream.hostname,
    port: Number(upstream.port),
    path,
    headers: { host: upstream.host, 'content-type': 'application/json', 'content-length': String(body.length) },
    query: {},
    body,
  });
  const call = request({ agent, method: 'POST', host: upstream.hostname, port: upstream.port, path, headers });
  call.on('error', () => outgoing.destroy());
  call.on('response', (answer) => relayEvents(answer, outgoing));
  outgoing.on('close', () => call.destroy());
  call.end(body);
}

function relayEvents(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/event-stream; charset=utf-8' });
  let carry: Buffer = Buffer.alloc(0);
  answer.on('data', (chunk: Buffer) => {
    const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    const { events, rest } = framesToEvents(bytes);
    carry = rest;
    if (events.length > 0 && !outgoing.write(events)) {
      answer.pause();
      outgoing.once('drain', () => answer.resume());
    }
  });
  answer.on('end', () => outgoing.end());
}

const BEFORE = '{"bytes":"';
const TYPE_STARTS = '{"type":"'.length;

/** Every whole frame in the bytes as server-sent events, and what is left over. Throws where a checksum is wrong. */
function framesToEvents(bytes: Buffer): { events: Buffer; rest: Buffer } {
  // An event is never longer than its frame: base64 takes a third more, and the frame has headers besides.
  const events = Buffer.allocUnsafe(bytes.length);
  let at = 0;
  let written = 0;
  while (bytes.length - at >= 16 && bytes.length - at >= bytes.readUInt32BE(at)) {
    const end = at + bytes.readUInt32BE(at);
    verify(bytes, at, end);
    const start = at + 12 + bytes.readUInt32BE(at + 4) + BEFORE.length;
    const json = Buffer.from(bytes.toString('latin1', start, bytes.indexOf('"', start)), 'base64');
    const type = json.toString('latin1', TYPE_STARTS, json.indexOf('"', TYPE_STARTS));
    written += events.write(`event: ${type}\ndata: `, written, 'latin1');
    written += json.copy(events, written);
    written += events.write('\n\n', written, 'latin1');
    at = end;
  }
  return { events: events.subarray(0, written), rest: bytes.subarray(at) };
}

function verify(bytes: Buffer, start: number, end: number): void {
  const prelude = crc32(bytes.subarray(start, start + 8));
  const whole = crc32(bytes.subarray(start, end - 4));
  if (prelude !== bytes.readUInt32BE(start + 8) || whole !== bytes.readUInt32BE(end - 4))
    throw new Error('bad checksum');
}
