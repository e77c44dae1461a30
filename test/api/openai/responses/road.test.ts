import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { dieAfter, failures, helloText, silence, toolUse } from '../../../bedrock/scenarios.ts';
import { MODELS, WIRES } from '../../../support/live.ts';
import { openRoad, type Road } from '../../../support/road.ts';
import { codexRequest } from './codex.ts';
import { eventsIn, functionTool, output, type ResponseBody, responseIn, user } from './support.ts';

const path = '/v1/responses';
const sdk = ({ adit }: Road) => new OpenAI({ baseURL: `${adit.url}/v1`, apiKey: adit.key, maxRetries: 0 });

test.each(WIRES)('Codex’s loop of thinking and a nested call runs on %s', async (wire) => {
  const input = { message: 'child task' };
  await using road = await openRoad({
    scenario: toolUse('multi_agent_v1__spawn_agent', input, { thinking: 'a child' }),
  });
  const asked = { ...codexRequest(), model: MODELS[wire] };
  const first = await road.post(asked, { path });
  expect(first.headers.get('content-type')).toContain('text/event-stream');
  const { output: items } = responseIn(await first.text());
  expect(items).toMatchObject([
    { type: 'reasoning', encrypted_content: expect.any(String) },
    { type: 'function_call', namespace: 'multi_agent_v1', name: 'spawn_agent', arguments: JSON.stringify(input) },
  ]);
  const results = items.flatMap(({ call_id }) => (call_id ? [output(String(call_id))] : []));
  const second = await road.post({ ...codexRequest(...items, ...results), model: MODELS[wire] }, { path });
  expect(second.status).toBe(200);
  // The strict Bedrock refuses thinking that came back changed.
  expect(road.bedrock.refusals).toEqual([]);
  const body = road.bedrock.stats.calls.at(-1)?.body as { messages: unknown[] };
  expect(body.messages[1]).toMatchObject({ content: [{ type: 'thinking' }, { type: 'tool_use' }] });
  expect(road.exchanges.map(({ status, stopReason }) => [status, stopReason])).toEqual([
    [200, 'tool_use'],
    [200, 'tool_use'],
  ]);
});

test('the SDK streams, and creates, continues, retrieves, lists and deletes', async () => {
  await using road = await openRoad();
  const { responses } = sdk(road);
  const model = 'claude-sonnet-4-6';
  expect((await responses.stream({ model, input: 'hello' }).finalResponse()).output_text).toBe(helloText);
  const first = await responses.create({ model, input: 'hello' });
  const second = await responses.create({ model, input: 'and?', previous_response_id: first.id });
  expect(await responses.retrieve(second.id)).toMatchObject({ id: second.id, output_text: helloText });
  const items = await Array.fromAsync(responses.inputItems.list(second.id, { order: 'asc', limit: 2 }));
  expect(items).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'user' }]);
  await responses.delete(second.id);
  await expect(responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
  await expect(responses.create({ model, input: 'x', previous_response_id: second.id })).rejects.toMatchObject({
    status: 400,
    code: 'previous_response_not_found',
  });
});

test('an error before the stream is an HTTP error in OpenAI’s shape, with upstream’s reason', async () => {
  await using road = await openRoad({ scenario: failures(9, 400, 'ValidationException', 'tools.0: too odd') });
  const response = await road.post({ model: 'claude-sonnet-4-6', input: 'x', stream: true }, { path });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('too odd'), type: 'invalid_request_error' },
  });
});

test.each(WIRES)('a stream that is cut on %s ends with response.failed', async (wire) => {
  await using road = await openRoad({ scenario: dieAfter(3, 'clean') });
  const response = await road.post({ model: MODELS[wire], input: 'x', stream: true }, { path });
  const events = eventsIn(await response.text());
  expect(events.at(-1)).toMatchObject({
    type: 'response.failed',
    response: { status: 'failed', error: { code: 'server_error', message: expect.stringContaining('cut') } },
  });
});

test('while Bedrock is silent the client gets comments', async () => {
  await using road = await openRoad({ scenario: silence(200, 0), times: { pingAfterMs: 30 } });
  const response = await road.post({ model: 'claude-sonnet-4-6', input: 'x', stream: true }, { path });
  const text = await response.text();
  expect(text).toMatch(/^: .*\n\n/);
  expect(responseIn(text)).toMatchObject({ status: 'completed' });
});

test('a client that keeps no reasoning gets its loop as well', async () => {
  await using road = await openRoad({ scenario: toolUse('run', { a: 1 }, { thinking: 'hm' }) });
  const asked = {
    model: 'claude-opus-5-5',
    reasoning: { effort: 'high' },
    store: false,
    tools: [functionTool('run')],
  };
  const first = (await (await road.post({ ...asked, input: 'go' }, { path })).json()) as ResponseBody;
  const [, call = {}] = first.output;
  const input = [user('go'), call, output(String(call.call_id))];
  expect((await road.post({ ...asked, input }, { path })).status).toBe(200);
  expect(road.bedrock.stats.calls.at(-1)?.raw.toString()).toContain('"thinking":"hm"');
});
