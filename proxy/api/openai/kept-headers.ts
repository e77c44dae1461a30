import type { IncomingHttpHeaders } from 'node:http';

/** Bedrock's own headers, and flags, say the same in any dialect; the version is that of Anthropic's API. */
export function keptHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const names = Object.keys(headers).filter((name) => name.startsWith('x-amzn-bedrock-') || name === 'anthropic-beta');
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}
