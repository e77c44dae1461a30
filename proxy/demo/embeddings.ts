import { createHash } from 'node:crypto';
import type { BedrockCall, JsonObject } from './call.ts';
import { estimateTokens } from './tokens.ts';

/** Models whose answers are vectors, and how long those are where nothing is asked. */
const vectorLength: [model: RegExp, dimensions: number][] = [
  [/(^|[./])amazon\.titan-embed-text-v1/, 1536],
  [/(^|[./])amazon\.titan-embed-text-v2:0/, 1024],
  [/(^|[./])cohere\.embed-(english|multilingual)-v3/, 1024],
  [/(^|[./])cohere\.embed-v4:0/, 1536],
];

/** Whether a call asks InvokeModel for vectors. */
export function isEmbedding({ operation, model }: BedrockCall): boolean {
  return operation === 'invoke' && vectorLength.some(([pattern]) => pattern.test(model));
}

/**
 * The vectors that a call asks for: always the same one for the same text, and another for any other.
 *
 * Shapes: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html and
 * …/model-parameters-embed-v3.html, …/model-parameters-embed-v4.html
 */
export function embed(call: BedrockCall): JsonObject {
  return call.model.includes('titan') ? titanAnswer(call) : cohereAnswer(call);
}

/** Tokens of the texts of a call for vectors. */
export function embeddedTokens({ body }: BedrockCall): number {
  return [body.inputText, ...textsOf(body)].reduce<number>((sum, text) => sum + estimateTokens(String(text ?? '')), 0);
}

function titanAnswer(call: BedrockCall): JsonObject {
  const { body, model } = call;
  const text = String(body.inputText ?? '');
  const embedding = vectorOf(text, lengthFor(model, body.dimensions));
  const answer = { embedding, inputTextTokenCount: embeddedTokens(call) };
  if (model.includes('-v1')) return answer;
  const types = namesIn(body.embeddingTypes, ['float', 'binary']);
  const ofType = (type: string) => (type === 'binary' ? embedding.map((value) => Number(value > 0)) : embedding);
  const byType = (types.length > 0 ? types : ['float']).map((type) => [type, ofType(type)]);
  return { ...answer, embeddingsByType: Object.fromEntries(byType) };
}

function cohereAnswer({ body, model }: BedrockCall): JsonObject {
  const texts = textsOf(body);
  const vectors = texts.map((text) => vectorOf(text, lengthFor(model, body.output_dimension)));
  const types = namesIn(body.embedding_types, ['float', 'int8', 'uint8', 'binary', 'ubinary']);
  const isByType = types.length > 0;
  return {
    id: createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32),
    response_type: isByType ? 'embeddings_by_type' : 'embeddings_floats',
    embeddings: isByType
      ? Object.fromEntries(types.map((type) => [type, vectors.map((vector) => inType(vector, type))]))
      : vectors,
    texts,
  };
}

/** `texts`, else the text within `inputs`, which Embed v4 has beside it. */
function textsOf({ texts, inputs }: JsonObject): string[] {
  if (Array.isArray(texts)) return texts.map(String);
  if (!Array.isArray(inputs)) return [];
  return inputs.map((input: JsonObject | null) => {
    const parts = Array.isArray(input?.content) ? (input.content as (JsonObject | null)[]) : [];
    return parts.map((part) => String(part?.text ?? part?.image_url ?? '')).join('\n');
  });
}

function lengthFor(model: string, asked: unknown): number {
  const usual = vectorLength.find(([pattern]) => pattern.test(model))?.[1] ?? 0;
  return typeof asked === 'number' && asked > 0 && asked <= usual ? Math.floor(asked) : usual;
}

function namesIn(value: unknown, known: string[]): string[] {
  return Array.isArray(value) ? known.filter((name) => value.includes(name)) : [];
}

/** A vector of length 1, out of the hash of its text. */
function vectorOf(text: string, dimensions: number): number[] {
  const values = Array.from({ length: Math.ceil(dimensions / 32) }, (_, block) =>
    Array.from(createHash('sha256').update(`${block}:${text}`).digest(), (byte) => byte / 127.5 - 1),
  )
    .flat()
    .slice(0, dimensions);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** The types with `binary` in their name pack eight signs into a byte. */
function inType(vector: number[], type: string): number[] {
  if (type === 'float') return vector;
  if (type.endsWith('int8')) {
    const offset = type === 'uint8' ? 128 : 0;
    return vector.map((value) => Math.round(value * 127) + offset);
  }
  const bytes = Array.from({ length: vector.length / 8 }, (_, at) =>
    vector.slice(at * 8, at * 8 + 8).reduce((byte, value) => byte * 2 + Number(value > 0), 0),
  );
  return type === 'ubinary' ? bytes : bytes.map((byte) => byte - 128);
}
