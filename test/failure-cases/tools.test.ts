import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { countedBody } from '../../proxy/demo/tokens.ts';
import { toolUse } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

const tool = (fields: JsonObject = {}) => ({ name: 'Read', input_schema: { type: 'object' }, ...fields });
const other = (fields: JsonObject = {}) => ({ name: 'Rare', input_schema: { type: 'object' }, ...fields });
const fgts = 'fine-grained-tool-streaming-2025-05-14';
const toolSearch = 'tool-search-tool-2025-10-19';
const surfaces = [
  ['claude-sonnet-4-6', 'invoke'],
  ['claude-opus-5-5', 'messages'],
] as const;

test('tool-custom: what stands under custom is said on the tool, or dropped (BerriAI/litellm#22847)', async () => {
  await using road = await openRoad();
  const tools = [tool(), other({ custom: { defer_loading: true } })];
  for (const [model, surface] of surfaces) {
    const body = question({ model, tools });
    expect(await sendUnfitted(road, body, { surface })).toBe('tools.1.custom.custom: Extra inputs are not permitted');
    const plain = await serve(road, body);
    expect(plain).toMatchObject({ status: 200, refusals: [], sent: { body: { tools: [tool(), other()] } } });
    expect(plain.notes).toEqual(['tools.defer_loading dropped', 'tools.custom dropped']);
    const searching = await serve(road, body, { betas: [toolSearch] });
    expect(searching).toMatchObject({ status: 200, refusals: [], notes: ['tools.custom dropped'] });
    expect(searching.sent?.body.tools).toEqual([tool(), other({ defer_loading: true })]);
  }
});

test('tool-custom: defer_loading goes without the flag that it needs (BerriAI/litellm#26113)', async () => {
  await using road = await openRoad();
  for (const [model, surface] of surfaces) {
    const body = question({ model, tools: [tool(), other({ defer_loading: true })] });
    expect(await sendUnfitted(road, body, { surface })).toContain('defer_loading: Extra inputs');
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['tools.defer_loading dropped'] });
    expect(served.sent?.body.tools).toEqual([tool(), other()]);
  }
});

test('eager-input-streaming: the switch becomes a flag where the tool may not have it (BerriAI/litellm#23825)', async () => {
  await using road = await openRoad();
  const tools = [tool({ eager_input_streaming: true })];
  for (const [model, surface] of [
    ['claude-sonnet-4-6', 'invoke'],
    ['claude-haiku-4-5', 'messages'],
    ['claude-opus-4-8', 'messages'],
  ] as const) {
    const body = question({ model, tools });
    expect(await sendUnfitted(road, body, { surface })).toContain('eager_input_streaming: Extra inputs');
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], sent: { betas: [fgts], body: { tools: [tool()] } } });
    expect(served.notes).toEqual(['tools.eager_input_streaming sent as a beta']);
  }
  const native = await serve(road, question({ model: 'claude-opus-5-5', tools }));
  expect(native).toMatchObject({ status: 200, refusals: [], notes: [], sent: { betas: [], body: { tools } } });
});

test('eager-input-streaming: it is gone when tokens are counted (anthropics/claude-code#63532)', async () => {
  await using road = await openRoad();
  const body = {
    model: 'claude-haiku-4-5',
    messages: [{ role: 'user', content: 'a' }],
    tools: [tool({ eager_input_streaming: true })],
  };
  const served = await serve(road, body, { path: '/v1/messages/count_tokens?beta=true' });
  expect(served).toMatchObject({ status: 200, refusals: [], calls: [{ operation: 'count-tokens' }] });
  const counted = served.sent && countedBody(served.sent);
  expect(JSON.parse(String(counted))).toMatchObject({ tools: [tool()] });
  expect(JSON.parse(served.text)).toEqual({ input_tokens: expect.any(Number) });
});

test('fgts-absent: the input of a tool comes piece by piece where the client asks for that (anthropics/claude-code#26941)', async () => {
  await using road = await openRoad();
  road.bedrock.scenario(toolUse('Write', { path: 'a.txt', content: 'words '.repeat(60) }));
  for (const [model] of surfaces) {
    const asked = question({ model, stream: true, tools: [tool({ name: 'Write', eager_input_streaming: true })] });
    const events = await readEvents(await road.post(asked));
    const pieces = events.filter(({ data }) => (data.delta as JsonObject | undefined)?.type === 'input_json_delta');
    expect(pieces.length).toBeGreaterThan(5);
    // The flag of the client itself is sent as well.
    const { sent } = await serve(road, question({ model }), { betas: [fgts] });
    expect(sent?.betas).toEqual([fgts]);
  }
});

test('fgts-absent: while a tool’s input is written without a word, the client gets pings (anthropics/claude-code#26941)', async () => {
  await using road = await openRoad({ times: { pingAfterMs: 30 } });
  for (const [model] of surfaces) {
    road.bedrock.scenario((call) => {
      const steps = [...(toolUse('Write', { content: 'words' })(call) as Iterable<never>)];
      return steps.toSpliced(2, 0, { wait: 200 } as never);
    });
    const events = await readEvents(
      await road.post(question({ model, stream: true, tools: [tool({ name: 'Write' })] })),
    );
    expect(events.map(({ event }) => event)).toContain('ping');
    expect(events.at(-1)?.event).toBe('message_stop');
  }
});

test('tool-search-off: a turn of tool search reaches Bedrock whole (BerriAI/litellm-docs PR#993)', async () => {
  await using road = await openRoad();
  const tools = [tool({ name: 'ToolSearch' }), other({ defer_loading: true })];
  const messages = [
    { role: 'user', content: 'find a tool' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'ToolSearch', input: { query: 'rare' } }] },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'tool_reference', tool_name: 'Rare' }] }],
    },
  ];
  for (const [model, surface] of surfaces) {
    const body = question({ model, tools, messages });
    expect(await sendUnfitted(road, body, { surface })).toMatch(/tool_reference|defer_loading/);
    const served = await serve(road, body, { betas: ['advanced-tool-use-2025-11-20'] });
    expect(served).toMatchObject({
      status: 200,
      refusals: [],
      notes: [],
      sent: { betas: [toolSearch], body: { tools } },
    });
    expect(served.sent?.raw.toString()).toContain(JSON.stringify(messages));
  }
});
