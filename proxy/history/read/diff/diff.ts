import type { DatabaseSync } from 'node:sqlite';
import type { DiffBlock, PromptDiff, RequestRow } from '../../shapes.ts';
import { type Block, listBlocks } from '../../store/blocks.ts';
import { readBody } from '../../store/bodies.ts';
import { rowOfId } from '../pages.ts';
import { align, isSame, type Pair } from './align.ts';
import { whyBroken } from './why.ts';

/** Letters of a block that are told, and where more than so many blocks differ; the rest is in the request. */
const MAX_TEXT = 8000;
const MANY = 100;
const SHORT_TEXT = 500;

/**
 * How a request's prompt differs from `against`, else from the request that it goes on from; all is new where there is none.
 * Null where there is no such request. What Bedrock got is compared where it is kept of both and of one form, else what the
 * client sent.
 */
export function readDiff(db: DatabaseSync, id: string, against: string | null): PromptDiff | null {
  const row = rowOfId(db, id);
  if (!row) return null;
  const before = rowOfId(db, against ?? previousOf(db, id) ?? '');
  const isWire = before !== undefined && isOneForm(before, row);
  const sides = (isWire ? sidesOf(db, before, row, 'upstream') : undefined) ?? sidesOf(db, before, row, 'request');
  const pairs = sides ? align(sides.before, sides.after) : [];
  const limit = pairs.filter((pair) => !isSame(pair)).length > MANY ? SHORT_TEXT : MAX_TEXT;
  return {
    id,
    against: before?.id ?? null,
    blocks: pairs.map((pair) => toDiffBlock(pair, limit)),
    broken: before && sides ? whyBroken({ before, after: row, pairs, ttlMs: sides.ttlMs }) : null,
  };
}

function previousOf(db: DatabaseSync, id: string): string | undefined {
  const record = db.prepare('SELECT previous FROM requests WHERE id = ?').get(id);
  return typeof record?.previous === 'string' ? record.previous : undefined;
}

interface Sides {
  readonly before: readonly Block[];
  readonly after: readonly Block[];
  readonly ttlMs: number;
}

/** The blocks of both; undefined where the bodies of one are not kept. */
function sidesOf(
  db: DatabaseSync,
  before: RequestRow | undefined,
  after: RequestRow,
  side: 'request' | 'upstream',
): Sides | undefined {
  const blocks = listBlocks(db, after.seq, side);
  const old = before ? listBlocks(db, before.seq, side) : [];
  if (blocks.length === 0 || (before && old.length === 0)) return undefined;
  return { before: old, after: blocks, ttlMs: before ? ttlOf(db, before.seq, side) : FIVE_MINUTES };
}

const FIVE_MINUTES = 5 * 60_000;

/** How long what a request caches is kept: an hour where one of its breakpoints says so. */
function ttlOf(db: DatabaseSync, seq: number, side: 'request' | 'upstream'): number {
  return /"ttl"\s*:\s*"1h"/.test(readBody(db, seq, side)?.toString('latin1') ?? '') ? 12 * FIVE_MINUTES : FIVE_MINUTES;
}

/** Whether both were sent to Bedrock in one form; where they were not, the client's own requests tell more. */
function isOneForm(before: RequestRow, after: RequestRow): boolean {
  const [one, other] = [before.surface, after.surface].map((surface) => (surface === 'invoke' ? 'messages' : surface));
  return one !== null && one === other;
}

function toDiffBlock(pair: Pair, limit: number): DiffBlock {
  const { before, after } = pair;
  const { path, size, isMarked } = (after ?? before) as Block;
  const isKept = isSame(pair);
  const change = isKept ? 'same' : before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
  return {
    path,
    change,
    size,
    isMarked,
    before: isKept ? null : textOf(before, limit),
    after: isKept ? null : textOf(after, limit),
  };
}

function textOf(block: Block | undefined, limit: number): string | null {
  if (!block) return null;
  const text = block.read().toString();
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
