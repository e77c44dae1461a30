/** The operations of Bedrock that Adit uses: of the runtime and of bedrock-mantle, and the lists of the control plane. */
export type Operation =
  | 'messages'
  | 'invoke'
  | 'invoke-stream'
  | 'count-tokens'
  | 'converse'
  | 'converse-stream'
  | 'chat'
  | 'responses'
  | ListOperation;

/** Operations of the control plane: they are asked by GET, and no script plays their answers. */
export type ListOperation =
  | 'list-profiles'
  | 'get-profile'
  | 'list-models'
  | 'get-model'
  | 'get-availability'
  | 'get-use-case'
  | 'get-data-retention';

interface Route {
  operation: Operation;
  /** Where the path names it. */
  model?: string;
}

/**
 * bedrock-runtime has OpenAI's APIs under /openai/v1; bedrock-mantle has them under either, depending on the model
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html).
 */
const posted = new Map<string, Operation>([
  ['/anthropic/v1/messages', 'messages'],
  ['/openai/v1/chat/completions', 'chat'],
  ['/openai/v1/responses', 'responses'],
  ['/v1/chat/completions', 'chat'],
  ['/v1/responses', 'responses'],
]);

/** Behind `/model/<id>/`: commands of @aws-sdk/client-bedrock-runtime 3.1162.0 */
const ofModel = new Map<string, Operation>([
  ['invoke', 'invoke'],
  ['invoke-with-response-stream', 'invoke-stream'],
  ['count-tokens', 'count-tokens'],
  ['converse', 'converse'],
  ['converse-stream', 'converse-stream'],
]);

/**
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html, …/API_ListFoundationModels.html,
 * …/API_GetFoundationModelAvailability.html, …/API_GetUseCaseForModelAccess.html, …/API_GetAccountDataRetention.html
 */
const lists = new Map<string, { all?: ListOperation; one?: ListOperation }>([
  ['inference-profiles', { all: 'list-profiles', one: 'get-profile' }],
  ['foundation-models', { all: 'list-models', one: 'get-model' }],
  ['foundation-model-availability', { one: 'get-availability' }],
  ['use-case-for-model-access', { all: 'get-use-case' }],
  ['data-retention', { all: 'get-data-retention' }],
]);

const listOperations: readonly unknown[] = [...lists.values()].flatMap(({ all, one }) => [all, one]);

/** The operation of a method and a path (with its query); undefined where there is none. */
export function routeOf(method: string, url: string): Route | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (method === 'GET') return listRoute(path);
  if (method !== 'POST') return undefined;
  const operation = posted.get(path);
  return operation ? { operation } : modelRoute(path);
}

/** Whether an operation is one of the control plane. */
export function isList(operation: Operation): operation is ListOperation {
  return listOperations.includes(operation);
}

/** The model's id is one segment of the path: the slash of an ARN has to arrive as `%2F`. */
function modelRoute(path: string): Route | undefined {
  const [, id = '', name = ''] = path.match(/^\/model\/([^/]+)\/([a-z-]+)$/) ?? [];
  const operation = ofModel.get(name);
  const model = decode(id);
  return operation && model ? { operation, model } : undefined;
}

function listRoute(path: string): Route | undefined {
  const [, name = '', id] = path.match(/^\/([a-z-]+)(?:\/([^/]+))?$/) ?? [];
  const list = lists.get(name);
  if (id === undefined) return list?.all && { operation: list.all, model: '' };
  const model = decode(id);
  return list?.one && model ? { operation: list.one, model } : undefined;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
