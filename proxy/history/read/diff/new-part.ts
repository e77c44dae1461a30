import type { DatabaseSync } from 'node:sqlite';
import { listBlocks } from '../../store/blocks.ts';
import { align, isSame } from './align.ts';
import { placeOf } from './levels.ts';

/** The first turn of the client's request that the one before did not have, from 0; undefined where none is new. */
export function firstNewTurn(db: DatabaseSync, before: number, after: number): number | undefined {
  const pairs = align(listBlocks(db, before, 'request'), listBlocks(db, after, 'request'));
  const block = pairs.find((pair) => pair.after && placeOf(pair.after) === 'messages' && !isSame(pair))?.after;
  const index = /\[(\d+)\]/.exec(block?.path ?? '')?.[1];
  return index === undefined ? undefined : Number(index);
}
