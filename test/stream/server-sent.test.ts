import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServerSentEvents } from '../../proxy/bedrock/stream/server-sent.ts';
import { cutBy, cutEvery } from '../support/cut.ts';
import { collect } from './collect.ts';

const TEXT =
  'event: message_start\ndata: {"type":"message_start","text":"Grüße 🜂"}\n\nevent: ping\ndata: {"type": "ping"}\n\n';

test('events come out byte for byte, wherever the reads end', () => {
  const anyEvent = fc.record({
    type: fc.constantFrom('message_start', 'content_block_delta', 'ping'),
    text: fc.string({ unit: 'grapheme' }),
  });
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 90 })), (all, sizes) => {
      const blocks = all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      const { events } = collect(new ServerSentEvents(), cutBy(Buffer.from(blocks.join('')), sizes));
      expect(events).toEqual(
        all.map((event, index) => ({ type: event.type, data: JSON.stringify(event), block: blocks[index] })),
      );
    }),
  );
});

test('a read may end at every single position, inside a letter of several bytes too', () => {
  const bytes = Buffer.from(TEXT);
  const whole = collect(new ServerSentEvents(), [bytes]);
  for (let at = 0; at <= bytes.length; at++) {
    expect(collect(new ServerSentEvents(), [bytes.subarray(0, at), bytes.subarray(at)]), `at ${at}`).toEqual(whole);
  }
});

test('lines may end in CR LF, wherever the reads end', () => {
  const bytes = Buffer.from(TEXT.replaceAll('\n', '\r\n'));
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const { events } = collect(new ServerSentEvents(), cutEvery(bytes, size));
    expect(events.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'message_start', data: '{"type":"message_start","text":"Grüße 🜂"}' },
      { type: 'ping', data: '{"type": "ping"}' },
    ]);
  }
});

test('events of CR LF and of LF alone may take turns', () => {
  const { events } = collect(new ServerSentEvents(), [
    Buffer.from('event: a\r\ndata: {}\r\n\r\nevent: b\ndata: {}\n\nevent: c\r\ndata: {}\r\n\r\n'),
  ]);
  expect(events.map(({ type }) => type)).toEqual(['a', 'b', 'c']);
});

test('comments, blank lines, ids and retry times mean no event', () => {
  const { events } = collect(new ServerSentEvents(), [
    Buffer.from(': keep-alive\n\n\n\nid: 7\nretry: 100\n\n: a\nevent: ping\n: b\ndata: {"type":"ping"}\nid: 8\n\n'),
  ]);
  expect(events.map(({ type, data }) => ({ type, data }))).toEqual([{ type: 'ping', data: '{"type":"ping"}' }]);
});

test('the space behind the colon may be missing, and data may come on several lines', () => {
  const { events } = collect(new ServerSentEvents(), [Buffer.from('event:ping\ndata:{"type":\ndata: "ping"}\n\n')]);
  expect(events).toEqual([{ type: 'ping', data: '{"type":"ping"}', block: undefined }]);
});

test('an event without a name has the type that its data names', () => {
  const { events } = collect(new ServerSentEvents(), [Buffer.from('data: {"type":"message_stop"}\n\n')]);
  expect(events).toMatchObject([{ type: 'message_stop', data: '{"type":"message_stop"}' }]);
});

test('data before the name is read as well', () => {
  const { events } = collect(new ServerSentEvents(), [Buffer.from('data: {"type":"x"}\nevent: x\n\n')]);
  expect(events).toMatchObject([{ type: 'x', data: '{"type":"x"}' }]);
});

test('whether the reads end inside an event is told', () => {
  const decoder = new ServerSentEvents();
  collect(decoder, [Buffer.from(TEXT)]);
  expect(decoder.isInsideEvent).toBe(false);
  collect(decoder, [Buffer.from('event: ping\ndata: {}\n')]);
  expect(decoder.isInsideEvent).toBe(true);
});

test('any bytes give events or an error, and no hang', () => {
  const pieces = fc.constantFrom(
    'event: ',
    'data: ',
    'data:{}',
    '\n',
    '\n\n',
    '\r\n\r\n',
    ':',
    '{"type":"a"}',
    '"',
    '\r',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (parts, sizes) => {
        try {
          collect(new ServerSentEvents(), cutBy(Buffer.from(parts.join('')), sizes));
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
