import { expect, test } from 'vitest';
import { answer, toolUse } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

const models = ['claude-sonnet-4-6', 'claude-opus-5-5'];
const tools = [{ name: 'Read', input_schema: { type: 'object' } }];
const user = (content: unknown) => ({ role: 'user', content });

test('thinking-modified: what was thought comes back as it was, byte for byte (anthropics/claude-code#63203)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    // The stand-in signs what it thinks, and refuses it when it comes back changed.
    road.bedrock.scenario(
      toolUse('Read', { path: 'ä/é "x"' }, { thinking: 'Let me see:\n\t"é" \\ 1.0 \u2028', text: 'I read.' }),
    );
    const ask = { model, max_tokens: 3000, thinking: { type: 'adaptive' }, tools };
    const first = await serve(road, question({ ...ask, messages: [user('look')] }));
    const { content } = JSON.parse(first.text) as { content: Record<string, unknown>[] };
    const assistant = { role: 'assistant', content };
    const results = user([{ type: 'tool_result', tool_use_id: content.at(-1)?.id, content: 'rain' }]);
    const turn = question({ ...ask, messages: [user('look'), assistant, results] });
    const changed = structuredClone(turn) as { messages: { content: Record<string, unknown>[] }[] };
    Object.assign(changed.messages[1]?.content[0] ?? {}, { thinking: 'Let me see' });
    expect(await sendUnfitted(road, changed as never)).toContain('cannot be modified');
    const second = await serve(road, turn);
    expect(second).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(second.sent?.raw.toString()).toContain(JSON.stringify(assistant));
  }
});

test('thinking-modified: the last answer stays untouched where all around it is fitted (oh-my-pi#8559)', async () => {
  await using road = await openRoad();
  const assistant =
    '{"role":"assistant","content":[{"type":"thinking","thinking":"\\u00e9\\/ 1","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"Read","input":{"n":1.50,"s":"\\u0041"}}]}';
  const body = `{"model":"claude-sonnet-4-6","max_tokens":3000,"speed":"fast","temperature":1,"top_p":0.99,"thinking":{"type":"adaptive"},
    "tools":[{"name":"Read","input_schema":{"type":"object"},"custom":{}}],
    "messages":[{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"look"}]},${assistant},
      {"role":"system","content":"note"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"x"}]}]}`;
  expect(await sendUnfitted(road, JSON.parse(body))).toBeDefined();
  const served = await serve(road, body);
  expect(served).toMatchObject({ status: 200, refusals: [] });
  expect(served.sent?.raw.toString()).toContain(assistant);
  expect(served.notes).toEqual([
    'tools.custom dropped',
    'top_p dropped',
    'blank text dropped',
    'system role in messages sent as user text',
    'speed dropped',
  ]);
});

test('signature-lost: thinking that has nothing but a signature is kept, both ways (Roo-Code PR#11238)', async () => {
  const thought = { type: 'thinking', thinking: '', signature: 'RXFRQkNrWUlBUmdDS2tB' };
  const content = [thought, { type: 'text', text: 'Yes.' }];
  await using road = await openRoad({ scenario: answer({ content }) });
  for (const model of models) {
    const ask = question({ model, stream: true });
    const events = await readEvents(await road.post(ask));
    expect(events.map(({ data }) => data.delta)).toContainEqual({
      type: 'signature_delta',
      signature: thought.signature,
    });
    const messages = [user('a'), { role: 'assistant', content }, user('b')];
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(served.sent?.raw.toString()).toContain(JSON.stringify(thought));
    const unsigned = [
      user('a'),
      { role: 'assistant', content: [{ ...thought, signature: '' }, content[1]] },
      user('b'),
    ];
    expect(await sendUnfitted(road, question({ model, messages: unsigned }))).toContain('Invalid `signature`');
  }
});

test('redacted-dropped: redacted thinking goes through as it is, both ways (openfang#1187)', async () => {
  const hidden = {
    type: 'redacted_thinking',
    data: 'EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpP',
  };
  const content = [hidden, { type: 'text', text: 'Yes.' }];
  await using road = await openRoad({ scenario: answer({ content }) });
  for (const model of models) {
    const whole = await serve(road, question({ model }));
    expect(JSON.parse(whole.text)).toMatchObject({ content });
    const events = await readEvents(await road.post(question({ model, stream: true })));
    expect(events.map(({ data }) => data.content_block)).toContainEqual(hidden);
    const messages = [user('a'), { role: 'assistant', content }, user('b')];
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(served.sent?.raw.toString()).toContain(JSON.stringify(hidden));
  }
});

test('thinking-forced-tool: a forced tool switches thinking off, or is a wish where it cannot be (sdk-typescript PR#798)', async () => {
  await using road = await openRoad();
  const parts = {
    max_tokens: 3000,
    thinking: { type: 'adaptive' },
    tools,
    tool_choice: { type: 'tool', name: 'Read' },
  };
  for (const [model, sent, note] of [
    [
      'claude-sonnet-4-6',
      { thinking: { type: 'disabled' }, tool_choice: parts.tool_choice },
      'thinking switched off, since tool_choice forces a tool',
    ],
    [
      'claude-opus-5',
      { thinking: { type: 'disabled' }, tool_choice: parts.tool_choice },
      'thinking switched off, since tool_choice forces a tool',
    ],
    [
      'claude-opus-5-5',
      { thinking: parts.thinking, tool_choice: { type: 'auto' } },
      'tool_choice.tool sent as auto, since this model cannot be forced',
    ],
  ] as const) {
    const body = question({ model, ...parts });
    expect(await sendUnfitted(road, body)).toContain('Thinking may not be enabled');
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [note], sent: { body: sent } });
  }
});

test('effort-rejected: effort is dropped, lowered or sent with its flag, as the model has it (anthropics/claude-code-action#1005)', async () => {
  await using road = await openRoad();
  const refused = [
    ['claude-haiku-4-5', 'high', undefined, 'output_config.effort dropped'],
    ['claude-sonnet-4-5', 'low', undefined, 'output_config.effort dropped'],
    ['claude-sonnet-4-6', 'xhigh', { effort: 'high' }, 'output_config.effort lowered to high'],
    ['claude-opus-4-5', 'max', { effort: 'high' }, 'output_config.effort lowered to high'],
  ] as const;
  for (const [model, effort, output_config, note] of refused) {
    const body = question({ model, output_config: { effort } });
    expect(await sendUnfitted(road, body)).toMatch(/effort/);
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [note] });
    expect(served.sent?.body.output_config).toEqual(output_config);
  }
  const flagged = await serve(road, question({ model: 'claude-opus-4-5', output_config: { effort: 'high' } }));
  expect(flagged).toMatchObject({ status: 200, refusals: [], notes: [], sent: { betas: ['effort-2025-11-24'] } });
});

test('budget-max-tokens: budget and limit are brought within what the model takes (Claude Code docs, errors)', async () => {
  await using road = await openRoad();
  for (const [max_tokens, budget_tokens, limit, budget] of [
    [4096, 31_999, 4096, 4095],
    [128_000, 100_000, 64_000, 63_999],
    [8192, 1000, 8192, 1024],
  ] as const) {
    const body = question({ model: 'claude-haiku-4-5', max_tokens, thinking: { type: 'enabled', budget_tokens } });
    expect(await sendUnfitted(road, body)).toMatch(/max_tokens|budget_tokens/);
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [] });
    expect(served.sent?.body).toMatchObject({
      max_tokens: limit,
      thinking: { type: 'enabled', budget_tokens: budget },
    });
    expect(served.notes).toContain(`thinking.budget_tokens set to ${budget}`);
  }
});

test('budget-max-tokens: without room for a budget there is no thinking (sample-connector PR#76)', async () => {
  await using road = await openRoad();
  const body = question({
    model: 'claude-haiku-4-5',
    max_tokens: 1,
    thinking: { type: 'enabled', budget_tokens: 1024 },
  });
  expect(await sendUnfitted(road, body)).toContain('must be greater than `thinking.budget_tokens`');
  const served = await serve(road, body);
  expect(served).toMatchObject({
    status: 200,
    refusals: [],
    notes: ['thinking dropped: max_tokens leaves no room for it'],
  });
});
