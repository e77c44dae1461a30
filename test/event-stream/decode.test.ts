import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, FrameDecoder, FrameError } from '../../proxy/bedrock/event-stream/decode.ts';
import { encodeFrame } from '../../proxy/bedrock/event-stream/encode.ts';
import { cutBy, cutEvery } from '../support/cut.ts';

/** Any frame that the format can carry; `__proto__` is no name that a plain object can hold. */
const anyFrame = fc.record({
  headers: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__'),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    { maxKeys: 4, noNullPrototype: true },
  ),
  payload: fc.uint8Array({ maxLength: 2000 }),
});

test('any frames, cut anywhere, come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, { maxLength: 6 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 700 })),
      (all, cuts) => {
        const bytes = Buffer.concat(all.map(({ headers, payload }) => encodeFrame(headers, payload)));
        const { frames, decoder } = decode(cutBy(bytes, cuts));
        expect(frames).toEqual(all.map(({ headers, payload }) => ({ headers, payload: Buffer.from(payload) })));
        expect(decoder.isInsideFrame).toBe(false);
      },
    ),
  );
});

test('peers lost a stream when a read ended 1 to 3 bytes into the next frame: here every single position may end one', () => {
  const bytes = Buffer.concat([frameOf('first'), frameOf('second'), frameOf('third')]);
  for (let at = 0; at <= bytes.length; at++) {
    const { frames } = decode([bytes.subarray(0, at), bytes.subarray(at)]);
    expect(frames.map(({ payload }) => payload.toString())).toEqual(['first', 'second', 'third']);
  }
});

for (const size of [1, 2, 3, 7]) {
  test(`reads of ${size} bytes make the same frames`, () => {
    const bytes = Buffer.concat([frameOf('first'), frameOf(''), frameOf('x'.repeat(500))]);
    const { frames } = decode(cutEvery(bytes, size));
    expect(frames.map(({ payload }) => payload.length)).toEqual([5, 0, 500]);
  });
}

test('a frame is given out with its last byte, before anything follows it', () => {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder();
  const bytes = frameOf('whole');
  decoder.push(bytes.subarray(0, -1), (frame) => frames.push(frame));
  expect(frames).toHaveLength(0);
  expect(decoder.isInsideFrame).toBe(true);
  decoder.push(bytes.subarray(-1), (frame) => frames.push(frame));
  expect(frames).toHaveLength(1);
  expect(decoder.isInsideFrame).toBe(false);
});

test('frames that follow each other with other headers each have their own', () => {
  const { frames } = decode([
    Buffer.concat(['a', 'b', 'b', 'a'].map((kind) => encodeFrame({ ':event-type': kind }, Buffer.alloc(0)))),
  ]);
  expect(frames.map(({ headers }) => headers[':event-type'])).toEqual(['a', 'b', 'b', 'a']);
});

test('a frame changed in any one byte is refused or waits for more, and is never taken for another', () => {
  const bytes = frameOf('payload that is signed by two checksums');
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [0x01, 0x80]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ bit;
      expect(() => decode([changed]), `byte ${at}`).toThrow(FrameError);
    }
  }
});

test('any mutation of any frames gives frames or a FrameError, and no other exception', () => {
  const mutation = fc.record({
    at: fc.nat(4000),
    drop: fc.nat(20),
    insert: fc.uint8Array({ maxLength: 20 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyFrame, { minLength: 1, maxLength: 3 }),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      (all, mutations) => {
        let bytes = Buffer.concat(all.map(({ headers, payload }) => encodeFrame(headers, payload)));
        for (const { at, drop, insert } of mutations) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + drop)]);
        }
        expectFramesOrFrameError(bytes);
      },
    ),
    { numRuns: 500 },
  );
});

test('random bytes give a FrameError or wait for more', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expectFramesOrFrameError(Buffer.from(bytes))));
});

test('a size that no frame has is refused as soon as it is read, not waited for', () => {
  for (const size of [0, 15, 24 * 1024 * 1024 + 1, 0xffff_ffff]) {
    expect(() => decode([prelude(size, 0)]), String(size)).toThrow(/impossible size/);
  }
  expect(() => decode([prelude(100, 200)])).toThrow(/impossible size/);
  expect(() => decode([prelude(200_000, 190_000)])).toThrow(/impossible size/);
});

test('headers of all ten types are passed over, and the strings among them are read', () => {
  const values: Buffer[] = [
    Buffer.from([0]),
    Buffer.from([1]),
    Buffer.from([2, 7]),
    Buffer.from([3, 0, 7]),
    Buffer.from([4, 0, 0, 0, 7]),
    Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 7]),
    Buffer.from([6, 0, 2, 255, 254]),
    Buffer.from([7, 0, 2, 0xc3, 0xa9]),
    Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 7]),
    Buffer.concat([Buffer.from([9]), Buffer.alloc(16, 3)]),
  ];
  const head = Buffer.concat(
    values.map((value, type) => Buffer.concat([Buffer.from([2]), Buffer.from(`h${type}`), value])),
  );
  const { frames } = decode([frameWithHead(head)]);
  expect(frames).toEqual([{ headers: { h7: 'é' }, payload: Buffer.from('ok') }]);
});

test('headers that end too early, or are of no known type, are a FrameError', () => {
  for (const head of [
    [5, 65],
    [1, 65, 7, 0, 9, 65],
    [1, 65, 10],
    [1, 65, 4, 0, 0],
    [1, 65],
  ]) {
    expect(() => decode([frameWithHead(Buffer.from(head))]), String(head)).toThrow(FrameError);
  }
});

test('a megabyte in small reads takes well under a second', () => {
  const bytes = encodeFrame({ ':event-type': 'chunk' }, Buffer.alloc(1024 * 1024, 'x'));
  const start = performance.now();
  const { frames } = decode(cutEvery(bytes, 16_384));
  expect(frames).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(1000);
});

function frameOf(text: string): Buffer {
  return encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, Buffer.from(text));
}

/** A frame whose headers are these bytes, with right checksums. */
function frameWithHead(head: Buffer): Buffer {
  const model = encodeFrame({}, Buffer.concat([head, Buffer.from('ok')]));
  return resealed(model, head.length);
}

/** Says that the first `headSize` bytes behind the prelude are headers: encodes again with that, and right checksums. */
function resealed(frame: Buffer, headSize: number): Buffer {
  const start = prelude(frame.length, headSize);
  const body = Buffer.concat([start, frame.subarray(12, -4)]);
  return Buffer.concat([body, uint32(crc32(body))]);
}

function prelude(size: number, headSize: number): Buffer {
  const sizes = Buffer.concat([uint32(size), uint32(headSize)]);
  return Buffer.concat([sizes, uint32(crc32(sizes))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function decode(reads: Iterable<Buffer>): { frames: Frame[]; decoder: FrameDecoder } {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder();
  for (const read of reads) decoder.push(read, (frame) => frames.push(frame));
  return { frames, decoder };
}

function expectFramesOrFrameError(bytes: Buffer): void {
  try {
    decode([bytes]);
  } catch (error) {
    expect(error).toBeInstanceOf(FrameError);
  }
}
