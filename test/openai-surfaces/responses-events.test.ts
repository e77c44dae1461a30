import { expect, test } from 'vitest';
import { ResponsesEvents } from '../../proxy/bedrock/openai/responses-events.ts';
import { collect } from '../stream/collect.ts';
import { decode, GPT, type Json, responsesStream } from './support.ts';

const decoder = () => new ResponsesEvents({ requestId: 'r1', modelId: GPT, isNative: false });
const created = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } };
const completed = (response: Json = {}) => ({
  type: 'response.completed',
  response: { id: 'resp_1', status: 'completed', usage: { input_tokens: 30, output_tokens: 5 }, ...response },
});
const read = (...events: Json[]) => decode(decoder, responsesStream(created, ...events));
const at = (output_index: number, type: string, fields: Json) => ({
  type: `response.${type}`,
  output_index,
  ...fields,
});
const said = (index: number, ...pieces: string[]) =>
  pieces.map((delta) => at(index, 'output_text.delta', { content_index: 0, delta }));

test('text comes as text, with its usage behind it', () => {
  const answer = read(
    { type: 'response.in_progress', response: { id: 'resp_1' } },
    at(0, 'output_item.added', { item: { type: 'message', content: [] } }),
    at(0, 'content_part.added', { part: { type: 'output_text', text: '' } }),
    ...said(0, 'Grüße ', '🜂'),
    at(0, 'output_text.done', { text: 'Grüße 🜂' }),
    at(0, 'output_item.done', { item: { type: 'message', content: [{ type: 'output_text', text: 'Grüße 🜂' }] } }),
    completed({
      usage: { input_tokens: 30, output_tokens: 5, input_tokens_details: { cached_tokens: 20, cache_write_tokens: 4 } },
    }),
  );
  expect(answer).toMatchObject({
    content: [{ type: 'text', text: 'Grüße 🜂' }],
    stopReason: 'end_turn',
    start: { id: 'resp_1', model: GPT },
  });
  expect(answer.usage).toEqual({
    input_tokens: 6,
    output_tokens: 5,
    cache_read_input_tokens: 20,
    cache_creation_input_tokens: 4,
  });
});

test('reasoning is thinking, and its item travels as the signature', () => {
  const answer = read(
    at(0, 'output_item.added', { item: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'half' } }),
    at(0, 'reasoning_summary_part.added', { summary_index: 0, part: {} }),
    at(0, 'reasoning_summary_text.delta', { delta: 'first' }),
    at(0, 'reasoning_summary_part.added', { summary_index: 1, part: {} }),
    at(0, 'reasoning_summary_text.delta', { delta: 'second' }),
    at(0, 'output_item.done', {
      item: {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ text: 'first' }, { text: 'second' }],
        encrypted_content: 'abc=',
      },
    }),
    ...said(1, 'yes'),
    completed(),
  );
  expect(answer.content).toEqual([
    { type: 'thinking', thinking: 'first\n\nsecond', signature: 'openai-reasoning:rs_1:abc=' },
    { type: 'text', text: 'yes' },
  ]);
});

test('reasoning of which no text is told is a signature alone, and none where it brings nothing back', () => {
  const item = (encrypted_content: unknown) =>
    at(0, 'output_item.done', { item: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content } });
  expect(read(item('abc'), ...said(1, 'yes'), completed()).content).toEqual([
    { type: 'thinking', thinking: '', signature: 'openai-reasoning:rs_1:abc' },
    { type: 'text', text: 'yes' },
  ]);
  expect(read(item(null), ...said(1, 'yes'), completed()).content).toEqual([{ type: 'text', text: 'yes' }]);
});

test('the reasoning of an open model is thinking', () => {
  expect(read(at(0, 'reasoning_text.delta', { delta: 'hm' }), ...said(1, 'yes'), completed()).content).toEqual([
    { type: 'thinking', thinking: 'hm', signature: '' },
    { type: 'text', text: 'yes' },
  ]);
});

test('calls are tool uses in the order of their items, however their pieces are mixed', () => {
  const added = (index: number, call_id: string, name: string) =>
    at(index, 'output_item.added', { item: { type: 'function_call', call_id, name, arguments: '' } });
  const piece = (index: number, delta: string) => at(index, 'function_call_arguments.delta', { delta });
  const done = (index: number, call_id: string, name: string, json: string) =>
    at(index, 'output_item.done', { item: { type: 'function_call', call_id, name, arguments: json } });
  const answer = read(
    ...said(0, 'I look'),
    at(0, 'output_item.done', { item: { type: 'message' } }),
    added(1, 'c1', 'A'),
    piece(1, '{"a"'),
    added(2, 'c2', 'B'),
    piece(2, '{"b":2}'),
    piece(1, ':1}'),
    done(2, 'c2', 'B', '{"b":2}'),
    done(1, 'c1', 'A', '{"a":1}'),
    done(3, 'c3', 'C', '{"c":3}'),
    done(4, '', 'D', ''),
    completed(),
  );
  expect(answer.content).toEqual([
    { type: 'text', text: 'I look' },
    { type: 'tool_use', id: 'c1', name: 'A', input: { a: 1 } },
    { type: 'tool_use', id: 'c2', name: 'B', input: { b: 2 } },
    { type: 'tool_use', id: 'c3', name: 'C', input: { c: 3 } },
    { type: 'tool_use', id: expect.stringMatching(/^toolu_/), name: 'D', input: {} },
  ]);
  expect(answer.stopReason).toBe('tool_use');
});

test('an item that came in one piece is read from its end', () => {
  const item = { type: 'message', content: [{ type: 'output_text', text: 'whole' }] };
  expect(read(at(0, 'output_item.done', { item }), completed()).content).toEqual([{ type: 'text', text: 'whole' }]);
});

test('a refusal is told as text', () => {
  expect(read(at(0, 'refusal.delta', { delta: 'I will not' }), completed())).toMatchObject({
    content: [{ type: 'text', text: 'I will not' }],
    stopReason: 'refusal',
  });
});

test.each([
  ['max_output_tokens', 'max_tokens'],
  ['content_filter', 'refusal'],
])('an answer that ends early by %s has the stop reason %s', (reason, stopReason) => {
  const incomplete = {
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason }, usage: { input_tokens: 1, output_tokens: 2 } },
  };
  expect(read(...said(0, 'so far'), incomplete)).toMatchObject({ stopReason, usage: { output_tokens: 2 } });
});

test.each([
  [{ type: 'error', code: 'rate_limit_exceeded', message: 'slow down' }, 429, 'slow down'],
  [{ type: 'error', error: { code: 'server_error', message: 'broke' } }, 500, 'broke'],
  [{ type: 'response.failed', response: { error: { code: 'invalid_prompt', message: 'bad' } } }, 400, 'bad'],
  [{ type: 'response.failed', response: { error: null } }, 500, 'The model failed without a reason.'],
])('%j is a failure with status %i', (event, status, message) => {
  const { failures } = collect(decoder(), [responsesStream(created, event)]);
  expect(failures).toMatchObject([{ status, message, requestId: 'r1' }]);
});

test('events may come without names, and the stream may end as Chat Completions end', () => {
  const events = [created, ...said(0, 'a'), completed()].map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const answer = decode(decoder, Buffer.from(`${events.join('')}data: [DONE]\n\n`));
  expect(answer.content).toEqual([{ type: 'text', text: 'a' }]);
});

test('a stream that is no stream of events is an error', () => {
  expect(() => collect(decoder(), [Buffer.from('data: no json\n\n')])).toThrow(/no JSON object/);
});

test('any value in any place of an event ends in a message', () => {
  for (const value of [null, 1, 'x', true, [], {}, [null], [1], [{}], { a: 1 }]) {
    for (const event of [
      { type: 'response.output_item.added', output_index: value, item: value },
      { type: 'response.output_item.done', output_index: 0, item: { type: 'message', content: value } },
      { type: 'response.output_item.done', output_index: 0, item: { type: 'reasoning', id: value, summary: value } },
      {
        type: 'response.output_item.done',
        item: { type: 'function_call', call_id: value, name: value, arguments: value },
      },
      { type: 'response.output_text.delta', output_index: value, delta: value },
      { type: 'response.created', response: value },
      { type: value },
    ]) {
      const bytes = responsesStream(event, completed({ usage: value, incomplete_details: value }));
      expect(collect(decoder(), [bytes]).events.at(-1)?.type, JSON.stringify(event)).toBe('message_stop');
    }
  }
});
