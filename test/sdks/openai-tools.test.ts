import type { ChatCompletionMessageParam } from 'openai/resources';
import { describe, expect, test } from 'vitest';
import { openRoad, type Road } from '../support/road.ts';
import {
  CHAT_ROADS,
  cities,
  expectSmooth,
  forecast,
  lastCall,
  openAi,
  thought,
  weatherAgent,
  weatherSchema,
  weatherTool,
  withField,
} from './clients.ts';

const tools = [weatherTool];

/** Asks, runs the tools and asks again, with nothing of the answers but what OpenAI's API has. */
async function loop(
  road: Road,
  model: string,
  { stream = false, ...wish }: { stream?: boolean; [field: string]: unknown },
) {
  const { chat } = openAi(road);
  const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is the weather?' }];
  const choices = [];
  for (let round = 0; round < 2; round++) {
    const ask = { model, messages, tools, ...wish };
    const answer = stream
      ? await chat.completions.stream(ask).finalChatCompletion()
      : await chat.completions.create(ask);
    const [choice] = answer.choices;
    if (!choice) throw new Error('an answer without a choice');
    choices.push(choice);
    const { role, content, tool_calls } = choice.message;
    messages.push({ role, content, ...(tool_calls ? { tool_calls } : {}) });
    for (const call of tool_calls ?? []) messages.push({ role: 'tool', tool_call_id: call.id, content: 'rain' });
  }
  return choices;
}

describe.concurrent.each(CHAT_ROADS)('with $model on $wire', ({ model, operation }) => {
  test.each([true, false])(
    'two tools are called at once, and their results are read (streamed: %s)',
    async (stream) => {
      await using road = await openRoad({ scenario: weatherAgent() });
      const [first, second] = await loop(road, model, { stream });
      expect(first).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'I look.' } });
      const calls = first?.message.tool_calls ?? [];
      expect(calls.map((call) => call.type === 'function' && call.function.name)).toEqual([
        'get_weather',
        'get_weather',
      ]);
      expect(calls.map((call) => JSON.parse(call.type === 'function' ? call.function.arguments : ''))).toEqual(
        cities.map((city) => ({ city })),
      );
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      expect(second).toMatchObject({ finish_reason: 'stop', message: { content: forecast } });
      expectSmooth(road, operation);
    },
  );

  test('an answer is taken back with all that is in it, beside marks for Anthropic’s cache', async () => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: model !== 'nova-pro' }) });
    const { chat } = openAi(road);
    const cache_control = { type: 'ephemeral' };
    const marked = [{ ...weatherTool, cache_control, function: { ...weatherTool.function, strict: true } }];
    const content = [{ type: 'text' as const, text: 'How is the weather?', cache_control }];
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content }];
    // Parsing adds fields of the SDK's own.
    const { choices } = await chat.completions.parse({ model, messages, tools: marked, reasoning_effort: 'low' });
    const [choice] = choices;
    const calls = choice?.message.tool_calls ?? [];
    expect(calls[0]).toMatchObject({ function: { parsed_arguments: { city: cities[0] } } });
    const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'rain' }));
    const all = [...messages, ...(choice ? [choice.message] : []), ...results];
    const second = await chat.completions.create({ model, messages: all, tools: marked, reasoning_effort: 'low' });
    expect(second.choices[0]?.message.content).toBe(forecast);
    expectSmooth(road, operation);
  });

  test('functions of the API before tools are called, and answered', async () => {
    await using road = await openRoad({ scenario: weatherAgent() });
    const { chat } = openAi(road);
    const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is the weather?' }];
    const functions = [{ ...weatherTool.function }];
    const { choices } = await chat.completions.create({ model, messages, functions });
    const call = choices[0]?.message.function_call ?? null;
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ city: cities[0] });
    const answer = { role: 'assistant' as const, content: null, function_call: call };
    const result = { role: 'function' as const, name: 'get_weather', content: 'rain' };
    const second = await chat.completions.create({ model, functions, messages: [...messages, answer, result] });
    expect(second.choices[0]?.message.content).toBe(forecast);
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('the SDK runs tools by itself', async () => {
    await using road = await openRoad({ scenario: weatherAgent() });
    const asked: string[] = [];
    const run = (options: { stream?: true }) =>
      openAi(road).chat.completions.runTools({
        model,
        messages: [{ role: 'user', content: 'How is the weather?' }],
        tools: [
          {
            type: 'function',
            function: {
              name: 'get_weather',
              description: 'Tells the weather of a city',
              parameters: { ...weatherSchema, required: ['city'] },
              parse: JSON.parse,
              function: ({ city }: { city: string }) => {
                asked.push(city);
                return 'rain';
              },
            },
          },
        ],
        ...(options as object),
      });
    expect(await run({}).finalContent()).toBe(forecast);
    expect(await run({ stream: true }).finalContent()).toBe(forecast);
    expect(asked).toEqual([...cities, ...cities]);
    expectSmooth(road, operation);
  });

  test.each(['required', { type: 'function', function: { name: 'get_weather' } }, 'none', 'auto'])(
    'a tool_choice of %j is taken',
    async (tool_choice) => {
      await using road = await openRoad({ scenario: weatherAgent() });
      await loop(road, model, { tool_choice, parallel_tool_calls: false });
      expectSmooth(road, operation);
    },
  );
});

/** Models that think, with where their thinking is found in what Bedrock gets. */
const THINKERS = CHAT_ROADS.filter(({ model }) => model !== 'nova-pro');

describe.concurrent.each(THINKERS)('with $model on $wire, thinking', ({ model, operation }) => {
  test.each([true, false])('runs through a loop of tools (streamed: %s)', async (stream) => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
    const [first, second] = await loop(road, model, { stream, reasoning_effort: 'high' });
    expect(first?.message.tool_calls).toHaveLength(2);
    expect(second?.message.content).toBe(forecast);
    expectSmooth(road, operation);
  });
});

describe.concurrent.each(['claude-opus-5-5', 'claude-sonnet-4-6'])('%s', (model) => {
  test.each([true, false])(
    'gets its thinking back, signed, from a client that drops it (streamed: %s)',
    async (stream) => {
      await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
      await loop(road, model, { stream, reasoning_effort: 'high' });
      // The strict Bedrock refuses thinking whose signature is not that of its words.
      expect(road.bedrock.refusals).toEqual([]);
      expect(withField(lastCall(road).body.messages, 'signature')).toMatchObject([
        { type: 'thinking', thinking: thought },
      ]);
      const answer = (lastCall(road).body.messages as { content: unknown }[])[1];
      expect(answer?.content).toMatchObject([
        { type: 'thinking' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'call_0' },
        { type: 'tool_use', id: 'call_1' },
      ]);
    },
  );

  test('thinks where it is asked to', async () => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
    const [first] = await loop(road, model, { reasoning_effort: 'high' });
    expect(first?.message).toMatchObject({ reasoning_content: thought });
    expect(lastCall(road).body).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
  });
});

test.each([true, false])(
  'gpt-6-sol gets its encrypted reasoning back from a client that drops it (streamed: %s)',
  async (stream) => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
    const [first] = await loop(road, 'gpt-6-sol', { stream, reasoning_effort: 'high' });
    expect(first?.message.tool_calls).toHaveLength(2);
    const { body } = lastCall(road);
    expect(body).toMatchObject({ reasoning: { effort: 'high' }, store: false });
    expect(withField(body.input, 'encrypted_content')).toMatchObject([{ type: 'reasoning' }]);
    expect(road.bedrock.refusals).toEqual([]);
  },
);
