import { expect, test } from 'vitest';
import { ConverseEvents } from '../../proxy/bedrock/converse/events.ts';
import { encodeToolName } from '../../proxy/bedrock/converse/tool-ids.ts';
import { encodeFrame } from '../../proxy/bedrock/event-stream/encode.ts';
import { collect } from '../stream/collect.ts';
import { cutEvery } from '../support/cut.ts';
import { ANSWER, delta, frame, readStream, stop, streamOf, toolStart } from './converse.ts';

const thinkingThenTool = streamOf(
  [
    delta(0, { reasoningContent: { text: 'Let me ' } }),
    delta(0, { reasoningContent: { text: 'see.' } }),
    delta(0, { reasoningContent: { signature: 'c2ln' } }),
    stop(0),
    delta(1, { text: 'I ' }),
    delta(1, { text: 'look — ä.' }),
    stop(1),
    toolStart(2, 'tooluse_1', 'Read'),
    delta(2, { toolUse: { input: '' } }),
    delta(2, { toolUse: { input: '{"path":' } }),
    delta(2, { toolUse: { input: '"x"}' } }),
    stop(2),
  ],
  'tool_use',
  { cacheReadInputTokens: 5, cacheWriteInputTokens: 0 },
);

test('a stream becomes a message of the Messages API, wherever its reads end', () => {
  const bytes = Buffer.concat(thinkingThenTool);
  const whole = readStream([bytes]);
  expect(whole.message).toMatchObject({
    id: 'msg_abc',
    type: 'message',
    role: 'assistant',
    model: 'us.amazon.nova-pro-v1:0',
    content: [
      { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' },
      { type: 'text', text: 'I look — ä.' },
      { type: 'tool_use', id: 'tooluse_1', name: 'Read', input: { path: 'x' } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 5, cache_creation_input_tokens: 0 },
  });
  for (let size = 1; size < bytes.length; size++) {
    expect(readStream(cutEvery(bytes, size)).collected, `reads of ${size} bytes`).toEqual(whole.collected);
  }
});

test('the events come in the order and with the indexes of the Messages API', () => {
  const { events } = readStream(thinkingThenTool).collected;
  expect(events.map(({ type }) => type)).toEqual([
    'message_start',
    ...[
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
    ],
    ...['content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop'],
    ...['content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop'],
    'message_delta',
    'message_stop',
  ]);
  for (const { type, data } of events) expect(JSON.parse(data)).toMatchObject({ type });
});

test('message_start comes with the first frame, and every delta with its own', () => {
  const decoder = new ConverseEvents(ANSWER);
  const [start = Buffer.alloc(0)] = thinkingThenTool;
  expect(collect(decoder, [start]).events).toMatchObject([{ type: 'message_start' }]);
  expect(collect(decoder, [delta(0, { text: 'a' })]).events).toHaveLength(2);
  expect(collect(decoder, [delta(0, { text: 'b' })]).events).toHaveLength(1);
});

test('the end is written when metadata has come, which alone has the usage', () => {
  const decoder = new ConverseEvents(ANSWER);
  const frames = streamOf([delta(0, { text: 'a' }), stop(0)]);
  const before = collect(decoder, frames.slice(0, -1)).events.map(({ type }) => type);
  expect(before).not.toContain('message_delta');
  expect(before.some((type) => decoder.isLast(type))).toBe(false);
  const after = collect(decoder, frames.slice(-1)).events.map(({ type }) => type);
  expect(after).toEqual(['message_delta', 'message_stop']);
  expect(after.some((type) => decoder.isLast(type))).toBe(true);
});

test('metadata before messageStop makes the same end', () => {
  const [start, stopped, metadata] = streamOf([]) as [Buffer, Buffer, Buffer];
  const { message } = readStream([start, delta(0, { text: 'a' }), metadata, stop(0), stopped]);
  expect(message).toMatchObject({ content: [{ text: 'a' }], stop_reason: 'end_turn', usage: { output_tokens: 3 } });
});

test('blocks that are interleaved come one after the other', () => {
  const { message } = readStream(
    streamOf([
      toolStart(0, 'a', 'Read'),
      toolStart(2, 'c', 'Read'),
      toolStart(1, 'b', 'Read'),
      delta(1, { toolUse: { input: '{"n":1}' } }),
      delta(0, { toolUse: { input: '{"n"' } }),
      delta(2, { toolUse: { input: '{"n":' } }),
      stop(1),
      delta(0, { toolUse: { input: ':0}' } }),
      stop(0),
      delta(2, { toolUse: { input: '2}' } }),
      stop(2),
    ]),
  );
  expect(message.content).toMatchObject([
    { id: 'a', input: { n: 0 } },
    { id: 'b', input: { n: 1 } },
    { id: 'c', input: { n: 2 } },
  ]);
});

test('blocks whose end never comes are ended with the message', () => {
  const { message, collected } = readStream(streamOf([delta(0, { text: 'a' }), delta(1, { text: 'b' })]));
  expect(message.content).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  expect(collected.events.filter(({ type }) => type === 'content_block_stop')).toHaveLength(2);
});

test('a stream without messageStart and without starts of text is read all the same', () => {
  const { message } = readStream(streamOf([delta(0, { text: 'a' }), stop(0)]).slice(1));
  expect(message).toMatchObject({ id: 'msg_abc', content: [{ type: 'text', text: 'a' }], stop_reason: 'end_turn' });
});

test('encrypted thinking comes in pieces and is one block', () => {
  const bytes = Buffer.from('opaque');
  const piece = (from: number, to: number) =>
    delta(0, { reasoningContent: { redactedContent: bytes.subarray(from, to).toString('base64') } });
  const { message } = readStream(streamOf([piece(0, 2), piece(2, 6), stop(0), delta(1, { text: 'a' }), stop(1)]));
  expect(message.content).toEqual([
    { type: 'redacted_thinking', data: bytes.toString('base64') },
    { type: 'text', text: 'a' },
  ]);
});

test('thinking that is not signed is a block with an empty signature', () => {
  const { message } = readStream(streamOf([delta(0, { reasoningContent: { text: 'hm' } }), stop(0)]));
  expect(message.content).toEqual([{ type: 'thinking', thinking: 'hm', signature: '' }]);
});

test('a tool without input, and one whose input comes whole', () => {
  const { message } = readStream(
    streamOf([
      toolStart(0, 'a', 'Now'),
      stop(0),
      toolStart(1, 'b', 'Read'),
      delta(1, { toolUse: { input: { path: 'x' } } }),
      stop(1),
    ]),
  );
  expect(message.content).toMatchObject([
    { type: 'tool_use', id: 'a', name: 'Now', input: {} },
    { type: 'tool_use', id: 'b', input: { path: 'x' } },
  ]);
});

test('names of tools are the client’s again, and ids are of characters that every model takes', () => {
  const long = `mcp__${'server'.repeat(12)}__tool`;
  const { message } = readStream(
    streamOf([
      toolStart(0, 'functions.Read:0', encodeToolName('fs.read')),
      stop(0),
      toolStart(1, '', encodeToolName(long)),
      stop(1),
    ]),
  );
  expect(message.content).toMatchObject([{ name: 'fs.read' }, { name: long }]);
  for (const { id } of message.content) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
});

test.each([
  ['end_turn', 'end_turn'],
  ['max_tokens', 'max_tokens'],
  ['stop_sequence', 'stop_sequence'],
  ['guardrail_intervened', 'refusal'],
  ['content_filtered', 'refusal'],
  ['model_context_window_exceeded', 'model_context_window_exceeded'],

  ['something_new', 'end_turn'],
  ['tool_use', 'end_turn'],
])('%s without a call is %s', (reason, expected) => {
  expect(readStream(streamOf([delta(0, { text: 'a' }), stop(0)], reason)).message.stop_reason).toBe(expected);
});

test.each([
  ['end_turn', 'tool_use'],
  ['tool_use', 'tool_use'],
  ['something_new', 'tool_use'],
  ['max_tokens', 'max_tokens'],
  ['guardrail_intervened', 'refusal'],
])('%s with a call is %s', (reason, expected) => {
  expect(readStream(streamOf([toolStart(0, 'a', 'Read'), stop(0)], reason)).message.stop_reason).toBe(expected);
});

test.each(['malformed_tool_use', 'malformed_model_output'])(
  '%s is a failure, since no tool is to be run by it',
  (reason) => {
    const { message, collected } = readStream(
      streamOf([toolStart(0, 'a', 'Run'), delta(0, { toolUse: { input: '{}' } })], reason),
    );
    expect(message.stop_reason).toBeNull();
    expect(collected.failures).toMatchObject([
      { status: 424, message: expect.stringContaining('could not read'), requestId: 'a-b-c' },
    ]);
  },
);

test('the sequence that ended the answer is told', () => {
  const frames = streamOf([delta(0, { text: 'a' }), stop(0)]);
  const payload = { stopReason: 'stop_sequence', additionalModelResponseFields: { stop_sequence: 'END' } };
  frames[frames.length - 2] = frame('messageStop', payload);
  expect(readStream(frames).message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' });
});

test.each([
  ['throttlingException', 429],
  ['validationException', 400],
  ['modelStreamErrorException', 424],
  ['serviceUnavailableException', 503],
  ['internalServerException', 500],
])('%s is a failure with status %d', (type, status) => {
  const bytes = encodeFrame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from('{"message":"Bedrock says why"}'),
  );
  const { failures } = collect(new ConverseEvents(ANSWER), [bytes]);
  expect(failures).toMatchObject([{ status, message: 'Bedrock says why', requestId: 'a-b-c' }]);
});

test('members of the union that are not known are passed over', () => {
  const odd = [
    frame('somethingNew', { a: 1 }),
    delta(0, { citation: { title: 'a' } }),
    delta(0, {}),
    frame('contentBlockStart', {}),
  ];
  const { message, collected } = readStream(streamOf(odd));
  expect(message.content).toEqual([]);
  expect(collected.failures).toEqual([]);
});

test('a frame that holds no event is an error, never a hang', () => {
  for (const payload of ['', 'null', '[]', '{"a":']) {
    const bytes = encodeFrame({ ':message-type': 'event', ':event-type': 'messageStop' }, Buffer.from(payload));
    expect(() => collect(new ConverseEvents(ANSWER), [bytes]), payload).toThrow(SyntaxError);
  }
  expect(() => collect(new ConverseEvents(ANSWER), [Buffer.from('no event stream at all')])).toThrow('checksum');
});

test('whether the reads end inside an event is told', () => {
  const decoder = new ConverseEvents(ANSWER);
  collect(decoder, [frame('messageStart', { role: 'assistant' })]);
  expect(decoder.isInsideEvent).toBe(false);
  collect(decoder, [stop(0).subarray(0, 5)]);
  expect(decoder.isInsideEvent).toBe(true);
});
