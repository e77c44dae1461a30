import { asRecord } from './json/values.ts';

/** What of an embedding request goes into a model's own body. */
export interface EmbeddingOptions {
  /** Length of the vectors, where the client wishes one. */
  readonly dimensions: number | undefined;
  /** Cohere's `input_type`: `search_document`, `search_query`, `classification`, `clustering`. */
  readonly inputType: string;
}

/** The vectors of one call, in the order of its texts. */
export interface Vectors {
  readonly vectors: readonly (readonly number[])[];
  /** Undefined where the body does not tell: then a header does. */
  readonly tokens: number | undefined;
}

/** An embedding model on InvokeModel: how it is asked and how it answers. */
export interface EmbeddingModel {
  /** Foundation model id. */
  readonly id: string;
  /** How many texts one call takes. */
  readonly textsPerCall: number;
  /** Lengths of vectors to choose from; empty where there is one alone. */
  readonly dimensions: readonly number[];
  body(texts: readonly string[], options: EmbeddingOptions): Record<string, unknown>;
  /** Undefined for an answer that holds no vectors. */
  read(json: unknown): Vectors | undefined;
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
const titan = {
  textsPerCall: 1,
  read(json: unknown): Vectors | undefined {
    const answer = asRecord(json);
    const vectors = toVectors([answer?.embedding]);
    return vectors && { vectors, tokens: Number(answer?.inputTextTokenCount ?? 0) };
  },
} as const;

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html */
const cohere = {
  textsPerCall: 96,
  read(json: unknown): Vectors | undefined {
    const { embeddings } = asRecord(json) ?? {};
    const vectors = toVectors(Array.isArray(embeddings) ? embeddings : asRecord(embeddings)?.float);
    return vectors && { vectors, tokens: undefined };
  },
} as const;

const cohereV3: Omit<EmbeddingModel, 'id'> = {
  ...cohere,
  dimensions: [],
  body: (texts, { inputType }) => ({ texts, input_type: inputType }),
};

export const EMBEDDING_MODELS: readonly EmbeddingModel[] = [
  {
    ...titan,
    id: 'amazon.titan-embed-text-v2:0',
    dimensions: [256, 512, 1024],
    body: ([inputText], { dimensions }) => ({ inputText, ...(dimensions === undefined ? {} : { dimensions }) }),
  },
  { ...titan, id: 'amazon.titan-embed-text-v1', dimensions: [], body: ([inputText]) => ({ inputText }) },
  {
    ...cohere,
    id: 'cohere.embed-v4:0',
    dimensions: [256, 512, 1024, 1536],
    body: (texts, { dimensions, inputType }) => ({
      texts,
      input_type: inputType,
      embedding_types: ['float'],
      ...(dimensions === undefined ? {} : { output_dimension: dimensions }),
    }),
  },
  { ...cohereV3, id: 'cohere.embed-multilingual-v3' },
  { ...cohereV3, id: 'cohere.embed-english-v3' },
];

/** The model that a name means: its id, its id without maker or version, or a profile's id or ARN with it at the end. */
export function embeddingModel(name: string): EmbeddingModel | undefined {
  const bare = name.toLowerCase().replace(/^.*\//, '');
  const isNamed = (id: string) => bare === id || bare.endsWith(`.${id}`);
  return EMBEDDING_MODELS.find(({ id }) => {
    const slug = id.replace(/^[a-z]+\./, '');
    return [id, slug, slug.replace(/:\d+$/, '')].some(isNamed);
  });
}

function toVectors(value: unknown): number[][] | undefined {
  const isVector = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length > 0 && row.every((number) => typeof number === 'number');
  return Array.isArray(value) && value.every(isVector) ? value : undefined;
}
