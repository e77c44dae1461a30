import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { describe, expect, test } from 'vitest';
import { answer, helloText, silence, throttle, toolLoop } from '../../bedrock/scenarios.ts';
import { openRoad, type Road, until } from '../../support/road.ts';

const WAYS: Record<string, (road: Road) => AnthropicBedrock> = {
  'a signature': ({ adit }) =>
    new AnthropicBedrock({ baseURL: adit.url, awsAccessKey: adit.key, awsSecretKey: 'any', maxRetries: 0 }),
  'a Bedrock API key': ({ adit }) => new AnthropicBedrock({ baseURL: adit.url, apiKey: adit.key, maxRetries: 0 }),
};

// The version that this SDK names in bodies is known to Claude 4.7 and later alone.
const asked = { max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] };

describe.each(Object.keys(WAYS))('the SDK of Anthropic for Bedrock, with %s', (way) => {
  const clientOf = (road: Road) => (WAYS[way] as (road: Road) => AnthropicBedrock)(road);

  test.each(['us.anthropic.claude-opus-4-8', 'claude-opus-4-8', 'opus', 'mine'])('asks %s', async (model) => {
    const settings = { aliases: { mine: 'claude-opus-4-8' } };
    await using road = await openRoad({ settings });
    const message = await clientOf(road).messages.create({ model, ...asked });
    expect(message.content).toEqual([{ type: 'text', text: helloText }]);
    expect(road.exchanges[0]).toMatchObject({ asked: model, surface: 'native', status: 200, stopReason: 'end_turn' });
    expect(road.exchanges[0]?.served).toMatch(/^us\.anthropic\.claude-/);
  });

  test('streams', async () => {
    await using road = await openRoad();
    const stream = clientOf(road).messages.stream({ model: 'claude-opus-4-8', ...asked });
    expect(await stream.finalText()).toBe(helloText);
    expect(road.bedrock.stats.calls[0]?.operation).toBe('invoke-stream');
  });

  test('calls tools and gives their results back', async () => {
    await using road = await openRoad({ scenario: toolLoop('weather', { city: 'Bern' }, 'Sunny.') });
    const client = clientOf(road);
    const tools = [{ name: 'weather', input_schema: { type: 'object' as const } }];
    const first = await client.messages.stream({ model: 'claude-opus-4-8', tools, ...asked }).finalMessage();
    const [call] = first.content;
    if (call?.type !== 'tool_use') throw new Error('No call of a tool came');
    const result = { type: 'tool_result' as const, tool_use_id: call.id, content: 'sun' };
    const messages = [
      ...asked.messages,
      { role: 'assistant' as const, content: first.content },
      { role: 'user' as const, content: [result] },
    ];
    const second = client.messages.stream({ model: 'claude-opus-4-8', tools, ...asked, messages });
    expect(await second.finalText()).toBe('Sunny.');
  });

  test('is told of errors by status and words', async () => {
    await using road = await openRoad({ scenario: throttle(1) });
    const create = (model: string) => clientOf(road).messages.create({ model, ...asked });
    await expect(create('claude-opus-4-8')).rejects.toMatchObject({ status: 429 });
    await expect(create('my-model')).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/identifier is invalid.*Near names/),
    });
  });

  test('ends the request to Bedrock when it leaves', async () => {
    await using road = await openRoad({ scenario: silence(60_000, 3) });
    const stream = await clientOf(road).messages.create({ model: 'claude-opus-4-8', stream: true, ...asked });
    await stream[Symbol.asyncIterator]().next();
    stream.controller.abort();
    await until('Bedrock knows', () => road.bedrock.stats.aborted === 1);
  });
});

test('what is thought is left as it came', async () => {
  await using road = await openRoad({ scenario: answer() });
  const client = new AnthropicBedrock({ baseURL: road.adit.url, apiKey: road.adit.key, maxRetries: 0 });
  await client.messages.create({ model: 'claude-opus-5-5', ...asked, thinking: { type: 'adaptive' } });
  expect(road.bedrock.stats.calls[0]?.body).toMatchObject({ thinking: { type: 'adaptive' } });
});
