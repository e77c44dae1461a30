import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateObject, generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
import { demoPlay } from '../../proxy/demo/answers.ts';
import { answer, exceptionAfter, helloText, oddUsage, throttle } from '../bedrock/scenarios.ts';
import { openRoad, type Road } from '../support/road.ts';
import { cities, expectSmooth, forecast, lastCall, PNG, thought, weatherAgent, weatherSchema } from './clients.ts';

const PROVIDERS = {
  '@ai-sdk/openai-compatible': ({ adit }: Road, model: string) =>
    createOpenAICompatible({
      name: 'adit',
      baseURL: `${adit.url}/v1`,
      apiKey: adit.key,
      includeUsage: true,
      supportsStructuredOutputs: true,
    })(model),
  '@ai-sdk/anthropic': ({ adit }: Road, model: string) =>
    createAnthropic({ baseURL: `${adit.url}/v1`, apiKey: adit.key })(model),
};

// It warns of models that it does not know, with every request.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

/** The operation that each package's requests for a model come to. */
const ROADS = [
  ['@ai-sdk/openai-compatible', 'claude-opus-5-5', 'messages'],
  ['@ai-sdk/openai-compatible', 'claude-sonnet-4-6', 'invoke'],
  ['@ai-sdk/openai-compatible', 'nova-pro', 'converse'],
  ['@ai-sdk/openai-compatible', 'kimi-k3', 'chat'],
  ['@ai-sdk/openai-compatible', 'gpt-6-sol', 'responses'],
  ['@ai-sdk/anthropic', 'claude-opus-5-5', 'messages'],
  ['@ai-sdk/anthropic', 'claude-sonnet-4-6', 'invoke'],
  ['@ai-sdk/anthropic', 'nova-pro', 'converse'],
  ['@ai-sdk/anthropic', 'kimi-k3', 'converse'],
  ['@ai-sdk/anthropic', 'gpt-6-sol', 'responses'],
] as const;

const verdict = jsonSchema<{ answer: string; sure: boolean }>({
  type: 'object',
  properties: { answer: { type: 'string' }, sure: { type: 'boolean' } },
  required: ['answer', 'sure'],
  additionalProperties: false,
});

const asksNothing = { maxRetries: 0, system: 'Be brief.', prompt: 'hello' };

/** The tool, and the cities that it was called for. */
function weather() {
  const asked: string[] = [];
  const get_weather = tool({
    description: 'Tells the weather of a city',
    inputSchema: jsonSchema<{ city: string }>({ ...weatherSchema, required: ['city'] }),
    execute: ({ city }) => {
      asked.push(city);
      return { sky: 'rain' };
    },
  });
  return { asked, options: { tools: { get_weather }, stopWhen: isStepCount(3) } };
}

describe.concurrent.each(ROADS)('%s asks %s', (name, modelName, operation) => {
  const open = async (scenario = answer({ usage: oddUsage })) => {
    const road = await openRoad({ scenario });
    return { road, model: PROVIDERS[name](road, modelName) };
  };

  test('and generates text', async () => {
    const { road, model } = await open();
    await using _ = road;
    const result = await generateText({ model, ...asksNothing });
    expect(result).toMatchObject({
      text: helloText,
      finishReason: 'stop',
      usage: { inputTokens: 3420, outputTokens: 7 },
    });
    expectSmooth(road, operation);
  });

  test('and streams text', async () => {
    const { road, model } = await open();
    await using _ = road;
    const result = streamText({ model, ...asksNothing });
    expect((await Array.fromAsync(result.textStream)).join('')).toBe(helloText);
    expect(await result.finishReason).toBe('stop');
    expect(await result.usage).toMatchObject({ inputTokens: 3420, outputTokens: 7 });
    expectSmooth(road, operation);
  });

  test('and runs tools in several steps, whole and streamed', async () => {
    const { road, model } = await open(weatherAgent({ thinks: modelName !== 'nova-pro' }));
    await using _ = road;
    const { asked, options } = weather();
    const whole = await generateText({ model, ...asksNothing, ...options });
    expect(whole.text).toBe(forecast);
    expect(whole.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    const streamed = streamText({ model, ...asksNothing, ...options });
    expect(await streamed.text).toBe(forecast);
    expect(asked).toEqual([...cities, ...cities]);
    expectSmooth(road, operation);
  });

  test('and gets an object by a schema', async () => {
    const { road, model } = await open(demoPlay);
    await using _ = road;
    const expected = { answer: expect.any(String), sure: false };
    expect((await generateObject({ model, schema: verdict, ...asksNothing })).object).toEqual(expected);
    const result = streamText({ model, output: Output.object({ schema: verdict }), ...asksNothing });
    expect(await result.output).toEqual(expected);
    expectSmooth(road, operation);
  });

  test('and shows it an image', async () => {
    const { road, model } = await open();
    await using _ = road;
    const image = { type: 'file' as const, data: PNG, mediaType: 'image/png' };
    const content = [{ type: 'text' as const, text: 'What is it?' }, image];
    await generateText({ model, maxRetries: 0, messages: [{ role: 'user', content }] });
    expect(lastCall(road).raw.toString()).toContain(PNG);
    expectSmooth(road, operation);
  });

  test('and is told of a throttle, and of an exception within a stream', async () => {
    const { road, model } = await open(throttle(1, exceptionAfter(3, 'throttlingException', 'slow down')));
    await using _ = road;
    const error = await generateText({ model, ...asksNothing }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(APICallError);
    expect(error).toMatchObject({
      statusCode: 429,
      isRetryable: true,
      message: expect.stringContaining('Too many requests'),
    });
    const errors: unknown[] = [];
    await streamText({ model, ...asksNothing, onError: (event) => void errors.push(event.error) }).consumeStream();
    expect(JSON.stringify(errors.map((each) => (each instanceof Error ? each.message : each)))).toContain('slow down');
  });
});

describe.concurrent.each([
  ['claude-sonnet-4-6', 'invoke'],
  ['kimi-k3', 'chat'],
  ['gpt-6-sol', 'responses'],
])('@ai-sdk/openai-compatible reads the thinking of %s', (modelName, operation) => {
  test('whole and streamed', async () => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
    const model = PROVIDERS['@ai-sdk/openai-compatible'](road, modelName);
    const providerOptions = { adit: { reasoningEffort: 'high' } };
    const { options } = weather();
    const ask = { model, ...asksNothing, ...options, stopWhen: isStepCount(1), providerOptions };
    expect((await generateText(ask)).reasoningText).toBe(thought);
    expect(await streamText(ask).reasoningText).toBe(thought);
    expectSmooth(road, operation);
  });
});

test.each(['claude-opus-5-5', 'claude-sonnet-4-6', 'gpt-6-sol'])(
  '@ai-sdk/anthropic carries the thinking of %s through its steps',
  async (modelName) => {
    await using road = await openRoad({ scenario: weatherAgent({ thinks: true }) });
    const model = PROVIDERS['@ai-sdk/anthropic'](road, modelName);
    const { options } = weather();
    const providerOptions = { anthropic: { thinking: { type: 'enabled' as const, budgetTokens: 2000 } } };
    const { steps, text } = await generateText({ model, ...asksNothing, ...options, providerOptions });
    expect(steps[0]?.reasoningText).toBe(thought);
    expect(text).toBe(forecast);
    expect(road.bedrock.refusals).toEqual([]);
    expect(JSON.stringify(lastCall(road).body)).toMatch(/"type":"thinking"|"encrypted_content":/);
  },
);
