import type { Column } from '../../proxy/settings/describe.ts';

/** A row of a table that is being edited; `id` stays while its name is typed. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly cells: readonly string[];
}

type Table = Readonly<Record<string, unknown>>;

let lastId = 0;

export function emptyRow(columns: readonly Column[]): Row {
  return { id: ++lastId, name: '', cells: columns.map(() => '') };
}

/** The rows of a table's value. */
export function toRows(value: Table, columns: readonly Column[]): Row[] {
  return Object.entries(value).map(([name, row]) => ({
    id: ++lastId,
    name,
    cells: columns.map((column) => cellOf(column.name === '' ? row : (row as Table)[column.name])),
  }));
}

/** The value that rows make; null where there are none, undefined where one of them is not whole yet. */
export function fromRows(rows: readonly Row[], columns: readonly Column[]): Table | null | undefined {
  const names = rows.map(({ name }) => name.trim());
  if (names.some((name, at) => name === '' || names.indexOf(name) !== at)) return undefined;
  const entries = rows.map(({ name, cells }) => [name.trim(), rowValue(cells, columns)] as const);
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Undefined where what has to be there is not. */
function rowValue(cells: readonly string[], columns: readonly Column[]): unknown {
  if (columns.some(({ required }, at) => required && !cells[at]?.trim())) return undefined;
  const values = columns.map(({ type }, at) => {
    const text = cells[at]?.trim() ?? '';
    return type === 'number' && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  });
  if (columns.length === 1 && columns[0]?.name === '') return values[0];
  const entries = columns.map(({ name }, at) => [name, values[at]]).filter(([, value]) => value !== '');
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function cellOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
