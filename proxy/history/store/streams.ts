import type { DatabaseSync } from 'node:sqlite';
import type { TimedEvent } from '../shapes.ts';
import type { Batch } from '../worker-messages.ts';
import { readBody } from './bodies.ts';
import { readVarint } from './recipe.ts';
import { asBuffer, squeezeStream, unsqueezeStream } from './squeeze.ts';
import { VarintWriter } from './varint-writer.ts';

/** Rows of the table `streams`: events of the answer, and bytes on either side where they are in another form. */
export const StreamSide = { events: 0, upstream: 1, client: 2 } as const;
export type StreamSideName = keyof typeof StreamSide;

/** The stored events of an answer from position `after` on. */
export function readEvents(db: DatabaseSync, seq: number, after: number): TimedEvent[] {
  const stored = readStream(db, seq, 'events');
  return stored ? unpackEvents(stored).slice(after) : [];
}

/** Bytes as they were on the wire, all pieces joined; undefined where they are not kept. */
export function readBytes(db: DatabaseSync, seq: number, side: 'upstream' | 'client'): Buffer | undefined {
  return readStream(db, seq, side);
}

/** Stores a stream, in the place of what was there. What the request's answer has is compressed with it for a dictionary. */
export function writeStream(db: DatabaseSync, seq: number, side: StreamSideName, bytes: Buffer, answer?: Buffer): void {
  const { data, form } = squeezeStream(bytes, answer);
  db.prepare('INSERT OR REPLACE INTO streams (seq, side, form, data) VALUES (?, ?, ?, ?)').run(
    seq,
    StreamSide[side],
    form,
    data,
  );
}

/**
 * Events as one text: column by column, since what is alike compresses well side by side: the names of types, then the
 * type, the time since the event before, and the length of each event, then what they hold.
 */
export function packEvents(batches: readonly Batch[]): Buffer {
  const numbers = new Map<string, number>();
  for (const { types } of batches) for (const type of types) if (!numbers.has(type)) numbers.set(type, numbers.size);
  const header = Buffer.from(JSON.stringify([...numbers.keys()]));
  const count = batches.reduce((sum, { lengths }) => sum + lengths.length, 0);
  const columns = new VarintWriter(3 * count + 2);
  columns.write(header.length);
  columns.append(header);
  columns.write(count);
  for (const { types } of batches) for (const type of types) columns.write(numbers.get(type) ?? 0);
  let before = 0;
  for (const { at } of batches) {
    for (const time of at) {
      const ms = Math.max(0, Math.round(time));
      columns.write(Math.max(0, ms - before));
      before = ms;
    }
  }
  for (const { lengths } of batches) for (const length of lengths) columns.write(length);
  return Buffer.concat([columns.toBuffer(), ...batches.map(({ bytes }) => bytes)]);
}

/** The events of batches as they came. */
export function eventsOf(batches: readonly Batch[]): TimedEvent[] {
  const events: TimedEvent[] = [];
  for (const { bytes, lengths, at, types } of batches) {
    const text = asBuffer(bytes);
    let start = 0;
    for (const [index, length] of lengths.entries()) {
      const data = text.toString('utf8', start, start + length);
      const ms = Math.max(0, Math.round(at[index] ?? 0));
      events.push({ index: events.length, at: ms, type: types[index] ?? '', data });
      start += length;
    }
  }
  return events;
}

/** Events that were read out of bytes, packed alike. */
export function packTimed(events: readonly TimedEvent[]): Buffer {
  const data = events.map((event) => Buffer.from(event.data));
  const bytes = new Uint8Array(Buffer.concat(data));
  const lengths = data.map(({ length }) => length);
  return packEvents([{ bytes, lengths, at: events.map(({ at }) => at), types: events.map(({ type }) => type) }]);
}

/** All bytes of batches. */
export function joined(batches: readonly Batch[]): Buffer {
  return Buffer.concat(batches.map(({ bytes }) => bytes));
}

export function unpackEvents(packed: Buffer): TimedEvent[] {
  const reader = { bytes: packed, at: 0 };
  const start = readVarint(reader);
  const names = JSON.parse(packed.toString('utf8', reader.at, reader.at + start)) as string[];
  reader.at += start;
  const count = readVarint(reader);
  const column = () => Array.from({ length: count }, () => readVarint(reader));
  const [types, gaps, lengths] = [column(), column(), column()];
  let at = 0;
  return types.map((type, index) => {
    at += gaps[index] ?? 0;
    const end = reader.at + (lengths[index] ?? 0);
    const data = packed.toString('utf8', reader.at, end);
    reader.at = end;
    return { index, at, type: names[type] ?? '', data };
  });
}

function readStream(db: DatabaseSync, seq: number, side: StreamSideName): Buffer | undefined {
  const row = db.prepare('SELECT form, data FROM streams WHERE seq = ? AND side = ?').get(seq, StreamSide[side]);
  if (row === undefined) return undefined;
  return unsqueezeStream(row.data as Uint8Array, row.form as number, () => readBody(db, seq, 'answer'));
}
