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

/** Values that are nested deeper can be told to no other thread: their text is still that of the wire. */
const MAX_DEPTH = 500;

function parsed(body: Buffer | undefined): unknown {
  if (!body || isDeeper(body, MAX_DEPTH)) return null;
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

/** Whether JSON text is nested deeper than some levels. */
function isDeeper(json: Buffer, most: number): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === BACKSLASH && isText) at++;
    else if (byte === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (byte === OBJECT || byte === ARRAY) {
      if (++depth > most) return true;
    } else if (byte === OBJECT + 2 || byte === ARRAY + 2) depth--;
  }
  return false;
}

const BACKSLASH = 92;
const QUOTE = 34;
const OBJECT = 123;
const ARRAY = 91;
