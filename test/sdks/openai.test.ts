import OpenAI from 'openai';
import { makeParseableResponseFormat } from 'openai/lib/parser';
import { describe, expect, test } from 'vitest';
import { demoPlay } from '../../proxy/demo/answers.ts';
import { answer, helloText, oddUsage, silence } from '../bedrock/scenarios.ts';
import { knowsThatNobodyReads } from '../support/live.ts';
import { openRoad, until } from '../support/road.ts';
import { CHAT_ROADS, expectSmooth, lastCall, openAi, PNG, weatherTool } from './clients.ts';

const messages = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'hello' },
];
const schema = {
  type: 'object',
  properties: { answer: { type: 'string' }, sure: { type: 'boolean' } },
  required: ['answer', 'sure'],
  additionalProperties: false,
};
const json_schema = { name: 'verdict', strict: true, schema };

describe.concurrent.each(CHAT_ROADS)('the OpenAI SDK asks $model by $wire', ({ model, operation }) => {
  test('and reads a whole answer', async () => {
    await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
    const completion = await openAi(road).chat.completions.create({ model, messages });
    expect(completion).toMatchObject({
      object: 'chat.completion',
      id: expect.stringMatching(/^chatcmpl[-_]/),
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: helloText } }],
      usage: {
        prompt_tokens: 3420,
        completion_tokens: 7,
        total_tokens: 3427,
        prompt_tokens_details: { cached_tokens: 3000 },
      },
    });
    expect(Math.abs(completion.created - Date.now() / 1000)).toBeLessThan(60);
    expectSmooth(road, operation);
  });

  test('and reads a stream, with the tokens where it asks for them', async () => {
    await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
    const ask = { model, messages, stream: true as const };
    const withUsage = { ...ask, stream_options: { include_usage: true } };
    const chunks = await Array.fromAsync(await openAi(road).chat.completions.create(withUsage));
    expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']));
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(helloText);
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop']);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3420, completion_tokens: 7, total_tokens: 3427 },
    });
    const without = await Array.fromAsync(await openAi(road).chat.completions.create(ask));
    expect(without.flatMap(({ usage }) => usage ?? [])).toEqual([]);
    expect(without.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(helloText);
    expect(await openAi(road).chat.completions.stream(withUsage).finalContent()).toBe(helloText);
    expectSmooth(road, operation);
  });

  test('and the request is logged with its model, tokens and end', async () => {
    await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
    await openAi(road).chat.completions.create({ model, messages });
    await Array.fromAsync(await openAi(road).chat.completions.create({ model, messages, stream: true }));
    const usage = { input: 20, output: 7, cacheRead: 3000, cacheWrite: 400 };
    // What upstream speaks itself is logged in its words.
    const stopReason = operation === 'chat' ? 'stop' : 'end_turn';
    const logged = { asked: model, status: 200, surface: operation, stopReason, usage };
    expect(road.exchanges).toMatchObject([logged, logged]);
  });

  test('and an answer that was cut has the reason length', async () => {
    await using road = await openRoad({ scenario: answer({ stop_reason: 'max_tokens' }) });
    const { chat } = openAi(road);
    const ask = { model, messages, max_completion_tokens: 5 };
    const whole = await chat.completions.create(ask);
    const streamed = await chat.completions.stream(ask).finalChatCompletion();
    expect([whole, streamed].map(({ choices }) => choices[0]?.finish_reason)).toEqual(['length', 'length']);
    expectSmooth(road, operation);
  });

  test('and leaves in the middle of a stream, which ends it for Bedrock', async () => {
    await using road = await openRoad({ scenario: silence(60_000, 3) });
    const stream = await openAi(road).chat.completions.create({ model, messages, stream: true });
    for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    await knowsThatNobodyReads(road);
    await until('it is told', () => road.exchanges[0]?.status === 499);
  });

  test('and gets JSON by a schema, whole and streamed', async () => {
    await using road = await openRoad({ scenario: demoPlay });
    const { chat } = openAi(road);
    const format = { type: 'json_schema' as const, json_schema };
    const parsed = await chat.completions.parse({ model, messages, response_format: format });
    expect(parsed.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { parsed: { answer: expect.any(String), sure: false } },
    });
    const response_format = makeParseableResponseFormat(format, (text) => Object.keys(JSON.parse(text)));
    const own = await chat.completions.stream({ model, messages, response_format }).finalChatCompletion();
    expect(own.choices[0]?.message.parsed).toEqual(['answer', 'sure']);
    expectSmooth(road, operation);
  });

  test('and gets JSON by a schema beside tools', async () => {
    await using road = await openRoad({ scenario: demoPlay });
    const response_format = { type: 'json_schema' as const, json_schema };
    const tools = [{ ...weatherTool, function: { ...weatherTool.function, strict: true } }];
    const { choices } = await openAi(road).chat.completions.parse({ model, messages, tools, response_format });
    expect(choices[0]?.message.parsed).toEqual({ answer: expect.any(String), sure: false });
    expectSmooth(road, operation);
  });

  test('and shows it an image from a data: URL', async () => {
    await using road = await openRoad();
    const content = [
      { type: 'text' as const, text: 'What is it?' },
      { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' as const } },
    ];
    await openAi(road).chat.completions.create({ model, messages: [{ role: 'user', content }] });
    expect(lastCall(road).raw.toString()).toContain(PNG);
    expectSmooth(road, operation);
  });

  test('and an image that is elsewhere is refused with words that say what to do', async () => {
    await using road = await openRoad();
    const content = [{ type: 'image_url' as const, image_url: { url: 'http://localhost/a.png' } }];
    const asking = openAi(road).chat.completions.create({ model, messages: [{ role: 'user', content }] });
    await expect(asking).rejects.toThrow(OpenAI.BadRequestError);
    await expect(asking).rejects.toMatchObject({
      type: 'invalid_request_error',
      param: 'messages.0.content.0.image_url.url',
      message: expect.stringContaining('data: URL'),
    });
    expect(road.bedrock.stats.total).toBe(0);
  });
});
