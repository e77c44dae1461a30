import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { awsClient, post } from './clients.ts';
import { failures } from './scenarios.ts';
import { startStrictBedrock } from './strict.ts';

const bedrock = await startStrictBedrock();
afterAll(() => bedrock.close());

const titan1 = 'amazon.titan-embed-text-v1';
const titan = 'amazon.titan-embed-text-v2:0';
const cohere = 'cohere.embed-english-v3';
const cohere4 = 'us.cohere.embed-v4:0';
const hello = { texts: ['Hello'], input_type: 'search_query' };

async function embed(modelId: string, body: JsonObject): Promise<JsonObject> {
  const answer = await awsClient(bedrock).send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
  return JSON.parse(Buffer.from(answer.body).toString()) as JsonObject;
}

test('Titan answers one vector of length 1, the same one for the same text', async () => {
  const first = await embed(titan, { inputText: 'Hello' });
  const vector = first.embedding as number[];
  expect(vector).toHaveLength(1024);
  expect(Math.hypot(...vector)).toBeCloseTo(1);
  expect(first).toEqual({ embedding: vector, inputTextTokenCount: 2, embeddingsByType: { float: vector } });
  expect(await embed(titan, { inputText: 'Hello' })).toEqual(first);
  expect((await embed(titan, { inputText: 'Hullo' })).embedding).not.toEqual(vector);
});

test('Titan answers as long as is asked, and in the types that are', async () => {
  const body = { inputText: 'Hello', dimensions: 256, normalize: true, embeddingTypes: ['binary'] };
  const { embedding, embeddingsByType } = await embed(titan, body);
  expect(embedding).toHaveLength(256);
  expect(embeddingsByType).toEqual({ binary: (embedding as number[]).map((value) => (value > 0 ? 1 : 0)) });
  const old = await embed(titan1, { inputText: 'Hello' });
  expect(Object.keys(old)).toEqual(['embedding', 'inputTextTokenCount']);
  expect(old.embedding).toHaveLength(1536);
});

test('Cohere answers a vector for each text, or for each type and text', async () => {
  const texts = ['Hello', 'world'];
  const plain = await embed(cohere, { texts, input_type: 'search_document', truncate: 'END' });
  expect(plain).toMatchObject({ response_type: 'embeddings_floats', texts, id: expect.any(String) });
  expect((plain.embeddings as number[][]).map(({ length }) => length)).toEqual([1024, 1024]);
  const types = ['float', 'int8', 'uint8', 'binary', 'ubinary'];
  const typed = await embed(cohere, { texts, input_type: 'clustering', embedding_types: types });
  expect(typed.response_type).toBe('embeddings_by_type');
  const byType = typed.embeddings as Record<string, number[][]>;
  expect(byType.float).toEqual(plain.embeddings);
  expect(types.map((type) => byType[type]?.[0]?.length)).toEqual([1024, 1024, 1024, 128, 128]);
  expect(Math.max(...(byType.int8?.[0] ?? []).map(Math.abs))).toBeLessThanOrEqual(127);
});

test('Embed v4 has a length of its own, and takes text within inputs', async () => {
  const inputs = [{ content: [{ type: 'text', text: 'Hello' }] }];
  const mixed = await embed(cohere4, { inputs, input_type: 'search_document', output_dimension: 256 });
  const texts = await embed(cohere4, { texts: ['Hello'], input_type: 'search_document', output_dimension: 256 });
  expect(mixed.embeddings).toEqual(texts.embeddings);
  expect((mixed.embeddings as number[][])[0]).toHaveLength(256);
});

test('the tokens are told in a header', async () => {
  const response = await post(bedrock, `/model/${cohere}/invoke`, { ...hello, texts: ['Hello', 'Hello'] });
  expect(response.headers.get('x-amzn-bedrock-input-token-count')).toBe('4');
});

test('scenarios that fail play on vectors too', async () => {
  bedrock.scenario(failures(1, 429, 'ThrottlingException', 'Later.'));
  expect((await post(bedrock, `/model/${cohere}/invoke`, hello)).status).toBe(429);
  expect((await post(bedrock, `/model/${cohere}/invoke`, hello)).status).toBe(200);
});

const refused: { model: string; body: JsonObject; says: string | RegExp }[] = [
  { model: titan, body: {}, says: '#: required key [inputText] not found' },
  { model: titan, body: { inputText: ['a', 'b'] }, says: '#/inputText: expected type: String, found: JSONArray' },
  { model: titan, body: { inputText: '' }, says: /minLength/ },
  { model: titan, body: { inputText: 'a', dimensions: 128 }, says: /dimensions/ },
  { model: titan, body: { inputText: 'a', normalize: 'yes' }, says: /normalize/ },
  { model: titan, body: { inputText: 'a', embeddingTypes: ['int8'] }, says: /embeddingTypes/ },
  { model: titan, body: { inputText: 'a', input_type: 'x' }, says: /extraneous key \[input_type\]/ },
  { model: titan1, body: { inputText: 'a', dimensions: 256 }, says: /extraneous key \[dimensions\]/ },
  {
    model: cohere,
    body: { inputText: 'a' },
    says: /required key \[input_type\] not found#: extraneous key \[inputText\]/,
  },
  { model: cohere, body: { input_type: 'search_query' }, says: /required key \[texts\]/ },
  { model: cohere, body: { ...hello, texts: 'Hello' }, says: /expected type: JSONArray/ },
  { model: cohere, body: { ...hello, texts: [1] }, says: '#/texts/0: expected type: String' },
  { model: cohere, body: { ...hello, texts: Array(97).fill('a') }, says: 'expected maximum item count: 96, found: 97' },
  { model: cohere, body: { ...hello, input_type: 'query' }, says: /input_type/ },
  { model: cohere, body: { ...hello, truncate: 'LEFT' }, says: /truncate/ },
  { model: cohere, body: { ...hello, output_dimension: 256 }, says: /extraneous key/ },
  { model: cohere, body: { ...hello, embedding_types: 'float' }, says: /embedding_types/ },
  { model: cohere4, body: { ...hello, truncate: 'END' }, says: /truncate/ },
  { model: cohere4, body: { ...hello, output_dimension: 300 }, says: /output_dimension/ },
  { model: cohere4, body: { ...hello, images: [] }, says: /only one of/ },
];

test.each(refused)('vectors of $model are refused for $body', async ({ model, body, says }) => {
  const response = await post(bedrock, `/model/${encodeURIComponent(model)}/invoke`, body);
  expect(response.status).toBe(400);
  const { message } = (await response.json()) as { message: string };
  expect(message).toMatch(/^Malformed input request: .*, please reformat your input and try again\.$/);
  if (typeof says === 'string') expect(message).toContain(says);
  else expect(message).toMatch(says);
});

test.each(['zai.glm-5', 'us.amazon.nova-pro-v1:0'])('InvokeModel has no body for %s', async (model) => {
  const response = await post(bedrock, `/model/${encodeURIComponent(model)}/invoke`, hello);
  expect(response.status).toBe(400);
});
