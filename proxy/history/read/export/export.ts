import type { DatabaseSync } from 'node:sqlite';
import type { ExportFormat, ExportPiece } from '../../questions.ts';
import type { RequestRow } from '../../shapes.ts';
import { readBody } from '../../store/bodies.ts';
import type { Live } from '../../store/live.ts';
import { readAnswer } from '../detail.ts';
import { eachRow } from '../pages.ts';
import { CSV_HEAD, csvLine } from './csv.ts';
import { figuresOf } from './figures.ts';
import { HAR_END, HAR_HEAD, harEntry } from './har.ts';

/** Letters from which on a piece is long enough; one request may bring more by itself. */
const PIECE = 1024 * 1024;

/** How a format is written: what stands before, between and behind its requests, and the order that it has them in. */
interface Writer {
  readonly order: 'newest' | 'oldest';
  readonly head: string;
  readonly between: string;
  readonly end: string;
  write(db: DatabaseSync, row: RequestRow, live: Live): string;
}

const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  // The format wants the oldest entry first.
  har: {
    order: 'oldest',
    head: HAR_HEAD,
    between: ',\n',
    end: HAR_END,
    write: (db, row, live) => JSON.stringify(harEntry(db, row, live)),
  },
  jsonl: {
    order: 'newest',
    head: '',
    between: '',
    end: '',
    write: wholeLine,
  },
  csv: { order: 'newest', head: CSV_HEAD, between: '', end: '', write: (_, row) => csvLine(figuresOf(row)) },
};

/**
 * A piece of all requests that match: from the beginning, or from behind `after`, which the piece before gave as `next`. All
 * pieces one after another are the file.
 */
export function exportPiece(
  db: DatabaseSync,
  format: ExportFormat,
  query: string,
  after: number | null,
  live: Live,
): ExportPiece {
  const { order, head, between, end, write } = WRITERS[format];
  let text = after === null ? head : '';
  let last = after;
  for (const row of eachRow(db, query, { order, after })) {
    text += (last === null ? '' : between) + write(db, row, live);
    last = row.seq;
    if (text.length >= PIECE) return { text, next: last };
  }
  return { text: text + end, next: null };
}

/**
 * A request with what was said as one line of JSON: as `adit history show --json` prints it. What the client sent stands in it
 * as it came, numbers spelled as they were; as a text where it was no JSON.
 */
export function wholeLine(db: DatabaseSync, row: RequestRow, live: Live): string {
  const figures = JSON.stringify(figuresOf(row)).slice(0, -1);
  const request = asLine(readBody(db, row.seq, 'request')?.toString());
  const response = JSON.stringify(readAnswer(db, row.id, row.seq, live));
  return `${figures},"request":${request},"response":${response}}\n`;
}

/** Line feeds of JSON stand between its tokens, and mean nothing there. */
function asLine(text: string | undefined): string {
  if (text === undefined) return 'null';
  try {
    JSON.parse(text);
    return text.replace(/[\r\n]+/g, ' ').trim();
  } catch {
    return JSON.stringify(text);
  }
}
