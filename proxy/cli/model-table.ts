import { accessTrouble } from '../bedrock/catalogue/model-access.ts';
import { wrap } from '../doctor/wrap.ts';
import type { ModelRow } from '../routing/model-rows.ts';
import { type Column, tableLines, WIDTH } from './table.ts';

/** Prices are US dollars for a million tokens. */
const COLUMNS: readonly Column<ModelRow>[] = [
  { head: 'MODEL', cell: (row) => (isLegacy(row) ? `${row.name} *` : row.name) },
  { head: 'CONTEXT', isNumber: true, rank: 3, cell: (row) => short(row.context) },
  { head: 'OUT', isNumber: true, rank: 2, cell: (row) => short(row.max_output) },
  { head: '$ IN', isNumber: true, cell: (row) => dollars(row.usd_per_million_tokens?.input) },
  { head: '$ OUT', isNumber: true, cell: (row) => dollars(row.usd_per_million_tokens?.output) },
  { head: '$ CACHED', isNumber: true, rank: 1, cell: (row) => dollars(row.usd_per_million_tokens?.cacheRead) },
  { head: 'THROUGH', cell: wayOf },
];

const ACCESS: Column<ModelRow> = {
  head: 'ACCESS',
  cell: ({ access }) => (access ? (accessTrouble(access)?.short ?? 'yes') : 'unknown'),
};

/** A table for a terminal, 80 columns wide at most where the names allow it, and below it when legacy models end. */
export function modelTable(rows: readonly ModelRow[], stream: NodeJS.WriteStream, withAccess: boolean): string {
  if (rows.length === 0) return '';
  const lines = tableLines(withAccess ? [...COLUMNS, ACCESS] : COLUMNS, rows, {
    stream,
    style: ({ available }) => (available === false ? 'dim' : undefined),
  });
  return `${[...lines, ...legacyNotes(rows), ...hintNotes(rows)].join('\n')}\n`;
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
