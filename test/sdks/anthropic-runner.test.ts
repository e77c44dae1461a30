import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { describe, expect, test } from 'vitest';
import { openRoad } from '../support/road.ts';
import { cities, expectSmooth, forecast, lastCall, weatherAgent, weatherSchema, withField } from './clients.ts';

const ROADS = [
  { model: 'claude-opus-5-5', operation: 'messages' },
  { model: 'claude-sonnet-4-6', operation: 'invoke' },
  { model: 'nova-pro', operation: 'converse' },
  { model: 'kimi-k3', operation: 'converse' },
  { model: 'gpt-6-sol', operation: 'responses' },
];

/** A tool that the SDK calls by itself, and the cities that it was called for. */
function weather() {
  const asked: string[] = [];
  const tool = betaTool({
    name: 'get_weather',
    description: 'Tells the weather of a city',
    inputSchema: weatherSchema,
    run: ({ city }) => {
      asked.push(city);
      return 'rain';
    },
  });
  return { asked, tool };
}

const hello = { role: 'user' as const, content: 'How is the weather?' };

/**
 * The SDK's runner asks a server to hold the conversation (`thread`), and sends all of it itself once the server says by
 * the code `thread_unsupported_request` that it cannot (@anthropic-ai/sdk 1.11.0, lib/internal/threads/ThreadState).
 */
describe.concurrent.each(ROADS)('the Anthropic SDK runs tools of $model by itself', ({ model, operation }) => {
  test.each([false, true])('with a thread, which it does without (streamed: %s)', async (stream) => {
    await using road = await openRoad({ scenario: weatherAgent() });
    const { asked, tool } = weather();
    const params = { model, max_tokens: 4000, messages: [hello], tools: [tool], max_iterations: 3 };
    const runner = road.client.beta.messages.toolRunner({ ...params, stream });
    expect((await runner.runUntilDone()).content).toMatchObject([{ type: 'text', text: forecast }]);
    expect(asked).toEqual(cities);
    expect(withField(lastCall(road).body, 'thread')).toEqual([]);
    expectSmooth(road, operation);
  });

  test('without a thread', async () => {
    await using road = await openRoad({ scenario: weatherAgent() });
    const { asked, tool } = weather();
    const params = { model, max_tokens: 4000, messages: [hello], tools: [tool], max_iterations: 3 };
    const final = await road.client.beta.messages.toolRunner({ ...params, thread: false });
    expect(final.content).toMatchObject([{ type: 'text', text: forecast }]);
    expect(asked).toEqual(cities);
    expectSmooth(road, operation);
  });

  test('and is told at once that there are no threads where it wants nothing else', async () => {
    await using road = await openRoad();
    const thread = road.client.beta.messages.thread({ model, max_tokens: 4000 });
    const error = await thread.send(hello).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({ errorCode: 'thread_unsupported_request' });
    expect(road.bedrock.stats.total).toBe(0);
  });
});
