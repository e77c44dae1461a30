import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Change, Format, Path } from './format.ts';
import { eolOf, FormatError, placeOf } from './format-error.ts';
import { beginsLine, commaIn, lineIndent, unitOf } from './json-layout.ts';
import { type Splice, splice } from './splice.ts';

/**
 * JSON with comments and trailing commas, as editors and tools keep their settings. The library reads it, and says where
 * everything is; its own `modify` is not used, since it formats the whole line around a change and moves comments.
 */
export const jsonFormat: Format = {
  title: 'JSON',
  read(text) {
    const root = parse(text);
    return root ? (plain(root) as Record<string, unknown>) : {};
  },
  edit(text, { path, value }) {
    const root = parse(text);
    if (!root) return value === undefined ? text : fresh(path, value, eolOf(text));
    const found = find(root, path);
    if (value === undefined) return found ? splice(text, removal(text, found)) : text;
    if (found) return splice(text, [replacement(text, found, value)]);
    return splice(text, insertion(text, root, { path, value }));
  },
  isEmpty: (text) => /^\s*(\{\s*\})?\s*$/.test(text),
};

/** What was read last: one text is read, looked at and changed in turn, and may be megabytes. */
let latest: WeakRef<{ readonly text: string; readonly root: Node }> | undefined;

/** The root object; undefined where the text is blank. */
function parse(text: string): Node | undefined {
  if (text.trim() === '') return undefined;
  const known = latest?.deref();
  if (known?.text === text) return known.root;
  const root = parseAnew(text);
  latest = new WeakRef({ text, root });
  return root;
}

function parseAnew(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const words = printParseErrorCode(error.error)
      .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
      .toLowerCase();
    throw new FormatError(`is not valid JSON (${words}, ${placeOf(text, error.offset)})`);
  }
  if (root?.type !== 'object') throw new FormatError('holds no JSON object');
  return root;
}

/** The property at a path. Of several with one name, readers take the last, and which one was meant is not known. */
function find(root: Node, path: Path): Node | undefined {
  let object: Node | undefined = root;
  let property: Node | undefined;
  for (const name of path) {
    const named: Node[] = (object?.children ?? []).filter((child) => keyOf(child) === name);
    if (named.length > 1) throw new FormatError(`has the key "${name}" twice in one object`, true);
    property = named[0];
    if (!property) return undefined;
    object = valueNode(property)?.type === 'object' ? valueNode(property) : undefined;
  }
  return property;
}

function replacement(text: string, property: Node, value: unknown): Splice {
  const { offset, length } = valueNode(property) as Node;
  return { at: offset, drop: length, text: written(value, lineIndent(text, property.offset), text) };
}

/** Puts a property at the end of the innermost object on the way that is there. */
function insertion(text: string, root: Node, { path, value }: Change): Splice[] {
  let object = root;
  let depth = 0;
  for (; depth < path.length - 1; depth++) {
    const property = find(object, path.slice(depth, depth + 1));
    const inner = property && valueNode(property);
    if (!inner) break;
    if (inner.type !== 'object')
      throw new FormatError(`has something else than an object under "${path[depth]}"`, true);
    object = inner;
  }
  const name = path[depth] as string;
  const rest = path.slice(depth + 1);
  const whole = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return object.children?.length ? afterLast(text, object, name, whole) : intoEmpty(text, object, name, whole);
}

/** Comments behind the last property stay with it. */
function afterLast(text: string, object: Node, name: string, value: unknown): Splice[] {
  const last = object.children?.at(-1) as Node;
  const end = endOf(last);
  const gap = text.slice(end, endOf(object) - 1);
  const at = end + gap.trimEnd().length;
  const comma = commaIn(gap);
  const onOwnLine = text.slice(object.offset, last.offset).includes('\n') || gap.trimEnd().includes('//');
  const first = object.children?.findLast(({ offset }) => beginsLine(text, offset)) ?? last;
  const indent = lineIndent(text, first.offset);
  const before = onOwnLine ? eolOf(text) + indent : ' ';
  const put = `${before}${propertyText(name, value, onOwnLine ? indent : undefined, text)}`;
  // Who ends the last property with a comma goes on doing so.
  if (comma !== undefined) return [{ at, drop: 0, text: `${put},` }];
  if (at === end) return [{ at, drop: 0, text: `,${put}` }];
  return [
    { at: end, drop: 0, text: ',' },
    { at, drop: 0, text: put },
  ];
}

function intoEmpty(text: string, object: Node, name: string, value: unknown): Splice[] {
  const start = object.offset + 1;
  const inner = text.slice(start, endOf(object) - 1);
  const kept = inner.trimEnd().length;
  const isOneLine = !text.trim().includes('\n') && text.trim().length > 2;
  if (isOneLine) {
    const put = propertyText(name, value, undefined, text);
    return [{ at: start + kept, drop: inner.length - kept, text: kept === 0 ? put : ` ${put}` }];
  }
  const base = lineIndent(text, object.offset);
  const indent = base + unitOf(text);
  const eol = eolOf(text);
  const put = `${eol}${indent}${propertyText(name, value, indent, text)}${eol}${base}`;
  return [{ at: start + kept, drop: inner.length - kept, text: put }];
}

/** Takes a property out with its comma, and with its line where nothing else is on it. Comments stay. */
function removal(text: string, property: Node): Splice[] {
  const object = property.parent as Node;
  const siblings = object.children ?? [];
  const index = siblings.indexOf(property);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const end = endOf(property);
  const comma = commaIn(text.slice(end, next?.offset ?? endOf(object) - 1));
  const own = comma === undefined || text.slice(end, end + comma).trim() !== '' ? end : end + comma + 1;
  const cuts: Splice[] = [cutLine(text, property.offset, own)];
  if (comma !== undefined && own === end) cuts.push({ at: end + comma, drop: 1, text: '' });
  if (!next && previous && comma === undefined) {
    const before = commaIn(text.slice(endOf(previous), property.offset));
    if (before !== undefined) cuts.unshift({ at: endOf(previous) + before, drop: 1, text: '' });
  }
  const alone = siblings.length === 1 && text.slice(object.offset + 1, property.offset).trim() === '';
  if (alone && text.slice(own, endOf(object) - 1).trim() === '') {
    return [{ at: object.offset + 1, drop: object.length - 2, text: '' }];
  }
  return cuts;
}

/** With the whole line, or with the blanks before it on a line that others are on as well. */
function cutLine(text: string, start: number, end: number): Splice {
  let from = start;
  while (from > 0 && /[ \t]/.test(text[from - 1] ?? '')) from--;
  const tail = /^[ \t]*(?=\r?\n|$)/.exec(text.slice(end))?.[0];
  if (text[from - 1] === '\n' && tail !== undefined) {
    from -= text[from - 2] === '\r' ? 2 : 1;
    return { at: from, drop: end + tail.length - from, text: '' };
  }
  // Behind an opening brace, the blanks after it go in place of those before it.
  const blanks = text[from - 1] === '{' ? (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  const first = text[from - 1] === ',' || blanks === 0 ? from : start;
  return { at: first, drop: end + blanks - first, text: '' };
}

function propertyText(name: string, value: unknown, indent: string | undefined, text: string): string {
  return `${JSON.stringify(name)}: ${indent === undefined ? JSON.stringify(value) : written(value, indent, text)}`;
}

function written(value: unknown, indent: string, text: string): string {
  return JSON.stringify(value, null, unitOf(text)).replaceAll('\n', eolOf(text) + indent);
}

/** The text of a file that has nothing else in it. */
function fresh(path: Path, value: unknown, eol: string): string {
  const whole = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  return `${JSON.stringify(whole, null, 2).replaceAll('\n', eol)}${eol}`;
}

/** The value of a node, of plain objects; the library's own have no prototype, and compare as others. */
function plain(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plain);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    (node.children ?? []).map((property) => {
      const value = valueNode(property);
      return [keyOf(property), value && plain(value)];
    }),
  );
}

function keyOf(property: Node): unknown {
  return property.children?.[0]?.value;
}

function valueNode(property: Node): Node | undefined {
  return property.children?.[1];
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}
