import { isDeepStrictEqual } from 'node:util';
import { toolError } from '../errors.ts';
import { jsonFormat } from './json.ts';
import { tomlFormat } from './toml.ts';

/** Where a value stands in a file: the names on the way to it. */
export type Path = readonly string[];

/** A value to be set; `undefined` takes the key out. */
export interface Change {
  readonly path: Path;
  readonly value: unknown;
}

/** A kind of file whose text can be read, and changed key by key without touching the rest. */
export interface Format {
  /** For people: `JSON`. */
  readonly title: string;
  /** All values. Throws FormatError. */
  read(text: string): Record<string, unknown>;
  /** The text with one value set or taken out, and everything else as it was. Throws FormatError. */
  edit(text: string, change: Change): string;
  /** Whether the text says nothing at all: no key, and no comment. */
  isEmpty(text: string): boolean;
}

export type FormatName = 'json' | 'toml';

export const FORMATS: Readonly<Record<FormatName, Format>> = { json: jsonFormat, toml: tomlFormat };

/**
 * The text with all changes made. What comes out is read again: where anything besides the changes would be different, the
 * file is left alone. Throws AditError.
 */
export function editText(format: Format, text: string, changes: readonly Change[], file: string): string {
  if (changes.length === 0) return text;
  const values = format.read(text);
  const edited = changes.reduce((rest, change) => format.edit(rest, change), text);
  const expected = changes.reduce(withValue, values);
  if (isDeepStrictEqual(withoutEmpty(readAgain(format, edited)), withoutEmpty(expected))) return edited;
  throw toolError(
    'not-editable',
    `${file} is written in a way that Adit cannot change safely. It was left alone.`,
    file,
  );
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    values,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readAgain(format: Format, text: string): unknown {
  try {
    return format.read(text);
  } catch {
    return undefined;
  }
}

/** Values with one of them set or taken out. */
export function withValue(values: Record<string, unknown>, { path, value }: Change): Record<string, unknown> {
  const [name, ...rest] = path;
  if (name === undefined) return values;
  if (rest.length > 0) {
    const inner = valueAt(values, [name]);
    if (!isObject(inner) && value === undefined) return values;
    return { ...values, [name]: withValue(isObject(inner) ? inner : {}, { path: rest, value }) };
  }
  const { [name]: _, ...others } = values;
  return value === undefined ? others : { ...values, [name]: value };
}

/** Tables that hold nothing are written in some formats and not in others. */
function withoutEmpty(value: unknown): unknown {
  // Dates of TOML are objects as well.
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, withoutEmpty(inner)] as const)
    .filter(([, inner]) => !isEmptyTable(inner));
  return Object.fromEntries(kept);
}

function isEmptyTable(value: unknown): boolean {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}
