import { asRecord } from '../../bedrock/json/values.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * What Claude's structured outputs take of JSON schema, as @anthropic-ai/sdk's transformJSONSchema has it: what is no
 * row here becomes words in the description, so that the model still reads it.
 */
const KEYWORDS: Readonly<Record<string, (value: unknown, walk: Walk) => unknown>> = {
  type: same,
  title: same,
  enum: same,
  const: same,
  required: same,
  $ref: same,
  items: (value, walk) => walk(value),
  properties: eachMember,
  $defs: eachMember,
  definitions: eachMember,
  anyOf: eachItem,
  allOf: eachItem,
};

type Walk = (schema: unknown) => unknown;

/** Keywords that constrain nothing. */
const SILENT = new Set(['$schema', '$id', '$comment', 'additionalProperties', 'description', 'oneOf']);

const FORMATS = new Set<unknown>([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/**
 * A schema in the form that Claude's structured outputs take, whose values are all values of the schema. Undefined where
 * there is none: objects of any names have no place there.
 */
export function constrainable(schema: Schema): Schema | undefined {
  let fits = true;
  const walk: Walk = (value) => {
    const node = asRecord(value);
    if (!node || isDictionary(node)) fits = false;
    return node && fits ? toNode(node, walk) : {};
  };
  const result = walk(schema);
  return fits ? (result as Schema) : undefined;
}

function toNode(node: Schema, walk: Walk): Schema {
  const kept: Record<string, unknown> = {};
  const words: string[] = [];
  for (const [keyword, value] of Object.entries(node)) {
    const row = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (row) kept[keyword] = row(value, walk);
    else if (isTaken(keyword, value)) kept[keyword] = value;
    else if (!SILENT.has(keyword)) words.push(`${keyword}: ${JSON.stringify(value)}`);
  }
  if (Array.isArray(node.oneOf)) kept.anyOf = node.oneOf.map(walk);
  if (isObject(node)) kept.additionalProperties = false;
  const description = [node.description, words.length > 0 ? `{${words.join(', ')}}` : ''].filter(Boolean).join('\n\n');
  return description ? { ...kept, description } : kept;
}

function isTaken(keyword: string, value: unknown): boolean {
  return (keyword === 'format' && FORMATS.has(value)) || (keyword === 'minItems' && (value === 0 || value === 1));
}

function isDictionary(node: Schema): boolean {
  if (node.patternProperties !== undefined || asRecord(node.additionalProperties)) return true;
  return isObject(node) && !asRecord(node.properties) && node.additionalProperties !== false;
}

function isObject({ type, properties }: Schema): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined;
}

function same(value: unknown): unknown {
  return value;
}

function eachMember(value: unknown, walk: Walk): unknown {
  return Object.fromEntries(Object.entries(asRecord(value) ?? {}).map(([name, schema]) => [name, walk(schema)]));
}

function eachItem(value: unknown, walk: Walk): unknown {
  return Array.isArray(value) ? value.map(walk) : [walk(value)];
}
