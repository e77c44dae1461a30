import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame } from '../../../proxy/bedrock/event-stream/encode.ts';
import { MessageWriter } from '../../../proxy/bedrock/messages/writer.ts';
import type { TimedEvent } from '../../../proxy/history/shapes.ts';
import { answerOf, toolsIn } from '../../../proxy/history/store/answers/answer.ts';
import { nativeEvents } from '../../../proxy/history/store/answers/native.ts';
import { packEvents, unpackEvents } from '../../../proxy/history/store/streams.ts';
import { batchOf } from './told.ts';

function timed(events: readonly { type: string; data: string }[]): TimedEvent[] {
  return events.map((event, index) => ({ index, at: index, ...event }));
}

const spelled = (events: readonly { type: string }[]) =>
  timed(events.map((event) => ({ type: event.type, data: JSON.stringify(event) })));

/** Pieces of text as they may stream. */
const pieces = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 });
const anyBlock = fc.oneof(
  pieces.map((texts) => ({ kind: 'text' as const, texts })),
  fc
    .tuple(pieces, fc.string({ minLength: 1 }))
    .map(([texts, signature]) => ({ kind: 'thinking' as const, texts, signature })),
  fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((input) => ({ kind: 'tool' as const, input: JSON.parse(JSON.stringify(input)) as object })),
);

test('whatever is streamed, the answer is the message that it was', () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 5 }), (blocks) => {
      const events: { type: string; data: string }[] = [];
      const writer = new MessageWriter();
      writer.sink = { event: (type, data) => events.push({ type, data: data.toString() }), failure: () => {} };
      writer.start('msg_1', 'model');
      const content = blocks.map((block, index) => {
        writer.close();
        if (block.kind === 'text') {
          for (const text of block.texts) writer.text(text);
          return { type: 'text', text: block.texts.join('') };
        }
        if (block.kind === 'thinking') {
          for (const text of block.texts) writer.thinking(text);
          writer.signature(block.signature);
          return { type: 'thinking', thinking: block.texts.join(''), signature: block.signature };
        }
        writer.toolUse(`id_${index}`, 'Tool');
        for (const piece of JSON.stringify(block.input).match(/[\s\S]{1,5}/gu) ?? []) writer.toolInput(piece);
        return { type: 'tool_use', id: `id_${index}`, name: 'Tool', input: block.input };
      });
      writer.finish('end_turn', { input_tokens: 3, output_tokens: 4 });
      const answer = answerOf(unpackEvents(packEvents([batchOf(events)])));
      expect(answer).toMatchObject({
        id: 'msg_1',
        content,
        stop_reason: 'end_turn',
        usage: { input_tokens: 3, output_tokens: 4 },
      });
      expect(toolsIn(answer)).toEqual(content.some(({ type }) => type === 'tool_use') ? ['Tool'] : []);
    }),
  );
});

test('events are read back as they were, with their times', () => {
  const anyEvent = fc.record({ type: fc.constantFrom('a', 'b', 'message_start'), data: fc.json() });
  fc.assert(
    fc.property(fc.array(fc.array(anyEvent, { maxLength: 5 }), { maxLength: 4 }), (batches) => {
      const packed = packEvents(batches.map((events, index) => batchOf(events, index * 100)));
      const expected = batches.flatMap((events, batch) =>
        events.map((event, index) => ({ ...event, at: batch * 100 + index * 10 })),
      );
      expect(unpackEvents(packed)).toEqual(expected.map((event, index) => ({ ...event, index })));
    }),
  );
});

test('chunks of Chat Completions become the completion', () => {
  const chunk = (delta: object, more: object = {}) => ({
    type: 'chat.completion.chunk',
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  });
  const call = (index: number, more: object) => chunk({ tool_calls: [{ index, ...more }] });
  const events = spelled([
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    call(0, { id: 'call_1', type: 'function', function: { name: 'Read', arguments: '' } }),
    call(0, { function: { arguments: '{"a"' } }),
    call(0, { function: { arguments: ':1}' } }),
    call(1, { id: 'call_2', type: 'function', function: { name: 'Write', arguments: '{}' } }),
    chunk({}, { finish_reason: 'tool_calls' }),
    { type: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 1 } } as never,
  ]).concat(timed([{ type: '[DONE]', data: '[DONE]' }]));
  const answer = answerOf(events);
  expect(answer).toMatchObject({
    id: 'c1',
    object: 'chat.completion',
    usage: { prompt_tokens: 1 },
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'Hello',
          tool_calls: [
            { id: 'call_1', function: { name: 'Read', arguments: '{"a":1}' } },
            { id: 'call_2', function: { name: 'Write', arguments: '{}' } },
          ],
        },
      },
    ],
  });
  expect(toolsIn(answer)).toEqual(['Read', 'Write']);
});

test('events of Responses become the response, also while it streams', () => {
  const created = { type: 'response.created', response: { id: 'r1', object: 'response', output: [] } };
  const text = (delta: string) => ({ type: 'response.output_text.delta', output_index: 0, delta });
  const item = { type: 'message', role: 'assistant', content: [] };
  const events = [created, { type: 'response.output_item.added', output_index: 0, item }, text('Hel'), text('lo')];
  expect(answerOf(spelled(events))).toMatchObject({
    id: 'r1',
    output: [{ content: [{ type: 'output_text', text: 'Hello' }] }],
  });
  const output = [{ type: 'function_call', name: 'Read', arguments: '{}' }];
  const whole = { id: 'r1', object: 'response', status: 'completed', output };
  const answer = answerOf(spelled([...events, { type: 'response.completed', response: whole } as never]));
  expect(answer).toEqual(whole);
  expect(toolsIn(answer)).toEqual(['Read']);
});

test("answers of Bedrock's own paths are read from their bytes, up to where they cannot be", () => {
  const frame = (type: string, payload: object) =>
    encodeFrame(
      { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
      Buffer.from(JSON.stringify(payload)),
    );
  const converse = Buffer.concat([
    frame('messageStart', { role: 'assistant' }),
    frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } }),
    frame('contentBlockStop', { contentBlockIndex: 0 }),
    frame('messageStop', { stopReason: 'end_turn' }),
    frame('metadata', { usage: { inputTokens: 1, outputTokens: 2 } }),
  ]);
  const batch = (bytes: Buffer) => ({
    bytes: new Uint8Array(bytes),
    lengths: [40, bytes.length - 40],
    at: [5, 9],
    types: [],
  });
  const path = '/model/amazon.nova-pro-v1:0/converse-stream';
  expect(answerOf(nativeEvents(path, 'm', [batch(converse)]))).toMatchObject({
    content: [{ text: 'Hello' }],
    stop_reason: 'end_turn',
  });
  const broken = Buffer.concat([converse.subarray(0, 300), Buffer.alloc(50)]);
  expect(answerOf(nativeEvents(path, 'm', [batch(broken)]))).toMatchObject({ content: [{ text: 'Hello' }] });
  const invoke = frame('chunk', {
    bytes: Buffer.from('{"type":"message_start","message":{"id":"m"}}').toString('base64'),
  });
  expect(nativeEvents('/model/x/invoke-with-response-stream', 'm', [batch(invoke)])).toEqual([
    { index: 0, at: 9, type: 'message_start', data: '{"type":"message_start","message":{"id":"m"}}' },
  ]);
});
