import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
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
  options: Pick<Unsigned, 'headers'> & { signal?: AbortSignal; keys?: Keys; service?: string } = {},
): Promise<Response> {
  const url = bedrock.url + path;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { headers = { 'content-type': 'application/json' }, signal, keys = keysOf(bedrock.env), service } = options;
  const region = bedrock.env.AWS_REGION ?? '';
  const signed = await signedHeaders({ url, headers, body: text }, keys, { region, ...(service ? { service } : {}) });
  return fetch(url, { method: 'POST', headers: signed, body: text, ...(signal ? { signal } : {}) });
}

/** Gets a signed answer of the control plane; `path` with its query, as it is to be on the wire. */
export async function get(bedrock: StrictBedrock, path: string): Promise<Response> {
  const url = bedrock.url + path;
  const region = bedrock.env.AWS_REGION ?? '';
  const headers = await signedHeaders({ url, method: 'GET' }, keysOf(bedrock.env), { region });
  return fetch(url, { headers });
}

/** AWS's own client, asking a stand-in over HTTP/1.1 (on plain http it would speak HTTP/2), without retries. */
export function awsClient(bedrock: StrictBedrock): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    endpoint: bedrock.url,
    region: bedrock.env.AWS_REGION ?? '',
    credentials: keysOf(bedrock.env),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
}
