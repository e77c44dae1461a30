import { isDeepStrictEqual } from 'node:util';
import { toolError } from './errors.ts';
import { type Change, editText, FORMATS, type Format, isObject, type Path, valueAt } from './files/format.ts';
import { BOM, FormatError } from './files/format-error.ts';
import { splice, splicesBetween } from './files/splice.ts';
import {
  makeFolders,
  missingFolders,
  readTextFile,
  removeFolders,
  removeText,
  replaceText,
  type TextFile,
} from './files/text-file.ts';
import { unifiedDiff } from './files/unified.ts';
import type { Kept } from './memory.ts';
import { digestOf, type Get, planApply, planUndo } from './merge.ts';
import type { Place, Plan, Wish } from './place.ts';
import type { Where } from './tool.ts';

type FileWhere = Extract<Where, { kind: 'file' }>;

/** A settings file that was read. The mark at its beginning, if it has one, is in none of the texts. */
interface Opened {
  readonly where: FileWhere;
  readonly source: TextFile;
  readonly format: Format;
  readonly mark: string;
  readonly body: string;
  readonly get: Get;
}

/** Reads a settings file. Throws AditError where it cannot be read or parsed. */
export function openFile(where: FileWhere): Place {
  const { file } = where;
  const source = readTextFile(file);
  const mark = source.text?.startsWith(BOM) ? BOM : '';
  const body = source.text?.slice(mark.length) ?? '';
  const format = FORMATS[where.format];
  const values = told(file, () => format.read(body));
  const opened = { where, source, format, mark, body, get: (path: Path) => valueAt(values, path) };
  return {
    get: opened.get,
    plan: (wish) => told(file, () => (wish.kind === 'apply' ? planApplying(opened, wish) : planUndoing(opened, wish))),
  };
}

function planApplying(opened: Opened, { tool, wants, kept, url }: Wish): Plan {
  const { where, source, format, body, get } = opened;
  const { keys, changes } = planApply(get, wants, kept?.keys, url);
  const text = edit(opened, changes);
  const own = exactOwn(opened, kept) ?? ownBody(opened, keys, kept);
  const ownValues = format.read(own);
  const folders = missingFolders(source.target);
  return {
    diff: diffOf(opened, text),
    theirs: keys
      .filter(({ path, before }) => before !== undefined && isDeepStrictEqual(before, get(path)))
      .filter(({ path }) => changes.some((change) => isDeepStrictEqual(change.path, path)))
      .map(({ path, before }) => ({ path, value: before })),
    kept: {
      tool,
      where,
      since: kept?.since ?? Date.now(),
      keys: keys.map((key) => ({ ...key, path: [...key.path] })),
      madeFile: source.text === undefined || (kept?.madeFile ?? false),
      madeFolders: folders.length > 0 ? folders : (kept?.madeFolders ?? []),
      madeTables: tablesOf(wants.map(({ path }) => path)).filter((path) => valueAt(ownValues, path) === undefined),
      text: digestOf(text),
      splices: splicesBetween(text, own),
    },
    async commit() {
      if (source.text !== undefined && text === body) return true;
      makeFolders(source.target);
      return replaceText(source, opened.mark + text);
    },
  };
}

function planUndoing(opened: Opened, { wants, kept, url }: Wish): Plan {
  const { source, format, body, get } = opened;
  const { changes, theirs } = planUndo(get, wants, kept?.keys, url);
  const tables = kept?.madeTables ?? tablesOf(wants.map(({ path }) => path));
  const own = exactOwn(opened, kept) ?? edit(opened, withEmptied(opened, changes, tables));
  const goes = source.text === undefined || (kept?.madeFile === true && format.isEmpty(own));
  return {
    diff: source.text === undefined ? '' : diffOf(opened, goes ? undefined : own),
    theirs: source.text === undefined ? [] : theirs.map((path) => ({ path, value: get(path) })),
    kept: undefined,
    async commit() {
      const done = goes ? removeText(source) : own === body || replaceText(source, opened.mark + own);
      if (done && goes) removeFolders(kept?.madeFolders ?? []);
      return done;
    },
  };
}

/** The person's own text to the byte, where the file still is what Adit wrote. */
function exactOwn({ body, source }: Opened, kept: Kept | undefined): string | undefined {
  return source.text !== undefined && kept?.text === digestOf(body) ? splice(body, kept.splices) : undefined;
}

/** The person's own text, made key by key. */
function ownBody(opened: Opened, keys: readonly { path: Path; before?: unknown }[], kept: Kept | undefined): string {
  const changes = keys
    .filter(({ path, before }) => !isDeepStrictEqual(opened.get(path), before))
    .map(({ path, before }): Change => ({ path, value: before }));
  const tables = kept?.madeTables ?? tablesOf(keys.map(({ path }) => path));
  return edit(opened, withEmptied(opened, changes, tables));
}

/** Tables that Adit made go as well, where nothing of the person's is in them. */
function withEmptied({ get }: Opened, changes: readonly Change[], tables: readonly Path[]): Change[] {
  const all = [...changes];
  for (const table of tables) {
    const value = get(table);
    const gone = all
      .filter(({ path, value: put }) => put === undefined && isInside(path, table))
      .map(({ path }) => path);
    const isEmptied =
      isObject(value) && Object.keys(value).every((name) => gone.some((path) => isSame(path, [...table, name])));
    if (isEmptied && gone.length > 0) all.push({ path: table, value: undefined });
  }
  return all;
}

/** The tables that paths go through, the innermost first. */
function tablesOf(paths: readonly Path[]): string[][] {
  const all = paths.flatMap((path) => path.slice(0, -1).map((_, depth) => path.slice(0, depth + 1)));
  const distinct = all.filter((path, at) => all.findIndex((other) => isSame(path, other)) === at);
  return distinct.sort((a, b) => b.length - a.length).map((path) => [...path]);
}

function edit({ format, body, where }: Opened, changes: readonly Change[]): string {
  return editText(format, body, changes, where.file);
}

function diffOf({ where, source, body }: Opened, text: string | undefined): string {
  return unifiedDiff(where.file, source.text === undefined ? undefined : body, text);
}

/** Says which file an error of its format is about. */
function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const code = error.readable ? 'not-editable' : 'unparsable';
    throw toolError(code, `${file} ${error.message}. It was left alone.`, file, error);
  }
}

function isInside(path: Path, table: Path): boolean {
  return path.length === table.length + 1 && isSame(path.slice(0, -1), table);
}

function isSame(path: Path, other: Path): boolean {
  return isDeepStrictEqual([...path], [...other]);
}
