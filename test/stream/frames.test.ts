import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame } from '../../proxy/bedrock/event-stream/encode.ts';
import { FramedEvents } from '../../proxy/bedrock/stream/frames.ts';
import { cutBy } from '../support/cut.ts';
import { collect } from './collect.ts';

const CHUNK = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' };

test('events come out of their frames as the bytes that the model wrote, wherever the reads end', () => {
  const anyEvent = fc.record({
    type: fc.constantFrom('message_start', 'content_block_delta', 'ping'),
    text: fc.string({ unit: 'grapheme' }),
  });
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 90 })), (all, sizes) => {
      const texts = all.map((event) => JSON.stringify(event));
      const { events, failures } = collect(new FramedEvents(undefined), cutBy(Buffer.concat(texts.map(chunk)), sizes));
      expect(events).toEqual(texts.map((data, index) => ({ type: all[index]?.type, data, block: undefined })));
      expect(failures).toEqual([]);
    }),
  );
});

test('padding, and members of the payload in any order, change nothing', () => {
  const bytes = Buffer.from('{"type":"ping"}').toString('base64');
  for (const payload of [
    { bytes, p: 'abcdef' },
    { p: 'abcdef', bytes },
    { p: '"bytes":"', bytes, further: [1] },
  ]) {
    expect(collect(new FramedEvents(undefined), [frame(payload)]).events).toMatchObject([{ type: 'ping' }]);
  }
});

test('an event whose type is not its first member is known all the same', () => {
  expect(collect(new FramedEvents(undefined), [chunk('{"index":0,"type":"content_block_stop"}')]).events).toMatchObject(
    [{ type: 'content_block_stop', data: '{"index":0,"type":"content_block_stop"}' }],
  );
});

test('an event on several lines becomes one line, since a line feed ends the data of a server-sent event', () => {
  const pretty = JSON.stringify({ type: 'ping', text: 'a\nb' }, null, 2);
  expect(collect(new FramedEvents(undefined), [chunk(pretty)]).events).toMatchObject([
    { data: '{"type":"ping","text":"a\\nb"}' },
  ]);
});

test('members of the union that are no chunk are passed over', () => {
  const other = encodeFrame({ ...CHUNK, ':event-type': 'metadata' }, Buffer.from('{"x":1}'));
  const { events, failures } = collect(new FramedEvents(undefined), [other, chunk('{"type":"ping"}')]);
  expect(events).toHaveLength(1);
  expect(failures).toEqual([]);
});

for (const [type, status] of [
  ['internalServerException', 500],
  ['modelStreamErrorException', 424],
  ['modelTimeoutException', 408],
  ['serviceUnavailableException', 503],
  ['throttlingException', 429],
  ['validationException', 400],
  ['somethingNewException', 500],
] as const) {
  test(`${type} is a failure with status ${status}, its name and its message`, () => {
    const bytes = encodeFrame(
      { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
      Buffer.from(JSON.stringify({ message: 'Bedrock says why' })),
    );
    const { failures } = collect(new FramedEvents('id-of-aws'), [bytes]);
    const name = type.charAt(0).toUpperCase() + type.slice(1);
    expect(failures).toEqual([
      { status, name, message: 'Bedrock says why', requestId: 'id-of-aws', retryAfter: undefined },
    ]);
  });
}

test('a stream error names the status and the words of the model behind it', () => {
  const payload = { message: 'Stream broke', originalStatusCode: 429, originalMessage: 'slow down' };
  const bytes = encodeFrame(
    { ':exception-type': 'modelStreamErrorException', ':message-type': 'exception' },
    Buffer.from(JSON.stringify(payload)),
  );
  expect(collect(new FramedEvents(undefined), [bytes]).failures).toMatchObject([
    { status: 429, message: 'Stream broke' },
  ]);
});

test('an error frame, which is no exception of the model, is a failure as well', () => {
  const bytes = encodeFrame(
    { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'Something "odd"' },
    Buffer.alloc(0),
  );
  expect(collect(new FramedEvents(undefined), [bytes]).failures).toMatchObject([
    { name: 'InternalFailure', message: 'Something "odd"', status: 500 },
  ]);
});

test('a frame of no known kind is a failure, not silence', () => {
  expect(collect(new FramedEvents(undefined), [encodeFrame({}, Buffer.from('odd'))]).failures).toHaveLength(1);
});

test('a chunk that holds no event is an error, never a hang', () => {
  for (const payload of ['', 'null', '{}', '[]', '{"bytes":', '{"bytes":7}', '{"bytes":"bm8ganNvbg=="}']) {
    expect(() => collect(new FramedEvents(undefined), [encodeFrame(CHUNK, Buffer.from(payload))]), payload).toThrow();
  }
});

test('whether the reads end inside an event is told', () => {
  const decoder = new FramedEvents(undefined);
  collect(decoder, [chunk('{"type":"ping"}')]);
  expect(decoder.isInsideEvent).toBe(false);
  collect(decoder, [chunk('{"type":"ping"}').subarray(0, 3)]);
  expect(decoder.isInsideEvent).toBe(true);
});

function chunk(json: string): Buffer {
  return frame({ bytes: Buffer.from(json).toString('base64'), p: 'abc' });
}

function frame(payload: unknown): Buffer {
  return encodeFrame(CHUNK, Buffer.from(JSON.stringify(payload)));
}
