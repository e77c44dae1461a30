import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Change, Format, Path } from './format.ts';
import { eolOf, FormatError } from './format-error.ts';
import { splice } from './splice.ts';

/**
 * TOML. The library reads it, and says where everything is; the text is changed at these places alone. Values that are
 * written are strings, numbers and booleans, whose spelling TOML shares with JSON.
 */
export const tomlFormat: Format = {
  title: 'TOML',
  read: (text) => getStaticTOMLValue(parse(text)) as Record<string, unknown>,
  edit(text, change) {
    const [root] = parse(text).body;
    return change.value === undefined ? remove(text, root, change.path) : set(text, root, change);
  },
  isEmpty: (text) => text.trim() === '',
};

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const words = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    throw new FormatError(`is not valid TOML (${words}, line ${error.lineNumber}, column ${error.column + 1})`);
  }
}

function set(text: string, root: AST.TOMLTopLevelTable, { path, value }: Change): string {
  const there = keyValues(root).find((entry) => isSame(entry.path, path));
  const spelled = JSON.stringify(value);
  if (there) {
    const [at, end] = there.node.value.range;
    return splice(text, [{ at, drop: end - at, text: spelled }]);
  }
  const table = path.slice(0, -1);
  const line = `${keyText(path.at(-1) ?? '')} = ${spelled}`;
  const eol = eolOf(text);
  if (table.length === 0) return intoRoot(text, root, line, eol);
  const header = tables(root).find((node) => isSame(node.resolvedKey, table));
  if (header) return splice(text, [{ at: lineEnd(text, endOf(header)), drop: 0, text: eol + line }]);
  refuseInline(root, table);
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  return `${text}${gap}[${table.map(keyText).join('.')}]${eol}${line}${eol}`;
}

/** Keys of no table stand before all tables. */
function intoRoot(text: string, root: AST.TOMLTopLevelTable, line: string, eol: string): string {
  const last = root.body.filter((node) => node.type === 'TOMLKeyValue').at(-1);
  if (last) return splice(text, [{ at: lineEnd(text, last.range[1]), drop: 0, text: eol + line }]);
  return `${line}${eol}${text === '' ? '' : eol}${text}`;
}

function remove(text: string, root: AST.TOMLTopLevelTable, path: Path): string {
  const there = keyValues(root).find((entry) => isSame(entry.path, path));
  if (there?.inline) throw new FormatError(`has "${path.join('.')}" inside an inline table`, true);
  const table = tables(root).find((node) => isSame(node.resolvedKey, path) && node.body.length === 0);
  const node = there?.node ?? table;
  if (!node) return text;
  const [start, end] = node.range;
  let from = text.lastIndexOf('\n', start - 1) + 1;
  const to = lineEnd(text, end);
  // A comment of the person's behind it stays.
  if (text.slice(end, to).trim() !== '') return splice(text, [{ at: start, drop: end - start, text: '' }]);
  const after = /^\r?\n/.exec(text.slice(to))?.[0].length ?? 0;
  // With a table goes the empty line before it.
  if (node === table) from -= /(?<=^|\n)\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0;
  return splice(text, [{ at: from, drop: to + after - from, text: '' }]);
}

interface Entry {
  readonly path: Path;
  readonly node: AST.TOMLKeyValue;
  /** It is one of several on a line. */
  readonly inline: boolean;
}

function keyValues(root: AST.TOMLTopLevelTable): Entry[] {
  return root.body.flatMap((node) => {
    if (node.type === 'TOMLKeyValue') return entriesOf(node, [], false);
    if (node.kind === 'array') return [];
    return node.body.flatMap((inner) => entriesOf(inner, node.resolvedKey.map(String), false));
  });
}

function entriesOf(node: AST.TOMLKeyValue, table: Path, inline: boolean): Entry[] {
  const path = [...table, ...node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  const inner = node.value.type === 'TOMLInlineTable' ? node.value.body.flatMap((it) => entriesOf(it, path, true)) : [];
  return [{ path, node, inline }, ...inner];
}

function tables(root: AST.TOMLTopLevelTable): AST.TOMLTable[] {
  return root.body.filter((node) => node.type === 'TOMLTable').filter((node) => node.kind === 'standard');
}

/** What is written as one value, or as an array of tables, cannot get a table of its own at the end of the file. */
function refuseInline(root: AST.TOMLTopLevelTable, table: Path): void {
  const taken = keyValues(root).find(({ path }) =>
    path.every((name, at) => table[at] === undefined || table[at] === name),
  );
  if (!taken) return;
  const name = taken.path.slice(0, table.length).join('.');
  throw new FormatError(`has "${name}" written within a line. Write it as a table, [${name}], and try again`, true);
}

function isSame(path: readonly (string | number)[], other: Path): boolean {
  return path.length === other.length && path.every((name, at) => String(name) === other[at]);
}

function endOf(table: AST.TOMLTable): number {
  return table.body.at(-1)?.range[1] ?? table.range[1];
}

/** Where the line of an offset ends. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

/** https://toml.io/en/v1.0.0#keys */
function keyText(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
