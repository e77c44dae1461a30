import type { IncomingMessage } from 'node:http';
import type { AditError } from '../errors.ts';
import type { ClientDialect } from '../log/recording.ts';
import { errorBody as anthropicError } from './anthropic/errors.ts';
import { errorBody as awsError } from './bedrock/errors.ts';
import { errorBody as openAiError, openAiError as openAiFields } from './openai/errors.ts';
import type { ErrorBody } from './reply.ts';

/** What tools put before a route, by their own habit or by what was typed into their base URL. */
const PREFIXES = /^(?:\/+(?:v1|openai|anthropic|bedrock|mantle)(?=\/|$))+/;

/** The route of a path, whatever it came under: `/v1/v1/models/` and `/openai/models` are `/models`. */
export function routeOf(path: string): string {
  return (
    path
      .replace(PREFIXES, '')
      .replace(/^\/{2,}/, '/')
      .replace(/\/+$/, '') || '/'
  );
}

/** Which API a route belongs to. */
const DIALECTS: readonly { route: RegExp; dialect: ClientDialect }[] = [
  { route: /^\/messages$/, dialect: 'messages' },
  { route: /^\/messages\/count_tokens$/, dialect: 'count-tokens' },
  { route: /^\/chat\/completions$/, dialect: 'chat' },
  { route: /^\/responses$/, dialect: 'responses' },
  { route: /^\/embeddings$/, dialect: 'embeddings' },
  { route: /^\/model\//, dialect: 'native' },
];

/** The API that a path belongs to, without its query. */
export function dialectOf(path: string): ClientDialect {
  const route = routeOf(path);
  return DIALECTS.find((row) => row.route.test(route))?.dialect ?? 'other';
}

/** Whose errors a route answers with. */
const SHAPES: readonly { route: RegExp; shape: ErrorBody }[] = [
  { route: /^\/messages(\/|$)/, shape: anthropicError },
  { route: /^\/(chat|responses|embeddings|completions)(\/|$)/, shape: openAiError },
  { route: /^\/(model|async-invoke|guardrails?|inference-profiles|foundation-models)(\/|$)/, shape: awsError },
];

/**
 * The shape of errors for a request. Where its route does not tell, its headers may: Anthropic's API wants its version in
 * each request.
 */
export function errorShape({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): ErrorBody {
  const route = routeOf(url.split('?', 1)[0] ?? '');
  const own = SHAPES.find((row) => row.route.test(route))?.shape;
  if (own) return own;
  if (headers['anthropic-version'] !== undefined) return anthropicError;
  return /^\/models(\/|$)/.test(route) ? openAiError : errorOfNoApi;
}

/** Whoever asks for what belongs to no API finds the fields of its own. */
function errorOfNoApi(error: AditError, requestId: string): unknown {
  return { type: 'error', error: { ...openAiFields(error), type: error.type }, request_id: requestId };
}
