import { isDeepStrictEqual } from 'node:util';
import { describeSettings, isSection } from './describe.ts';
import type { Settings, SettingsInput } from './settings.ts';

/**
 * New values of settings: `{ "history": { "days": 7 }, "region": null }`. A setting is replaced as a whole, a table too;
 * null brings its default back.
 */
export type SettingsPatch = Nullable<SettingsInput>;

type Nullable<T> = { readonly [K in keyof T]?: Section<T[K]> | null };

/** What stands under a section may be given in part, too. */
type Section<T> =
  NonNullable<T> extends readonly unknown[] | Record<string, string>
    ? T
    : NonNullable<T> extends object
      ? Nullable<NonNullable<T>>
      : T;

type Json = Readonly<Record<string, unknown>>;

/** What a file says, with a patch over it. Nothing is validated, and what no schema has is kept. */
export function withPatch(file: Json, patch: Json, prefix = ''): Record<string, unknown> {
  let patched: Record<string, unknown> = { ...file };
  for (const [name, value] of Object.entries(patch)) {
    const path = `${prefix}${name}`;
    const old = own(patched, name);
    const isPart = isSection(path) && isRecord(value);
    const next = isPart ? withPatch(isRecord(old) ? old : {}, value, `${path}.`) : value;
    const isGone = next === null || (isPart && isRecord(next) && Object.keys(next).length === 0);
    const { [name]: _, ...others } = patched;
    // In its place, so that the file keeps its order.
    if (isGone) patched = others;
    else patched = { ...patched, [name]: next };
  }
  return patched;
}

/** A patch that sets one setting, or all under a path: `history.days`. */
export function patchOf(path: string, value: unknown): Json {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Json;
}

/** The value of a setting by its path; undefined where it has none. */
export function valueAt(settings: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isRecord(inner) ? own(inner, name) : undefined), settings);
}

/** Paths of the settings whose values differ. */
export function changedPaths(before: Settings, after: Settings): string[] {
  return describeSettings()
    .map(({ path }) => path)
    .filter((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)));
}

/** A value that is set inside an object along a path; undefined takes it away. */
export function withValue<T extends object>(object: T, path: string, value: unknown): T {
  const [name = '', ...rest] = path.split('.');
  const inner = (object as Json)[name];
  const next = rest.length > 0 ? withValue(isRecord(inner) ? inner : {}, rest.join('.'), value) : value;
  return { ...object, [name]: next };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
