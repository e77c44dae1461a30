import { styleText } from 'node:util';

/** Columns of a terminal that nobody has widened. */
export const WIDTH = 80;

const GAP = '  ';

export interface Column<Row> {
  readonly head: string;
  readonly isNumber?: boolean;
  /** Left out while the table is too wide: the column with the lowest number first. */
  readonly rank?: number;
  /** Least columns of text that may be cut to let the table fit, where it may be cut at all. */
  readonly least?: number;
  cell(row: Row): string;
}

export interface TableOptions<Row> {
  readonly stream: NodeJS.WriteStream;
  /** Columns there are; what the names need, where they cannot be cut. */
  readonly width?: number;
  /** How a row is to look as a whole. */
  style?(row: Row): Style | undefined;
}

type Style = Parameters<typeof styleText>[0];

/** Columns that a stream shows: those of its terminal, at least 80; 80 where it goes elsewhere. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.max(stream.columns ?? WIDTH, WIDTH) : WIDTH;
}

/** Lines of a table with a head; none where there are no rows. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { stream, width = WIDTH, style = () => undefined }: TableOptions<Row>,
): string[] {
  if (rows.length === 0) return [];
  const { kept, widths } = layOut(columns, rows, width);
  const line = (cell: (column: Column<Row>) => string) =>
    kept
      .map((column, at) => pad(cut(cell(column), widths[at] ?? 0), widths[at] ?? 0, column.isNumber))
      .join(GAP)
      .trimEnd();
  const head = styleText(
    'bold',
    line(({ head: text }) => text),
    { stream },
  );
  const body = rows.map((row) => {
    const text = line((column) => column.cell(row));
    const look = style(row);
    return look === undefined ? text : styleText(look, text, { stream });
  });
  return [head, ...body];
}

/** Leaves columns out, then cuts texts, the widest first, until all fits or nothing more can be done. */
function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number) {
  let kept = columns;
  const tooWide = (widths: readonly number[]) => total(widths) - width;
  const ranked = columns.filter(({ rank }) => rank !== undefined).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  for (const next of ranked) {
    if (tooWide(leastWidths(kept, rows)) <= 0) break;
    kept = kept.filter((column) => column !== next);
  }
  const widths = kept.map((column) => fullWidth(column, rows));
  const widest = [...kept.entries()].sort(([a], [b]) => (widths[b] ?? 0) - (widths[a] ?? 0));
  for (const [at, { least }] of widest) {
    const over = tooWide(widths);
    const full = widths[at] ?? 0;
    if (over > 0 && least !== undefined) widths[at] = Math.max(Math.min(least, full), full - over);
  }
  return { kept, widths };
}

function leastWidths<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): number[] {
  return columns.map((column) => Math.min(fullWidth(column, rows), column.least ?? Number.POSITIVE_INFINITY));
}

function fullWidth<Row>({ head, cell }: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((most, row) => Math.max(most, columnsOf(cell(row))), head.length);
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
}

function pad(text: string, width: number, isNumber = false): string {
  const blanks = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return isNumber ? blanks + text : text + blanks;
}

/** Text in one line of at most `width` columns. What files and clients made up must not colour a terminal. */
export function cut(text: string, width: number): string {
  const plain = printable(text);
  if (columnsOf(plain) <= width) return plain;
  let left = width - 1;
  const letters = [...plain];
  const end = letters.findIndex((letter) => {
    left -= columnsOf(letter);
    return left < 0;
  });
  return `${letters.slice(0, end).join('').trimEnd()}…`;
}

/** Text without signs that steer a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '?');
}

/** Letters that take two columns (https://www.unicode.org/reports/tr11/), and marks that take none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/gu;
const EMPTY = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Columns that a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  const letters = text.replace(EMPTY, '');
  return [...letters].length + (letters.match(WIDE)?.length ?? 0);
}
