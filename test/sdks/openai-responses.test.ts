import OpenAI from 'openai';
import { makeParseableTextFormat } from 'openai/lib/parser';
import type { ResponseInput, ResponseInputItem } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { demoPlay } from '../../proxy/demo/answers.ts';
import { answer, exceptionAfter, helloText, oddUsage, silence } from '../bedrock/scenarios.ts';
import { knowsThatNobodyReads } from '../support/live.ts';
import { openRoad } from '../support/road.ts';
import {
  cities,
  expectSmooth,
  forecast,
  lastCall,
  openAi,
  PNG,
  thought,
  weatherAgent,
  weatherSchema,
  withField,
} from './clients.ts';

/** A model for each wire that a request of Responses may take. */
const ROADS = [
  { model: 'claude-opus-5-5', operation: 'messages' },
  { model: 'claude-sonnet-4-6', operation: 'invoke' },
  { model: 'nova-pro', operation: 'converse' },
  { model: 'kimi-k3', operation: 'converse' },
  { model: 'gpt-6-sol', operation: 'responses' },
] as const;

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
const format = { type: 'json_schema' as const, name: 'verdict', strict: true, schema };
const tools = [{ type: 'function' as const, name: 'get_weather', strict: true, parameters: { ...weatherSchema } }];

/** The results of the calls among a response's items. */
function resultsOf(output: readonly { type: string }[]): ResponseInputItem[] {
  return output.flatMap((item) =>
    'call_id' in item ? [{ type: 'function_call_output', call_id: String(item.call_id), output: 'rain' }] : [],
  );
}

describe.concurrent.each(ROADS)('the OpenAI SDK asks $model through Responses', ({ model, operation }) => {
  test('and reads a whole answer', async () => {
    await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
    const response = await openAi(road).responses.create({ model, instructions: 'Be brief.', input: 'hello' });
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      output_text: helloText,
      output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      usage: {
        input_tokens: 3420,
        output_tokens: 7,
        total_tokens: 3427,
        input_tokens_details: { cached_tokens: 3000 },
      },
    });
    expectSmooth(road, operation);
  });

  test('and reads a stream', async () => {
    await using road = await openRoad();
    const stream = openAi(road).responses.stream({ model, input: 'hello' });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
    expect(types).toContain('response.output_text.delta');
    expect((await stream.finalResponse()).output_text).toBe(helloText);
    expectSmooth(road, operation);
  });

  test('and gets JSON by a schema, whole and streamed', async () => {
    await using road = await openRoad({ scenario: demoPlay });
    const { responses } = openAi(road);
    const parsed = await responses.parse({ model, input: 'hello', text: { format } });
    expect(parsed.output_parsed).toEqual({ answer: expect.any(String) });
    const own = makeParseableTextFormat(format, (text) => Object.keys(JSON.parse(text)));
    const streamed = await responses.stream({ model, input: 'hello', text: { format: own } }).finalResponse();
    expect(streamed.output_parsed).toEqual(['answer']);
    expectSmooth(road, operation);
  });

  test('and goes on from the response before, whose tool calls it answers', async () => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: model !== 'nova-pro' }) });
    const { responses } = openAi(road);
    const reasoning = { effort: 'high' as const };
    const first = await responses.create({ model, tools, reasoning, input: 'How is the weather?' });
    const calls = first.output.filter((item) => item.type === 'function_call');
    expect(calls.map((call) => JSON.parse(call.arguments))).toEqual(cities.map((city) => ({ city })));
    const input = resultsOf(first.output);
    const second = await responses.create({ model, tools, reasoning, input, previous_response_id: first.id });
    expect(second.output_text).toBe(forecast);
    await responses.create({ model, tools, input: 'Thanks!', previous_response_id: second.id });
    expect(lastCall(road).raw.toString()).toContain(forecast);
    expectSmooth(road, operation);
  });

  test('and keeps the conversation itself, with its encrypted reasoning', async () => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: model !== 'nova-pro' }) });
    const { responses } = openAi(road);
    const ask = {
      model,
      tools,
      reasoning: { effort: 'high' as const, summary: 'auto' as const },
      store: false,
      include: ['reasoning.encrypted_content' as const],
    };
    const input: ResponseInput = [{ role: 'user', content: 'How is the weather?' }];
    const first = await responses.stream({ ...ask, input }).finalResponse();
    // As they are, with what the SDK has added to them.
    const output = first.output as ResponseInput;
    const second = await responses.create({ ...ask, input: [...input, ...output, ...resultsOf(first.output)] });
    expect(second.output_text).toBe(forecast);
    expectSmooth(road, operation);
  });

  test('and goes on after a call that was broken off, and a result whose call is gone', async () => {
    await using road = await openRoad();
    const call = { type: 'function_call' as const, name: 'get_weather', arguments: '{"city":"Rome"}' };
    const input: ResponseInput = [
      { role: 'user', content: 'How is the weather?' },
      { type: 'function_call_output', call_id: 'call_0', output: 'gone' },
      { ...call, call_id: 'call_1' },
      { ...call, call_id: 'call_2' },
      { type: 'function_call_output', call_id: 'call_1', output: 'rain' },
      { role: 'user', content: 'And now?' },
    ];
    expect((await openAi(road).responses.create({ model, tools, input })).output_text).toBe(helloText);
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('and leaves in the middle of a stream, which ends it for Bedrock', async () => {
    await using road = await openRoad({ scenario: silence(60_000, 3) });
    for await (const { type } of await openAi(road).responses.create({ model, input: 'hello', stream: true }))
      if (type === 'response.output_text.delta') break;
    await knowsThatNobodyReads(road);
  });

  test('and an exception within a stream fails the response', async () => {
    await using road = await openRoad({ scenario: exceptionAfter(3, 'throttlingException', 'slow down') });
    const events = await Array.fromAsync(await openAi(road).responses.create({ model, input: 'hello', stream: true }));
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: {
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: expect.stringContaining('slow down') },
      },
    });
  });

  test('and shows it an image from a data: URL', async () => {
    await using road = await openRoad();
    const image = { type: 'input_image' as const, detail: 'auto' as const, image_url: `data:image/png;base64,${PNG}` };
    const content = [{ type: 'input_text' as const, text: 'What is it?' }, image];
    await openAi(road).responses.create({ model, input: [{ role: 'user', content }] });
    expect(lastCall(road).raw.toString()).toContain(PNG);
    expectSmooth(road, operation);
  });

  test('and an image that is elsewhere is refused', async () => {
    await using road = await openRoad();
    const image = { type: 'input_image' as const, detail: 'auto' as const, image_url: 'https://example.com/a.png' };
    const asking = openAi(road).responses.create({ model, input: [{ role: 'user', content: [image] }] });
    await expect(asking).rejects.toThrow(OpenAI.BadRequestError);
    expect(road.bedrock.stats.total).toBe(0);
  });
});

test.each(['claude-opus-5-5', 'claude-sonnet-4-6'])(
  '%s gets its thinking back, by the response before and in the items of the client',
  async (model) => {
    for (const store of [true, false]) {
      await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
      const { responses } = openAi(road);
      const ask = { model, tools, store, reasoning: { effort: 'high' as const } };
      const first = await responses.create({ ...ask, input: 'How is the weather?' });
      const output = JSON.parse(JSON.stringify(first.output)) as ResponseInput;
      const input = store ? resultsOf(output as { type: string }[]) : [...output, ...resultsOf(first.output)];
      await responses.create({ ...ask, input, ...(store ? { previous_response_id: first.id } : {}) });
      expect(road.bedrock.refusals).toEqual([]);
      expect(withField(lastCall(road).body.messages, 'signature')).toMatchObject([{ thinking: thought }]);
    }
  },
);
