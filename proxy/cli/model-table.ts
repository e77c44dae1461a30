import { styleText } from 'node:util';
import { accessTrouble } from '../bedrock/catalogue/model-access.ts';
import { wrap } from '../doctor/wrap.ts';
import type { ModelRow } from '../routing/model-rows.ts';

interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
  cell(row: ModelRow): string;
}

/** Prices are US dollars for a million tokens. */
const COLUMNS: readonly Column[] = [
  { head: 'MODEL', cell: (row) => (isLegacy(row) ? `${row.name} *` : row.name) },
  { head: 'CONTEXT', isNumber: true, cell: (row) => short(row.context) },
  { head: 'OUT', isNumber: true, cell: (row) => short(row.max_output) },
  { head: '$ IN', isNumber: true, cell: (row) => dollars(row.usd_per_million_tokens?.input) },
  { head: '$ OUT', isNumber: true, cell: (row) => dollars(row.usd_per_million_tokens?.output) },
  { head: '$ CACHED', isNumber: true, cell: (row) => dollars(row.usd_per_million_tokens?.cacheRead) },
  { head: 'THROUGH', cell: wayOf },
];

const ACCESS: Column = {
  head: 'ACCESS',
  cell: ({ access }) => (access ? (accessTrouble(access)?.short ?? 'yes') : 'unknown'),
};

/** Left out one by one, the first first, until the table fits. */
const DISPENSABLE = ['$ CACHED', 'OUT', 'CONTEXT'];
const WIDTH = 80;

/** A table for a terminal, 80 columns wide at most where the names allow it, and below it when legacy models end. */
export function modelTable(rows: readonly ModelRow[], stream: NodeJS.WriteStream, withAccess: boolean): string {
  if (rows.length === 0) return '';
  let columns = withAccess ? [...COLUMNS, ACCESS] : COLUMNS;
  for (const head of DISPENSABLE) {
    if (widthsOf(columns, rows).reduce((sum, width) => sum + width + 2, -2) <= WIDTH) break;
    columns = columns.filter((column) => column.head !== head);
  }
  const widths = widthsOf(columns, rows);
  const text = (cell: (column: Column) => string) =>
    columns
      .map((column, at) =>
        column.isNumber ? cell(column).padStart(widths[at] ?? 0) : cell(column).padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const head = styleText(
    'bold',
    text((column) => column.head),
    { stream },
  );
  const body = rows.map((row) => {
    const line = text((column) => column.cell(row));
    return row.available === false ? styleText('dim', line, { stream }) : line;
  });
  return `${[head, ...body, ...legacyNotes(rows), ...hintNotes(rows)].join('\n')}\n`;
}

function widthsOf(columns: readonly Column[], rows: readonly ModelRow[]): number[] {
  return columns.map((column) => Math.max(column.head.length, ...rows.map((row) => column.cell(row).length)));
}

function legacyNotes(rows: readonly ModelRow[]): string[] {
  const legacy = rows.filter(isLegacy);
  if (legacy.length === 0) return [];
  const notes = legacy.map(
    ({ name, end_of_life }) => `* ${name} ${end_of_life ? `ends ${end_of_life}` : 'ends; AWS does not say when'}`,
  );
  return ['', '* Legacy: Bedrock will end these models.', ...new Set(notes)];
}

/** Hints of several rows are told once. */
function hintNotes(rows: readonly ModelRow[]): string[] {
  const hints = new Set(rows.flatMap((row) => row.hints));
  return [...hints].flatMap((hint) => ['', ...wrap(hint, WIDTH)]);
}

function isLegacy({ lifecycle }: ModelRow): boolean {
  return lifecycle === 'LEGACY';
}

/** The geography that answers, in a word. */
function wayOf({ through, available, id }: ModelRow): string {
  if (through === null || available === false) return 'not here';
  if (through.startsWith('arn:')) return 'own';
  return through === id ? 'region' : through.slice(0, -id.length - 1);
}

function short(tokens: number): string {
  return tokens >= 1_000_000 ? `${Math.round(tokens / 100_000) / 10}M` : `${Math.round(tokens / 1000)}k`;
}

function dollars(price: number | undefined): string {
  return price === undefined ? '' : String(price);
}
