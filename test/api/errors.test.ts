import { describe, expect, test } from 'vitest';
import { openRoad, type Road } from '../support/road.ts';

const VERSION = { 'anthropic-version': '2023-06-01' };

/** Asks for something, with the key unless told otherwise. */
async function ask({ adit }: Road, path: string, { method = 'GET', headers = {} } = {}) {
  const response = await fetch(`${adit.url}${path}`, { method, headers: { 'x-api-key': adit.key, ...headers } });
  return { status: response.status, body: await response.json() };
}

/** What is said in an error of OpenAI's API, and nothing else. */
const ofOpenAi = (fields: object) => ({ error: { message: expect.any(String), param: null, ...fields } });
const ofAnthropic = (type: string) => ({
  type: 'error',
  error: { type, message: expect.any(String) },
  request_id: expect.stringMatching(/^req_/),
});

describe('errors of routes that both APIs have are those of the client’s API:', () => {
  test('a model that there is not', async () => {
    await using road = await openRoad();
    expect(await ask(road, '/v1/models/nope')).toEqual({
      status: 404,
      body: ofOpenAi({ type: 'invalid_request_error', code: 'model_not_found' }),
    });
    expect(await ask(road, '/v1/models/nope', { headers: VERSION })).toEqual({
      status: 404,
      body: ofAnthropic('not_found_error'),
    });
  });

  test('a wrong key', async () => {
    await using road = await openRoad();
    const headers = { 'x-api-key': 'wrong' };
    expect(await ask(road, '/v1/models?', { headers })).toEqual({
      status: 401,
      body: ofOpenAi({ type: 'invalid_request_error', code: 'invalid_api_key' }),
    });
    expect(await ask(road, '/v1/models', { headers: { ...headers, ...VERSION } })).toEqual({
      status: 401,
      body: ofAnthropic('authentication_error'),
    });
  });
});

describe('a path that there is not', () => {
  test.each([
    ['POST', '/v1/completions'],
    ['GET', '/v1/chat/completions'],
    ['POST', '/v1/responses/resp_1/cancel'],
    ['GET', '/v1/embeddings/1'],
  ])('of OpenAI’s API is no model that is missing: %s %s', async (method, path) => {
    await using road = await openRoad();
    expect(await ask(road, path, { method })).toEqual({
      status: 404,
      body: ofOpenAi({
        type: 'invalid_request_error',
        code: null,
        message: expect.stringContaining(`${method} ${path}`),
      }),
    });
  });

  test.each(['/v1/files', '/openai/v1/audio/speech', '/nowhere'])(
    'of no API has the fields of both: %s',
    async (path) => {
      await using road = await openRoad();
      expect(await ask(road, path)).toEqual({
        status: 404,
        body: {
          ...ofAnthropic('not_found_error'),
          ...ofOpenAi({ type: 'not_found_error', code: null }),
        },
      });
      expect((await ask(road, path, { headers: VERSION })).body).toEqual(ofAnthropic('not_found_error'));
    },
  );

  test('of Bedrock’s own APIs is told as its SDKs read it', async () => {
    await using road = await openRoad();
    const { body } = await ask(road, '/guardrail/g1/version/1/apply', { method: 'POST' });
    expect(body).toEqual({ message: expect.stringContaining('Adit has no POST /guardrail/g1/version/1/apply') });
  });
});
