import { Signer } from '../../proxy/aws/signer.ts';
import type { SurfaceName } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { SURFACES } from '../../proxy/bedrock/surfaces.ts';
import type { BedrockCall, JsonObject } from '../../proxy/demo/call.ts';
import { KnownModels } from '../../proxy/routing/known-models.ts';
import { resolve } from '../../proxy/routing/resolve.ts';
import type { Road } from './road.ts';

/** What came of one request. */
export interface Served {
  status: number;
  headers: Headers;
  /** The answer's text: JSON, or events. */
  text: string;
  /** What `adit-notes` says, note by note. */
  notes: string[];
  /** What reached Bedrock, in order. */
  calls: BedrockCall[];
  /** The last of them: what was taken, where anything was. */
  sent: BedrockCall | undefined;
  /** What Bedrock refused on the way, in its words. */
  refusals: string[];
}

export interface ServeOptions {
  path?: string;
  headers?: Record<string, string>;
  betas?: string[];
}

/** Posts a request to Adit, and tells what Bedrock and the client got. One request at a time. */
export async function serve(road: Road, body: unknown, options: ServeOptions = {}): Promise<Served> {
  const { betas = [], headers = {}, path } = options;
  const { stats, refusals } = road.bedrock;
  const before = { calls: stats.calls.length, refusals: refusals.length };
  const flags = betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {};
  const response = await road.post(body, { ...(path ? { path } : {}), headers: { ...flags, ...headers } });
  const text = await response.text();
  const calls = stats.calls.slice(before.calls);
  return {
    status: response.status,
    headers: response.headers,
    text,
    notes: response.headers.get('adit-notes')?.split('; ') ?? [],
    calls,
    sent: calls.at(-1),
    refusals: refusals.slice(before.refusals).map(({ refusal }) => refusal.message),
  };
}

/** The error of an answer in Anthropic's shape. */
export function errorOf({ text }: Served): { type: string; message: string } {
  return (JSON.parse(text) as { error: { type: string; message: string } }).error;
}

/**
 * Sends a request to Bedrock as a proxy without rules would: to the same model, or to an id as it is, and with nothing
 * changed but what the surface's own shape asks for.
 *
 * @returns Bedrock's words of refusal, undefined where it was taken
 */
export async function sendUnfitted(
  { bedrock }: Road,
  body: Record<string, unknown>,
  { betas = [], surface = 'invoke', ...named }: { betas?: string[]; surface?: SurfaceName; modelId?: string } = {},
): Promise<string | undefined> {
  const region = String(bedrock.env.AWS_REGION);
  const [target] = resolve(String(body.model), {
    region,
    scope: 'geo',
    aliases: {},
    known: new KnownModels(),
    isMissing: () => false,
    now: Date.now,
  });
  const modelId = named.modelId ?? String(target?.modelId);
  const { model: _, stream: __, ...rest } = body;
  const invoke = { ...rest, anthropic_version: 'bedrock-2023-05-31', anthropic_beta: betas };
  const whole: JsonObject = surface === 'invoke' ? invoke : { ...rest, model: modelId };
  const request = {
    url: new URL(SURFACES[surface].path(modelId, false), bedrock.url),
    headers: { 'content-type': 'application/json', ...(surface === 'invoke' ? {} : versionHeaders(betas)) },
    body: Buffer.from(JSON.stringify(whole)),
  };
  const credentials = {
    accessKeyId: String(bedrock.env.AWS_ACCESS_KEY_ID),
    secretAccessKey: String(bedrock.env.AWS_SECRET_ACCESS_KEY),
    sessionToken: String(bedrock.env.AWS_SESSION_TOKEN),
  };
  const signed = await new Signer().sign(request, region, credentials);
  // Both are fetch's own to set, and come to the same.
  const { host: ___, 'content-length': ____, ...headers } = signed.headers;
  const response = await fetch(signed.url, { method: 'POST', headers, body: new Uint8Array(signed.body) });
  if (response.ok) return undefined;
  const refusal = (await response.json()) as { message?: string; error?: { message: string } };
  return refusal.error?.message ?? refusal.message;
}

function versionHeaders(betas: string[]): Record<string, string> {
  return {
    'anthropic-version': '2023-06-01',
    ...(betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
  };
}
