import * as v from 'valibot';
import type { About, Group } from './schema/about.ts';
import { SettingsSchema } from './settings.ts';

/** `list`: of texts. `table`: rows by a name of one's own, whose values `columns` tell. */
export type FieldType = 'boolean' | 'integer' | 'number' | 'text' | 'choice' | 'list' | 'table';

/** A value of a table's rows; its name is empty where each row has one value. */
export interface Column {
  readonly name: string;
  readonly type: 'number' | 'text';
  readonly required: boolean;
}

/** One setting, for a form or a list of what there is. */
export interface Field {
  /** `history.days`. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly group: Group;
  readonly type: FieldType;
  /** What it is where nothing is set; null where it has no value then. */
  readonly default: unknown;
  readonly unit: string | null;
  readonly example: string | null;
  /** Whether a change counts only from the next start on. */
  readonly needsRestart: boolean;
  /** Of a choice. */
  readonly choices: readonly string[];
  /** Limits of a number. */
  readonly min: number | null;
  readonly max: number | null;
  /** Of a table. */
  readonly columns: readonly Column[];
}

/** All settings in the order of the schema, which is what the file is validated by. */
export function describeSettings(): readonly Field[] {
  return FIELDS;
}

/** The setting with a path; undefined where there is none. */
export function fieldOf(path: string): Field | undefined {
  return FIELDS.find((field) => field.path === path);
}

/** Whether a path is one under which there are settings, as `history`. */
export function isSection(path: string): boolean {
  return FIELDS.some((field) => field.path.startsWith(`${path}.`));
}

interface Node extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly options?: readonly string[];
  readonly value?: Node;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
}

const FIELDS: readonly Field[] = fieldsIn(SettingsSchema as unknown as Node, '');

function fieldsIn(schema: Node, prefix: string): Field[] {
  return Object.entries(schema.entries ?? {}).flatMap(([name, entry]) => {
    const path = `${prefix}${name}`;
    const inner = unwrapped(entry);
    return inner.entries && v.getTitle(entry) === undefined ? fieldsIn(inner, `${path}.`) : [toField(path, entry)];
  });
}

function toField(path: string, entry: Node): Field {
  const inner = unwrapped(entry);
  const about = v.getMetadata(entry) as unknown as Omit<About, 'title' | 'description'>;
  return {
    path,
    title: v.getTitle(entry) ?? path,
    description: v.getDescription(entry) ?? '',
    group: about.group,
    type: typeOf(inner),
    default: v.getDefault(entry as never) ?? null,
    unit: about.unit ?? null,
    example: about.example ?? null,
    needsRestart: about.needsRestart === true,
    choices: inner.type === 'picklist' ? (inner.options ?? []) : [],
    min: limitOf(inner, 'min_value'),
    max: limitOf(inner, 'max_value'),
    columns: columnsOf(inner),
  };
}

function unwrapped(schema: Node): Node {
  return schema.type === 'optional' && schema.wrapped ? schema.wrapped : schema;
}

function typeOf(schema: Node): FieldType {
  switch (schema.type) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return hasAction(schema, 'integer') ? 'integer' : 'number';
    case 'picklist':
      return 'choice';
    case 'array':
      return 'list';
    case 'record':
      return 'table';
    default:
      return 'text';
  }
}

function columnsOf({ type, value }: Node): Column[] {
  if (type !== 'record' || !value) return [];
  const entries = value.entries ?? { '': value };
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    type: unwrapped(entry).type === 'number' ? 'number' : 'text',
    required: entry.type !== 'optional',
  }));
}

function hasAction({ pipe }: Node, type: string): boolean {
  return pipe?.some((action) => action.type === type) ?? false;
}

function limitOf({ pipe }: Node, type: string): number | null {
  const limit = pipe?.find((action) => action.type === type)?.requirement;
  return typeof limit === 'number' ? limit : null;
}
