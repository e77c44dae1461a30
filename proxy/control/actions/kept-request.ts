import type { RequestDetail, RequestRow } from '../../history/shapes.ts';
import { invalid } from '../valid.ts';

/** A request of a client's, as it can be sent once more. */
export interface KeptRequest {
  readonly row: RequestRow;
  readonly method: string;
  readonly path: string;
  /** Those that decide what is answered, and who the client is. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; undefined where it has none. */
  readonly body: string | undefined;
}

/**
 * Headers of clients that are sent again: what the body is, which version and parts of an API are meant, and who asks in
 * which session. What is left out belongs to the connection, or is secret.
 */
const KEPT =
  /^(content-type|accept|user-agent|anthropic-(version|beta)|openai-beta|x-amzn-bedrock-.+|x-claude-code-.+|x-session-id|session[-_]id)$/;

/** What the store has of a request, to be sent once more. Throws AditError (400) where it is not enough. */
export function keptRequest({ row, clientRequest, request }: RequestDetail): KeptRequest {
  const { method, path } = row;
  const body = clientRequest?.body ?? (request == null ? undefined : JSON.stringify(request));
  if (method !== 'GET' && body === undefined) {
    throw invalid(`What this request said is not kept (${WHY[row.bodies]}), so it cannot be sent again.`);
  }
  const entries = Object.entries(clientRequest?.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => KEPT.test(name) && value !== '[redacted]');
  return { row, method, path, headers: { 'content-type': 'application/json', ...Object.fromEntries(entries) }, body };
}

const WHY: Readonly<Record<RequestRow['bodies'], string>> = {
  kept: 'it had no body',
  off: 'the settings say so',
  lost: 'too much came at once',
  deleted: 'it was deleted',
};
