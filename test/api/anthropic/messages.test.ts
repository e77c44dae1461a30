import Anthropic, { type APIError } from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { answer, exceptionAfter, message, throttle, toolUse } from '../../bedrock/scenarios.ts';
import { openRoad, question } from '../../support/road.ts';

for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
  test(`the official SDK gets a whole answer and a streamed one from ${model}`, async () => {
    await using road = await openRoad();
    const params = { model, max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] };
    const whole = await road.client.messages.create(params);
    expect(whole.content).toMatchObject([{ type: 'text', text: 'Hello from Bedrock.' }]);
    const stream = road.client.messages.stream(params);
    const pieces: string[] = [];
    stream.on('text', (piece) => pieces.push(piece));
    const streamed = await stream.finalMessage();
    expect(pieces.join('')).toBe('Hello from Bedrock.');
    expect(streamed.usage).toEqual(whole.usage);
    expect(streamed.stop_reason).toBe('end_turn');
    expect(road.bedrock.refusals).toEqual([]);
  });

  test(`a tool call and thinking with its signature come through from ${model}`, async () => {
    await using road = await openRoad();
    const thinking = { type: 'thinking', thinking: 'Let me see.\n"é"', signature: 'RXFRQkNrWUlBUmdDS2tB' } as const;
    const call = {
      type: 'tool_use',
      id: 'toolu_01A',
      name: 'get_weather',
      input: { city: 'Köln', days: [1, 2] },
    } as const;
    road.bedrock.scenario(answer({ content: [thinking, call], stop_reason: 'tool_use' }));
    const final = await road.client.messages
      .stream({
        model,
        max_tokens: 3000,
        thinking: { type: 'adaptive' },
        tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }],
        messages: [{ role: 'user', content: 'weather?' }],
      })
      .finalMessage();
    expect(final.content).toEqual([thinking, expect.objectContaining(call)]);
    expect(final.stop_reason).toBe('tool_use');
    // The next turn carries both back, byte for byte.
    const assistant = { role: 'assistant', content: [thinking, call] };
    const result = {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: call.id, content: 'rain', is_error: true }],
    };
    const turn = question({
      model,
      max_tokens: 3000,
      thinking: { type: 'adaptive' },
      tools: [{ name: 'get_weather', input_schema: { type: 'object' } }],
      messages: [{ role: 'user', content: 'weather?' }, assistant, result],
    });
    expect((await road.post(turn)).status).toBe(200);
    const sent = road.bedrock.stats.calls.at(-1)?.raw.toString() ?? '';
    expect(sent).toContain(JSON.stringify(assistant));
    expect(sent).toContain(JSON.stringify(result));
  });
}

test('an abort of the SDK ends the request at Bedrock', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(() => [...Array(400)].map(() => ({ wait: 20 })));
  const stream = road.client.messages.stream({
    model: 'opus',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'x' }],
  });
  setTimeout(() => stream.abort(), 50);
  await expect(stream.finalMessage()).rejects.toThrow(/abort/i);
  await expect.poll(() => road.bedrock.stats.aborted).toBe(1);
});

test("errors are the SDK's own classes, with a message and a request id", async () => {
  await using road = await openRoad();
  const ask = (model: string) =>
    road.client.messages
      .create({ model, max_tokens: 10, messages: [{ role: 'user', content: 'x' }] })
      .catch((error: unknown) => error as APIError);
  expect(await ask('my-custom-model')).toMatchObject({ status: 404, message: expect.stringContaining('Near names') });
  road.bedrock.scenario(throttle(1));
  const throttled = (await ask('sonnet')) as APIError;
  expect(throttled).toBeInstanceOf(Anthropic.RateLimitError);
  expect(throttled.headers?.get('retry-after')).toMatch(/^\d+$/);
  expect(throttled.requestID).toMatch(/^req_/);
  const stranger = new Anthropic({ baseURL: road.adit.url, apiKey: 'wrong', maxRetries: 0 });
  await expect(stranger.models.list()).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
});

test('an exception in the middle of a stream reaches the SDK as an error of its type', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(exceptionAfter(3, 'throttlingException', 'Too many tokens, slow down'));
  const stream = road.client.messages.stream({
    model: 'claude-sonnet-4-6',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'x' }],
  });
  await expect(stream.finalMessage()).rejects.toThrow(/Too many tokens/);
});

test('the models are listed in pages and found by any name', async () => {
  await using road = await openRoad({ settings: { aliases: { mine: 'claude-opus-4-8' } } });
  const ids: string[] = [];
  for await (const model of road.client.models.list({ limit: 3 })) ids.push(model.id);
  expect(ids[0]).toBe('mine');
  expect(ids).toContain('claude-haiku-4-5-20251001');
  expect(new Set(ids).size).toBe(ids.length);
  expect(await road.client.models.retrieve('mine')).toMatchObject({ display_name: 'mine: Claude Opus 4.8' });
  expect(await road.client.models.retrieve('us.anthropic.claude-sonnet-4-6')).toMatchObject({ type: 'model' });
  await expect(road.client.models.retrieve('nothing')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
});

test('tokens are counted by Bedrock where it can, and estimated where not, which is said', async () => {
  await using road = await openRoad();
  const count = (model: string) =>
    road.post(
      { model, messages: [{ role: 'user', content: 'hello '.repeat(300) }] },
      { path: '/v1/messages/count_tokens' },
    );
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5', 'claude-haiku-4-5']) {
    const response = await count(model);
    const body = (await response.json()) as { input_tokens: number; estimated?: boolean };
    expect(body.input_tokens).toBeGreaterThan(200);
    expect(response.headers.get('adit-notes')?.includes('estimated') ?? false).toBe(body.estimated ?? false);
  }
});

test('everything is there under /anthropic as well, and hello needs no key', async () => {
  await using road = await openRoad();
  expect((await road.post(question(), { path: '/anthropic/v1/messages?beta=true' })).status).toBe(200);
  for (const path of ['/', '/api/hello', '/anthropic', '/anthropic/api/hello']) {
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(`${road.adit.url}${path}`, { method });
      expect([path, method, response.status]).toEqual([path, method, 200]);
      expect(response.headers.get('request-id')).toMatch(/^req_/);
    }
  }
  const lost = await road.post(question(), { path: '/v1/complete' });
  expect(lost.status).toBe(404);
  expect(await lost.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
});

test('a tool loop of two turns works with the SDK', async () => {
  await using road = await openRoad();
  road.bedrock.scenario((call) => {
    const last = (call.body.messages as { content: unknown }[]).at(-1);
    return JSON.stringify(last).includes('tool_result')
      ? answer(message({ content: [{ type: 'text', text: 'It rains.' }] }))(call)
      : toolUse('get_weather', { city: 'Bonn' })(call);
  });
  const tools = [{ name: 'get_weather', input_schema: { type: 'object' as const } }];
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'weather?' }];
  const first = await road.client.messages.create({ model: 'opus', max_tokens: 99, tools, messages });
  const call = first.content.find((block) => block.type === 'tool_use');
  messages.push(
    { role: 'assistant', content: first.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'rain' }] },
  );
  const second = await road.client.messages.create({ model: 'opus', max_tokens: 99, tools, messages });
  expect(second.content).toMatchObject([{ text: 'It rains.' }]);
});
