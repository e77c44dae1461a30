import type { IncomingHttpHeaders } from 'node:http';
import type { KeptHeaders } from './worker-messages.ts';

/** Headers whose values are no secret: all others are kept by name alone. */
const TOLD: readonly RegExp[] = [
  // RFC 9110 and 9112: what is sent, in which form, and when.
  /^(?:accept|accept-encoding|accept-language|cache-control|connection|content-encoding|content-length|content-type)$/,
  /^(?:date|expect|host|retry-after|server|transfer-encoding|user-agent|vary|via|:authority|:path|:method|:scheme)$/,
  // Anthropic's and OpenAI's APIs and their SDKs.
  /^(?:anthropic-(?:version|beta|ratelimit-.+)|openai-(?:beta|version|processing-ms)|request-id|x-request-id)$/,
  /^x-(?:app|should-retry|stainless-.+|ratelimit-.+|claude-code-.+|session-id|adit-replay-of)$/,
  /^(?:session[-_]id|originator|adit-notes|traceparent)$/,
  // AWS: names, hashes and counts. The session token and the signature are none of these.
  /^x-amzn-(?:requestid|errortype|trace-id|bedrock-.+)$/,
  /^(?:amz-sdk-.+|x-amz-(?:date|content-sha256|user-agent))$/,
];

/** A message's headers as the history keeps them: values that may be secret are replaced. */
export function keptHeaders(headers: IncomingHttpHeaders | Readonly<Record<string, string>>): KeptHeaders {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    kept[name] = TOLD.some((told) => told.test(name.toLowerCase())) ? text : '[redacted]';
  }
  return kept;
}
