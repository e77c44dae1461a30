import type { DatabaseSync } from 'node:sqlite';
import { PartReader } from './read-part.ts';
import { asBuffer } from './squeeze.ts';

/** What is kept of a request as bytes: the client's body, the one that Bedrock got, and the message the answer amounts to. */
export type Side = 'request' | 'upstream' | 'answer';

/** Rows of the table `bodies`; heads are kept there as well (see heads.ts). */
export const BodySide = { request: 0, upstream: 1, answer: 2, requestHead: 3, upstreamHead: 4, answerHead: 5 } as const;
export type BodySideName = keyof typeof BodySide;

/** A body, byte for byte as it was; undefined where none is kept. Throws where the store is damaged. */
export function readBody(db: DatabaseSync, seq: number, side: Side): Buffer | undefined {
  return readStored(db, seq, side);
}

/** Any row of `bodies`, put together. */
export function readStored(db: DatabaseSync, seq: number, side: BodySideName): Buffer | undefined {
  const row = db.prepare('SELECT recipe FROM bodies WHERE seq = ? AND side = ?').get(seq, BodySide[side]);
  return row === undefined ? undefined : new PartReader(db).render(asBuffer(row.recipe as Uint8Array));
}
