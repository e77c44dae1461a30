import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Keys } from './sigv4.ts';

type Data = string | ArrayBuffer | ArrayBufferView;

/** A request to sign, addressed as it will be on the wire. */
export interface Unsigned {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Signs a request with AWS's own signer, and returns all of its headers. For tests: the stand-in shares no code with it. */
export async function signedHeaders(
  { url, method = 'POST', headers = {}, body = '' }: Unsigned,
  credentials: Keys,
  { region = 'us-east-1', service = 'bedrock', signingDate = new Date() } = {},
): Promise<Record<string, string>> {
  const { host, hostname, port, protocol, pathname, searchParams } = new URL(url);
  const request = {
    method,
    protocol,
    hostname,
    ...(port ? { port: Number(port) } : {}),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { ...headers, host },
    body,
  };
  const signer = new SignatureV4({ service, region, credentials, sha256: NodeHash });
  const signed = await signer.sign(request, { signingDate });
  return signed.headers;
}

/** The hash which the signer asks for, on node:crypto. */
class NodeHash {
  readonly #hash: { update(data: Buffer): unknown; digest(): Buffer };

  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytesOf(data: Data): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
