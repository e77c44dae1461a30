import type { DatabaseSync } from 'node:sqlite';
import type { RequestDetail } from '../shapes.ts';
import { readBody } from '../store/bodies.ts';
import type { Live } from '../store/live.ts';
import { priceOf, rowOf } from '../store/rows.ts';
import { wireMessages } from './wire.ts';

/** Everything that is kept of a request; null where there is no such request. */
export function readDetail(db: DatabaseSync, id: string, live: Live): RequestDetail | null {
  const record = db.prepare('SELECT * FROM requests WHERE id = ?').get(id);
  if (!record) return null;
  const row = rowOf(record);
  return {
    row,
    price: priceOf(record),
    request: parsed(readBody(db, row.seq, 'request')),
    response: readAnswer(db, row.id, row.seq, live),
    ...wireMessages(db, row, live),
    previous: record.previous === null ? null : String(record.previous),
  };
}

/** The message that the answer amounts to, as far as it has come; null where there is none. */
export function readAnswer(db: DatabaseSync, id: string, seq: number, live: Live): unknown {
  return live.message(id) ?? parsed(readBody(db, seq, 'answer'));
}

function parsed(body: Buffer | undefined): unknown {
  if (!body) return null;
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
