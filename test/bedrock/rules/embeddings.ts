import type { JsonObject } from '../../../proxy/demo/call.ts';

/** What InvokeModel takes for one family of embedding models. */
interface Family {
  /** Of foundation ids. */
  id: RegExp;
  required: string[];
  optional: string[];
  /** What is wrong with the values; in the words of a JSON schema's check. */
  check(body: JsonObject): string | undefined;
  source: string;
}

const guide = 'https://docs.aws.amazon.com/bedrock/latest/userguide';
const maxTexts = 96;
const inputTypes = ['search_document', 'search_query', 'classification', 'clustering', 'image'];

const families: Family[] = [
  {
    id: /^amazon\.titan-embed-text-v1$/,
    required: ['inputText'],
    optional: [],
    check: titanMistake,
    source: `${guide}/model-parameters-titan-embed-text.html`,
  },
  {
    id: /^amazon\.titan-embed-text-v2:0$/,
    required: ['inputText'],
    optional: ['dimensions', 'normalize', 'embeddingTypes'],
    check: titanMistake,
    source: `${guide}/model-parameters-titan-embed-text.html`,
  },
  {
    id: /^cohere\.embed-(english|multilingual)-v3$/,
    required: ['input_type'],
    optional: ['texts', 'images', 'truncate', 'embedding_types'],
    check: (body) => cohereMistake(body, ['NONE', 'START', 'END']),
    source: `${guide}/model-parameters-embed-v3.html`,
  },
  {
    id: /^cohere\.embed-v4:0$/,
    required: ['input_type'],
    optional: ['texts', 'images', 'inputs', 'truncate', 'embedding_types', 'output_dimension', 'max_tokens'],
    check: (body) =>
      cohereMistake(body, ['NONE', 'LEFT', 'RIGHT']) ?? enumMistake(body, 'output_dimension', [256, 512, 1024, 1536]),
    source: `${guide}/model-parameters-embed-v4.html`,
  },
];

/**
 * What is wrong with a request for vectors.
 * Words: https://github.com/promptfoo/promptfoo/issues/921, https://github.com/langchain-ai/langchainjs/issues/8450
 */
export function embeddingMistake(foundation: string, body: JsonObject): string | undefined {
  const family = families.find(({ id }) => id.test(foundation));
  if (!family) return undefined;
  const { required, optional } = family;
  const problems = [
    ...required.filter((key) => !(key in body)).map((key) => `#: required key [${key}] not found`),
    ...Object.keys(body)
      .filter((key) => !required.includes(key) && !optional.includes(key))
      .map((key) => `#: extraneous key [${key}] is not permitted`),
  ];
  const found = problems.length > 0 ? problems.join('') : family.check(body);
  return found === undefined
    ? undefined
    : `Malformed input request: ${found}, please reformat your input and try again.`;
}

function titanMistake(body: JsonObject): string | undefined {
  const { inputText, normalize, embeddingTypes } = body;
  if (typeof inputText !== 'string') return `#/inputText: expected type: String, found: ${typeOf(inputText)}`;
  if (inputText === '') return '#/inputText: expected minLength: 1, actual: 0';
  if (normalize !== undefined && typeof normalize !== 'boolean')
    return `#/normalize: expected type: Boolean, found: ${typeOf(normalize)}`;
  return (
    enumMistake(body, 'dimensions', [256, 512, 1024]) ??
    listMistake(embeddingTypes, 'embeddingTypes', ['float', 'binary'])
  );
}

function cohereMistake(body: JsonObject, truncations: string[]): string | undefined {
  const { texts, images, inputs, embedding_types } = body;
  const given = [texts, images, inputs].filter((value) => value !== undefined);
  if (given.length !== 1)
    return given.length === 0 ? '#: required key [texts] not found' : '#: only one of texts, images and inputs';
  const [list] = given;
  if (!Array.isArray(list)) return `#: expected type: JSONArray, found: ${typeOf(list)}`;
  if (list.length > maxTexts) return `#: expected maximum item count: ${maxTexts}, found: ${list.length}`;
  const wrong = inputs === undefined ? list.findIndex((text) => typeof text !== 'string') : -1;
  if (wrong >= 0)
    return `#/${texts === undefined ? 'images' : 'texts'}/${wrong}: expected type: String, found: ${typeOf(list[wrong])}`;
  return (
    enumMistake(body, 'input_type', inputTypes) ??
    enumMistake(body, 'truncate', truncations) ??
    listMistake(embedding_types, 'embedding_types', ['float', 'int8', 'uint8', 'binary', 'ubinary'])
  );
}

function enumMistake(body: JsonObject, name: string, known: unknown[]): string | undefined {
  const value = body[name];
  return value === undefined || known.includes(value) ? undefined : `#/${name}: ${value} is not a valid enum value`;
}

function listMistake(value: unknown, name: string, known: string[]): string | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return `#/${name}: expected type: JSONArray, found: ${typeOf(value)}`;
  const wrong = value.find((item) => !known.includes(item));
  return wrong === undefined ? undefined : `#/${name}: ${wrong} is not a valid enum value`;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (value === null) return 'Null';
  return typeof value === 'object' ? 'JSONObject' : typeof value;
}
