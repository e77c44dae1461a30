import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { throttle } from '../bedrock/scenarios.ts';
import { openRoad } from '../support/road.ts';
import { openAi } from './clients.ts';

/** Embedding models, how long their vectors are, and how many texts one call takes. */
const MODELS = [
  { model: 'titan-embed-text-v2', length: 1024, atOnce: 1 },
  { model: 'amazon.titan-embed-text-v1', length: 1536, atOnce: 1 },
  { model: 'cohere.embed-v4:0', length: 1536, atOnce: 96 },
  { model: 'cohere.embed-multilingual-v3', length: 1024, atOnce: 96 },
] as const;

describe.concurrent.each(MODELS)('the OpenAI SDK asks $model for vectors', ({ model, length, atOnce }) => {
  test('which are the same as floats and in base64, its own default', async () => {
    await using road = await openRoad();
    const { embeddings } = openAi(road);
    const coded = await embeddings.create({ model, input: 'ä text' });
    const plain = await embeddings.create({ model, input: 'ä text', encoding_format: 'float' });
    expect(plain).toMatchObject({ object: 'list', model, data: [{ object: 'embedding', index: 0 }] });
    expect(plain.usage.total_tokens).toBeGreaterThan(0);
    const [vector, other] = [coded, plain].map(({ data }) => data[0]?.embedding ?? []);
    expect(vector).toHaveLength(length);
    // Floats of 32 bits.
    expect(vector).toEqual(Array.from(Float32Array.from(other ?? [])));
  });

  test('of many texts, in their order', async () => {
    await using road = await openRoad();
    const { embeddings } = openAi(road);
    const input = Array.from({ length: 100 }, (_, at) => `text ${at}`);
    const { data } = await embeddings.create({ model, input });
    expect(data.map(({ index }) => index)).toEqual(input.map((_, at) => at));
    expect(road.bedrock.stats.total).toBe(Math.ceil(input.length / atOnce));
    const alone = await embeddings.create({ model, input: 'text 99' });
    expect(data[99]?.embedding).toEqual(alone.data[0]?.embedding);
    expect(road.bedrock.refusals).toEqual([]);
  });
});

test.each(['titan-embed-text-v2', 'cohere.embed-v4:0'])('%s shortens its vectors', async (model) => {
  await using road = await openRoad();
  const { data } = await openAi(road).embeddings.create({ model, input: ['a', 'b'], dimensions: 256 });
  expect(data.map(({ embedding }) => embedding.length)).toEqual([256, 256]);
});

test.each([
  [{ model: 'titan-embed-text-v2', input: 'a', dimensions: 100 }, /dimensions: .*256, 512, 1024/],
  [{ model: 'cohere.embed-english-v3', input: 'a', dimensions: 256 }, /dimensions/],
  [{ model: 'titan-embed-text-v2', input: '' }, /input: /],
  [{ model: 'titan-embed-text-v2', input: [] }, /input: /],
  [{ model: 'titan-embed-text-v2', input: [1, 2] }, /Token ids/],
])('%j is refused', async (ask, words) => {
  await using road = await openRoad();
  const asking = openAi(road).embeddings.create(ask);
  await expect(asking).rejects.toThrow(OpenAI.BadRequestError);
  await expect(asking).rejects.toThrow(words);
  expect(road.bedrock.stats.total).toBe(0);
});

test('a model that makes no vectors is not found, and those that do are named', async () => {
  await using road = await openRoad();
  const asking = openAi(road).embeddings.create({ model: 'text-embedding-3-small', input: 'a' });
  await expect(asking).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    message: expect.stringContaining('amazon.titan-embed-text-v2:0'),
  });
});

test('a throttle is a RateLimitError', async () => {
  await using road = await openRoad({ scenario: throttle(99) });
  const asking = openAi(road).embeddings.create({ model: 'titan-embed-text-v2', input: ['a', 'b'] });
  await expect(asking).rejects.toThrow(OpenAI.RateLimitError);
  await expect(asking).rejects.toThrow('Too many requests');
});
