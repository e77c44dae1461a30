import { errorBody as anthropicError } from './anthropic/errors.ts';
import { errorBody as awsError } from './bedrock/errors.ts';
import { errorBody as openAiError } from './openai/errors.ts';
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

/** Whose errors a route answers with. */
const SHAPES: readonly { route: RegExp; shape: ErrorBody }[] = [
  { route: /^\/(chat|responses|embeddings|completions)(\/|$)/, shape: openAiError },
  { route: /^\/(model|async-invoke|inference-profiles|foundation-models)(\/|$)/, shape: awsError },
];

/** The shape of errors for a request's path, query and all. */
export function errorShape(url = ''): ErrorBody {
  const route = routeOf(url.split('?', 1)[0] ?? '');
  return SHAPES.find((row) => row.route.test(route))?.shape ?? anthropicError;
}
