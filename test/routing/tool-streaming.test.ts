import type Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { toolLoop } from '../bedrock/scenarios.ts';
import { openRoad } from '../support/road.ts';

const tools: Anthropic.Tool[] = [{ name: 'get_weather', input_schema: { type: 'object', properties: {} } }];

test('a model that calls no tools in a stream is asked for the whole answer, and its client gets a stream (earendil-works/pi#3739)', async () => {
  await using road = await openRoad({ scenario: toolLoop('get_weather', { city: 'Bern' }, 'It rains.') });
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Weather?' }];
  const asked = async () =>
    road.client.messages.stream({ model: 'llama3-3-70b-instruct', max_tokens: 100, messages, tools }).finalMessage();
  const call = await asked();
  expect(call).toMatchObject({ stop_reason: 'tool_use', usage: { input_tokens: 12, output_tokens: 7 } });
  const use = call.content.find((block) => block.type === 'tool_use');
  expect(use).toMatchObject({ name: 'get_weather', input: { city: 'Bern' } });
  messages.push(
    { role: 'assistant', content: call.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: String(use?.id), content: 'rain' }] },
  );
  expect((await asked()).content).toMatchObject([{ type: 'text', text: 'It rains.' }]);
  // It is refused once, and known from then on.
  const operations = road.bedrock.stats.calls.map(({ operation }) => operation);
  expect(operations).toEqual(['converse-stream', 'converse', 'converse']);
});

test('without tools the same model streams', async () => {
  await using road = await openRoad();
  const stream = road.client.messages.stream({
    model: 'llama3-3-70b-instruct',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hello' }],
  });
  expect(await stream.finalText()).toBe('Hello from Bedrock.');
  expect(road.bedrock.stats.calls.map(({ operation }) => operation)).toEqual(['converse-stream']);
});
