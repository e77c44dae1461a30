import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { answer, exceptionAfter, failures, helloText, oddUsage, silence, throttle } from '../bedrock/scenarios.ts';
import { signThinking } from '../bedrock/signature.ts';
import { knowsThatNobodyReads } from '../support/live.ts';
import { openRoad, type Road } from '../support/road.ts';
import { cities, expectSmooth, forecast, lastCall, PNG, thought, weatherAgent, weatherSchema } from './clients.ts';

/** Other makers' models: their wire, and what they can. Llama calls no tools in a stream (earendil-works/pi#3739). */
const MODELS = [
  { model: 'nova-pro', operation: 'converse', sees: true, thinks: false, streamsTools: true },
  { model: 'llama3-3-70b-instruct', operation: 'converse', sees: false, thinks: false, streamsTools: false },
  { model: 'kimi-k3', operation: 'converse', sees: true, thinks: true, streamsTools: true },
  { model: 'gpt-oss-120b', operation: 'converse', sees: false, thinks: true, streamsTools: true },
  { model: 'gpt-6-sol', operation: 'responses', sees: true, thinks: true, streamsTools: true },
];

const hello = { max_tokens: 4000, messages: [{ role: 'user' as const, content: 'hello' }] };
const tools: Anthropic.Tool[] = [
  { name: 'get_weather', description: 'Tells the weather', input_schema: { ...weatherSchema, required: ['city'] } },
];
const image: Anthropic.ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: PNG },
};

function ask({ client }: Road, params: Anthropic.MessageCreateParamsNonStreaming, stream: boolean) {
  return stream ? client.messages.stream(params).finalMessage() : client.messages.create(params);
}

describe.concurrent.each(MODELS)(
  'the Anthropic SDK asks $model',
  ({ model, operation, sees, thinks, streamsTools }) => {
    test.each([false, true])('and reads its answer (streamed: %s)', async (stream) => {
      await using road = await openRoad({ scenario: answer({ usage: oddUsage }) });
      const message = await ask(road, { model, system: 'Be brief.', ...hello }, stream);
      expect(message).toMatchObject({
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: helloText }],
        stop_reason: 'end_turn',
        usage: oddUsage,
      });
      expect(message.id).not.toBe('');
      expectSmooth(road, operation);
    });

    test('and the stream helper tells of text as it comes', async () => {
      await using road = await openRoad();
      const events: string[] = [];
      let text = '';
      const stream = road.client.messages.stream({ model, ...hello });
      stream
        .on('streamEvent', ({ type }) => events.push(type))
        .on('text', (piece) => {
          text += piece;
        });
      await stream.done();
      expect(text).toBe(helloText);
      expect(events[0]).toBe('message_start');
      expect(events.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
    });

    test.each(streamsTools ? [false, true] : [false])('and runs two tools at once (streamed: %s)', async (stream) => {
      await using road = await openRoad({ scenario: weatherAgent({ thinks }) });
      const messages: Anthropic.MessageParam[] = [...hello.messages];
      const params = { model, max_tokens: 4000, tools, messages };
      const first = await ask(road, params, stream);
      expect(first.stop_reason).toBe('tool_use');
      const uses = first.content.filter((block) => block.type === 'tool_use');
      expect(uses).toMatchObject(cities.map((city) => ({ name: 'get_weather', input: { city } })));
      const results = uses.map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'rain' }));
      messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: results });
      const second = await ask(road, params, stream);
      expect(second).toMatchObject({ content: [{ type: 'text', text: forecast }], stop_reason: 'end_turn' });
      expectSmooth(road, operation);
    });

    test(`and ${sees ? 'shows it an image' : 'says in its place that an image is left out'}`, async () => {
      await using road = await openRoad();
      const content = [{ type: 'text' as const, text: 'What is it?' }, image];
      await road.client.messages.create({ model, max_tokens: 4000, messages: [{ role: 'user', content }] });
      const sent = lastCall(road).raw.toString();
      expect(sent.includes(PNG)).toBe(sees);
      expect(/image is left out/.test(sent)).toBe(!sees);
      expectSmooth(road, operation);
    });

    test.each([
      ['max_tokens', 'max_tokens'],
      ['refusal', 'refusal'],
      ['end_turn', 'end_turn'],
    ])('and the reason %s is told', async (given, told) => {
      await using road = await openRoad({ scenario: answer({ stop_reason: given }) });
      for (const stream of [false, true]) {
        expect((await ask(road, { model, ...hello }, stream)).stop_reason).toBe(told);
      }
    });

    test('and a throttle is a RateLimitError that says when to try again', async () => {
      await using road = await openRoad({ scenario: throttle(9) });
      const error = await road.client.messages.create({ model, ...hello }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Anthropic.RateLimitError);
      expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toMatch(/^[1-9]\d*$/);
    });

    test('and a refusal is a BadRequestError with Bedrock’s words', async () => {
      await using road = await openRoad({
        scenario: failures(9, 400, 'ValidationException', 'The tides are too high'),
      });
      for (const stream of [false, true]) {
        const asking = ask(road, { model, ...hello }, stream);
        await expect(asking).rejects.toThrow(Anthropic.BadRequestError);
        await expect(asking).rejects.toThrow('The tides are too high');
      }
    });

    test.each([1, 3])('and an exception after %i events is an error', async (after) => {
      await using road = await openRoad({ scenario: exceptionAfter(after, 'throttlingException', 'slow down') });
      await expect(ask(road, { model, ...hello }, true)).rejects.toThrow('slow down');
    });

    test('and leaves in the middle of a stream, which ends it for Bedrock', async () => {
      await using road = await openRoad({ scenario: silence(60_000, 3) });
      for await (const { type } of await road.client.messages.create({ model, ...hello, stream: true }))
        if (type === 'content_block_delta') break;
      await knowsThatNobodyReads(road);
    });

    test('and tokens are estimated, without a call', async () => {
      await using road = await openRoad();
      const { data, response } = await road.client.messages
        .countTokens({ model, messages: hello.messages, tools })
        .withResponse();
      expect(data.input_tokens).toBeGreaterThan(5);
      expect(data).toHaveProperty('estimated', true);
      expect(response.headers.get('adit-notes')).toContain('estimated');
      expect(road.bedrock.stats.total).toBe(0);
    });
  },
);

const THINKERS = MODELS.filter(({ thinks }) => thinks);

describe.concurrent.each(THINKERS)('$model thinks', ({ model, operation }) => {
  test.each([false, true])('where it is asked to, and takes its thoughts back (streamed: %s)', async (stream) => {
    const signature = operation === 'converse' ? '' : signThinking(thought);
    const content = [
      { type: 'thinking', thinking: thought, signature },
      { type: 'text', text: helloText },
    ];
    await using road = await openRoad({ scenario: answer({ content }) });
    const params = { model, ...hello, thinking: { type: 'enabled' as const, budget_tokens: 2000 } };
    const first = await ask(road, params, stream);
    expect(first.content).toMatchObject([
      { type: 'thinking', thinking: thought },
      { type: 'text', text: helloText },
    ]);
    expect(lastCall(road).raw.toString()).toMatch(/"(?:reasoning_effort|effort)":"low"/);
    const messages = [
      ...hello.messages,
      { role: 'assistant' as const, content: first.content },
      { role: 'user' as const, content: 'And?' },
    ];
    await ask(road, { ...params, messages }, stream);
    expectSmooth(road, operation);
  });
});

test.each(['nova-pro', 'llama3-3-70b-instruct'])(
  '%s, which does not think, says so where it is asked to',
  async (model) => {
    await using road = await openRoad();
    const thinking = { type: 'enabled' as const, budget_tokens: 2000 };
    const { response } = await road.client.messages.create({ model, ...hello, thinking }).withResponse();
    expect(response.headers.get('adit-notes')).toContain('thinking dropped');
    expect(road.bedrock.refusals).toEqual([]);
  },
);
