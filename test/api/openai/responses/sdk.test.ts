import type { ResponseInput } from 'openai/resources/responses/responses';
import { expect, test } from 'vitest';
import { openSdk } from './support.ts';

const MODEL = 'claude-sonnet-4-6';
const parameters = { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: false };
const run = { type: 'function', name: 'run', strict: false, parameters } as const;
const patch = { type: 'custom', name: 'apply_patch' } as const;
const CONTENT = [
  { type: 'thinking', thinking: 'Let me think about it at some length.', signature: 'sig' },
  { type: 'redacted_thinking', data: 'EmwK' },
  { type: 'text', text: 'Text with 😀 and "quotes".' },
  { type: 'text', text: 'More text.' },
  { type: 'tool_use', id: 'toolu_1', name: 'run', input: { a: 1 } },
  { type: 'tool_use', id: 'toolu_2', name: 'apply_patch', input: { input: '*** Begin\n😀' } },
];

test('the SDK’s stream helper reads an answer with everything in it', async () => {
  await using sdk = await openSdk([{ content: CONTENT, stop_reason: 'tool_use' }]);
  const seen: string[] = [];
  const stream = sdk.client.responses.stream({ model: MODEL, input: 'go', tools: [run, patch] });
  stream.on('response.output_text.delta', ({ delta }) => seen.push(delta));
  const response = await stream.finalResponse();
  expect(response.status).toBe('completed');
  expect(response.output_text).toBe('Text with 😀 and "quotes".More text.');
  expect(seen.join('')).toBe(response.output_text);
  expect(response.output).toMatchObject([
    { type: 'reasoning', summary: [{ text: 'Let me think about it at some length.' }] },
    { type: 'reasoning', summary: [] },
    { type: 'message' },
    { type: 'message' },
    { type: 'function_call', call_id: 'toolu_1', arguments: '{"a":1}', parsed_arguments: null },
    { type: 'custom_tool_call', call_id: 'toolu_2', input: '*** Begin\n😀' },
  ]);
});

test('the SDK’s stream helper reads an answer that was cut, and one that is empty', async () => {
  await using sdk = await openSdk([
    { content: [{ type: 'text', text: 'cut he' }], stop_reason: 'max_tokens' },
    { content: [] },
  ]);
  const cut = await sdk.client.responses.stream({ model: MODEL, input: 'go' }).finalResponse();
  expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  const empty = await sdk.client.responses.stream({ model: MODEL, input: 'go' }).finalResponse();
  expect(empty).toMatchObject({ status: 'completed', output: [], output_text: '' });
});

test('a loop of tools runs with the items that the SDK got, and by the id of the response', async () => {
  const calls = [CONTENT[0], CONTENT[4]] as (typeof CONTENT)[number][];
  const done = { content: [{ type: 'text', text: 'done' }] };
  await using sdk = await openSdk([
    { content: calls, stop_reason: 'tool_use' },
    done,
    { content: calls, stop_reason: 'tool_use' },
    done,
  ]);
  const result = { type: 'function_call_output', call_id: 'toolu_1', output: '2' } as const;
  const base = { model: MODEL, tools: [run] };
  const first = await sdk.client.responses.create({ ...base, input: 'go' });
  const second = await sdk.client.responses.create({ ...base, input: [result], previous_response_id: first.id });
  expect(second.output_text).toBe('done');
  const own = await sdk.client.responses.create({ ...base, input: 'go', store: false });
  // What the SDK adds to items for reading is no field of theirs.
  const items = JSON.parse(JSON.stringify(own.output)) as ResponseInput;
  await sdk.client.responses.create({
    ...base,
    store: false,
    input: [{ role: 'user', content: 'go' }, ...items, result],
  });
  const wanted = [
    { role: 'user', content: [{ type: 'text', text: 'go' }] },
    { role: 'assistant', content: calls },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: '2' }] }],
    },
  ];
  expect(sdk.bodies[1]?.messages).toEqual(wanted);
  expect(sdk.bodies[3]?.messages).toEqual(wanted);
});
