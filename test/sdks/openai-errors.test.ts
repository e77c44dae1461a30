import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { dieAfter, exceptionAfter, failures, throttle } from '../bedrock/scenarios.ts';
import { openRoad } from '../support/road.ts';
import { CHAT_ROADS, openAi } from './clients.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];

describe.concurrent.each(CHAT_ROADS)('with $model on $wire', ({ model }) => {
  test.each([true, false])(
    'a throttle is a RateLimitError that says when to try again (streamed: %s)',
    async (stream) => {
      await using road = await openRoad({ scenario: throttle(9) });
      const error = await failing(openAi(road).chat.completions.create({ model, messages, stream }));
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
      expect(error.message).toContain('Too many requests');
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0);
    },
  );

  test('a prompt that is too long has the code by which clients shorten it', async () => {
    await using road = await openRoad({ refuse: tooLong });
    const error = await failing(openAi(road).chat.completions.create({ model, messages }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.code).toBe('context_length_exceeded');
    expect(error.headers?.get('x-should-retry')).toBe('false');
  });

  test('what Bedrock refuses is a BadRequestError with its words', async () => {
    await using road = await openRoad({ scenario: failures(9, 400, 'ValidationException', 'The tides are too high') });
    const error = await failing(openAi(road).chat.completions.create({ model, messages, stream: true }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining('The tides are too high'),
    });
  });

  test('an exception within a stream ends it with an error', async () => {
    await using road = await openRoad({ scenario: exceptionAfter(3, 'throttlingException', 'slow down') });
    const stream = openAi(road).chat.completions.stream({ model, messages });
    await expect(stream.finalContent()).rejects.toThrow('slow down');
  });

  test('a stream that is cut is no whole answer', async () => {
    await using road = await openRoad({ scenario: dieAfter(3, 'clean') });
    const reading = async () => {
      for await (const _ of await openAi(road).chat.completions.create({ model, messages, stream: true }));
    };
    await expect(reading()).rejects.toThrow(OpenAI.APIError);
  });
});

test('the SDK waits out a throttle by itself', async () => {
  await using road = await openRoad({ scenario: throttle(1) });
  const client = openAi(road).withOptions({ maxRetries: 2 });
  const { choices } = await client.chat.completions.create({ model: 'nova-pro', messages });
  expect(choices[0]?.finish_reason).toBe('stop');
  expect(road.bedrock.stats.total).toBe(2);
});

test('a model that there is not is a NotFoundError that lists near names', async () => {
  await using road = await openRoad();
  const error = await failing(openAi(road).chat.completions.create({ model: 'nova-por', messages }));
  expect(error).toBeInstanceOf(OpenAI.NotFoundError);
  expect(error.code).toBe('model_not_found');
  expect(error.message).toContain('nova-pro');
});

test('a wrong key is an AuthenticationError, on every route', async () => {
  await using road = await openRoad();
  const client = openAi(road, { apiKey: 'sk-wrong' });
  const attempts = [
    client.chat.completions.create({ model: 'sonnet', messages }),
    client.responses.create({ model: 'sonnet', input: 'hello' }),
    client.embeddings.create({ model: 'cohere.embed-v4:0', input: 'hello' }),
  ];
  for (const error of await Promise.all(attempts.map(failing))) {
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error.code).toBe('invalid_api_key');
    expect(error.message).toContain('adit key');
  }
  await expect(client.models.list()).rejects.toThrow(OpenAI.AuthenticationError);
  await expect(client.models.list()).rejects.toThrow(/adit key/);
});

/** A prompt that is too long, in the words of each wire. */
function tooLong({ operation }: BedrockCall): Refusal {
  if (operation === 'chat' || operation === 'responses') {
    const message = 'Your input exceeds the context window of this model. Please adjust your input and try again.';
    return { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message, shape: 'openai' };
  }
  if (operation.startsWith('converse')) {
    return { status: 400, type: 'ValidationException', message: 'Input is too long for requested model.' };
  }
  const message = 'prompt is too long: 210000 tokens > 200000 maximum';
  const isMessages = operation === 'messages';
  return {
    status: 400,
    type: isMessages ? 'invalid_request_error' : 'ValidationException',
    message,
    ...(isMessages ? { shape: 'anthropic' } : {}),
  };
}

async function failing(asking: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  try {
    await asking;
  } catch (error) {
    if (error instanceof OpenAI.APIError) return error;
    throw error;
  }
  throw new Error('It was answered');
}
