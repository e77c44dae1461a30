import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { megabytes, sizeAbove } from '../bedrock/surfaces.ts';
import { AditError } from '../errors.ts';

/** The largest body that is taken, in bytes: as Anthropic's API (https://platform.claude.com/docs/en/api/errors). */
export const MAX_BODY = 32 * 1024 * 1024;

/**
 * Reads a request's body as a whole. Throws AditError: 413 above the limit, at once where the client says its length;
 * 400 for a compression that cannot be read; and the connection's error where the client leaves on the way.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  return decompress(await readRawBody(request), request.headers['content-encoding']);
}

/** Reads a request's body as it is on the wire. Rejects as readBody does. */
export function readRawBody(request: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY) {
    reject(tooLarge(announced));
    return promise;
  }
  // By events, not by iteration: that costs a promise for every 64 KB.
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
    else {
      // The rest is read and let go: many clients read the answer only when they have sent everything.
      chunks.length = 0;
      reject(tooLarge());
    }
  });
  request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  request.once('error', reject);
  const cut = () => reject(new Error('The client left before its request was whole'));
  // On HTTP/2 a body that is cut ends nevertheless, just after this.
  request.once('aborted', cut);
  request.once('close', () => {
    if (!request.readableEnded) cut();
  });
  return promise;
}

/** Content codings, whose names have no case (RFC 9110, section 8.4.1). */
const DECOMPRESSORS = new Map<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

async function decompress(body: Buffer, encoding = ''): Promise<Buffer> {
  const coding = encoding.toLowerCase();
  if (coding === '' || coding === 'identity') return body;
  const decompressor = DECOMPRESSORS.get(coding);
  if (!decompressor) throw unreadable(`Content-Encoding "${encoding}" is not known`);
  try {
    return await decompressor(body, { maxOutputLength: MAX_BODY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw unreadable(`The body is not valid ${encoding}`);
  }
}

/** `size` where it is known: what goes beyond the limit is not read. */
function tooLarge(size?: number): AditError {
  const message = `The request has ${sizeAbove(MAX_BODY, size)}, and Adit takes ${megabytes(MAX_BODY)}.`;
  return new AditError('request_too_large', message, { shouldRetry: false });
}

function unreadable(message: string): AditError {
  return new AditError('invalid_request_error', `${message}.`, { shouldRetry: false });
}
