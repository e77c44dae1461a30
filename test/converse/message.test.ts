import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConverseMessage } from '../../proxy/bedrock/converse/message.ts';
import { encodeToolName } from '../../proxy/bedrock/converse/tool-ids.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { ANSWER } from './converse.ts';

const usage = { inputTokens: 7, outputTokens: 3, totalTokens: 10 };

function read(body: unknown): JsonObject | undefined {
  const bytes = readConverseMessage(Buffer.from(JSON.stringify(body)), ANSWER);
  return bytes && (JSON.parse(bytes.toString()) as JsonObject);
}

function answer(content: unknown[], more: JsonObject = {}): JsonObject {
  return { output: { message: { role: 'assistant', content } }, stopReason: 'end_turn', usage, ...more };
}

test('a whole answer becomes a message of the Messages API', () => {
  const content = [
    { reasoningContent: { reasoningText: { text: 'hm', signature: 'c2ln' } } },
    { reasoningContent: { redactedContent: 'b3BhcXVl' } },
    { text: 'I look.' },
    { toolUse: { toolUseId: 'tooluse_1', name: encodeToolName('fs.read'), input: { path: 'x' } } },
  ];
  const cached = { ...usage, cacheReadInputTokens: 5, cacheWriteInputTokens: 2 };
  expect(read(answer(content, { stopReason: 'tool_use', usage: cached, metrics: { latencyMs: 5 } }))).toEqual({
    id: 'msg_abc',
    type: 'message',
    role: 'assistant',
    model: 'us.amazon.nova-pro-v1:0',
    content: [
      { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'b3BhcXVl' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'tooluse_1', name: 'fs.read', input: { path: 'x' } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 5, cache_creation_input_tokens: 2 },
  });
});

test('stop reason and stop sequence are those of a stream', () => {
  const use = { toolUse: { toolUseId: 'a', name: 'Read', input: {} } };
  expect(read(answer([use]))).toMatchObject({ stop_reason: 'tool_use' });
  expect(read(answer([{ text: 'a' }], { stopReason: 'tool_use' }))).toMatchObject({ stop_reason: 'end_turn' });
  const fields = { stopReason: 'stop_sequence', additionalModelResponseFields: { stop_sequence: 'END' } };
  expect(read(answer([], fields))).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
});

test('an answer that Bedrock could not read is an error', () => {
  for (const stopReason of ['malformed_tool_use', 'malformed_model_output']) {
    expect(() => read(answer([{ text: 'a' }], { stopReason }))).toThrow(/could not read/);
  }
});

test('what holds no text and no call is left out', () => {
  const odd = [{ text: '' }, {}, null, 7, { image: {} }, { toolUse: {} }, { reasoningContent: { reasoningText: {} } }];
  expect(read(answer(odd))).toMatchObject({ content: [], stop_reason: 'end_turn' });
});

test('input that is JSON in a string is read, and what is no object is none', () => {
  const inputs = ['{"a":1}', 'no JSON', '[1]', null, [1], { a: 1 }];
  const uses = inputs.map((input, index) => ({ toolUse: { toolUseId: `id${index}`, name: 'Read', input } }));
  const content = (read(answer(uses))?.content ?? []) as unknown as JsonObject[];
  expect(content.map(({ input }) => input)).toEqual([{ a: 1 }, {}, {}, {}, {}, { a: 1 }]);
});

test('a body that is no answer of Converse is none, and no body makes it throw', () => {
  for (const body of [
    {},
    { output: {} },
    { output: { message: {} } },
    { message: 'Too many requests' },
    [],
    'a',
    null,
  ]) {
    expect(read(body)).toBeUndefined();
  }
  expect(readConverseMessage(Buffer.from('<html>'), ANSWER)).toBeUndefined();
  const anyContent = fc.array(fc.jsonValue());
  fc.assert(
    fc.property(anyContent, (content) => void expect(read(answer(content))).toMatchObject({ role: 'assistant' })),
  );
});
