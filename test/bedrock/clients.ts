import { Readable } from 'node:stream';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { signedHeaders, type Unsigned } from './signed.ts';
import type { Keys } from './sigv4.ts';
import type { StrictBedrock } from './strict.ts';

/** The credentials among the variables of a stand-in. */
export function keysOf(env: Record<string, string>): Keys {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN } = env;
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) };
}

/** Posts a signed request to a stand-in; `path` as it is to be on the wire. */
export async function post(
  bedrock: StrictBedrock,
  path: string,
  body: unknown,
  options: Pick<Unsigned, 'headers'> & { signal?: AbortSignal; keys?: Keys } = {},
): Promise<Response> {
  const url = bedrock.url + path;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { headers = { 'content-type': 'application/json' }, signal, keys = keysOf(bedrock.env) } = options;
  const region = bedrock.env.AWS_REGION ?? '';
  const signed = await signedHeaders({ url, headers, body: text }, keys, { region });
  return fetch(url, { method: 'POST', headers: signed, body: text, ...(signal ? { signal } : {}) });
}

/** AWS's own client, asking a stand-in over HTTP/1.1 (on plain http it would speak HTTP/2), without retries. */
export function awsClient(bedrock: StrictBedrock): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint: bedrock.url,
    region: bedrock.env.AWS_REGION ?? '',
    credentials: keysOf(bedrock.env),
    maxAttempts: 1,
    requestHandler: { handle: send },
  });
}

interface SdkRequest {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

async function send({ protocol, hostname, port, path, headers, body }: SdkRequest) {
  const { host: _, 'content-length': __, ...rest } = headers;
  const response = await fetch(`${protocol}//${hostname}:${port}${path}`, {
    method: 'POST',
    headers: rest,
    body: body as Uint8Array<ArrayBuffer>,
  });
  return {
    response: {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: Readable.fromWeb(response.body as never),
    },
  };
}
