import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { readBody } from './bodies.ts';
import {
  isArrayAt,
  isObjectAt,
  isStringAt,
  itemsAt,
  type Member,
  marksIn,
  membersAt,
  objectIn,
  type Span,
  without,
} from './seams.ts';

/** A piece of a prompt: what a cache takes or leaves as a whole. */
export interface Block {
  /** `tools[0]`, `system[1]`, `messages[3].content[0]`; of another field its name: `thinking`. */
  readonly path: string;
  /** The same for the same JSON, whatever marks of the cache are in it. */
  readonly hash: string;
  /** Bytes of its JSON without marks. */
  readonly size: number;
  /** Whether a cache breakpoint is on it, or behind it. */
  readonly isMarked: boolean;
  /** Its JSON without marks. */
  read(): Buffer;
}

/**
 * The blocks of a body: fields that are no part of the conversation first, as the body has them, then tools, system and
 * messages, in the order in which they are cached. Empty where the body is not kept or no JSON object.
 */
export function listBlocks(db: DatabaseSync, seq: number, side: 'request' | 'upstream'): Block[] {
  const bytes = readBody(db, seq, side);
  return bytes ? blocksOf(bytes) : [];
}

export function blocksOf(bytes: Buffer): Block[] {
  const members = objectIn(bytes) ?? [];
  const lists = members.flatMap((member) => listOf(bytes, member));
  const isListed = ({ name }: Member) => lists.some(({ owner }) => owner === name);
  const others = members.filter((member) => !isListed(member)).map(({ name, value }) => block(bytes, name, value));
  return [
    ...others,
    ...ORDER.flatMap((kind) => lists.filter((list) => list.kind === kind).flatMap(({ blocks }) => blocks)),
  ];
}

type Kind = 'tools' | 'system' | 'turns';

const ORDER: readonly Kind[] = ['tools', 'system', 'turns'];

interface List {
  /** The member of the body that it is in. */
  readonly owner: string;
  readonly kind: Kind;
  readonly blocks: Block[];
}

/** Where each API has its lists: Messages and Chat Completions, Responses (`instructions`, `input`), Converse (`toolConfig`). */
function listOf(bytes: Buffer, { name, value }: Member): List[] {
  const list = (kind: Kind, blocks: Block[]) => [{ owner: name, kind, blocks }];
  if (name === 'tools' && isArrayAt(bytes, value)) return list('tools', itemBlocks(bytes, name, value));
  if (name === 'toolConfig' && isObjectAt(bytes, value)) return list('tools', toolConfig(bytes, value));
  if (name === 'system' || name === 'instructions') return list('system', contentBlocks(bytes, name, value));
  if ((name === 'messages' || name === 'input') && isArrayAt(bytes, value))
    return list('turns', turns(bytes, name, value));
  if (name === 'input') return list('turns', contentBlocks(bytes, name, value));
  return [];
}

function toolConfig(bytes: Buffer, value: Span): Block[] {
  return membersAt(bytes, value.start).flatMap(({ name, value: inner }) =>
    name === 'tools' && isArrayAt(bytes, inner)
      ? itemBlocks(bytes, 'toolConfig.tools', inner)
      : [block(bytes, `toolConfig.${name}`, inner)],
  );
}

function turns(bytes: Buffer, path: string, value: Span): Block[] {
  return itemsAt(bytes, value.start).flatMap((turn, index) => {
    const at = `${path}[${index}]`;
    const members = isObjectAt(bytes, turn) ? membersAt(bytes, turn.start) : [];
    const content = members.find(({ name }) => name === 'content');
    if (!content || members.some(({ name }) => !PLAIN.has(name))) return [block(bytes, at, turn)];
    return contentBlocks(bytes, `${at}.content`, content.value);
  });
}

/** Members of a turn that has nothing but its content. */
const PLAIN: ReadonlySet<string> = new Set(['role', 'content', 'type', 'id', 'status']);

/** Content that is plain text is short for one block of it, and the cache sees no difference. */
function contentBlocks(bytes: Buffer, path: string, value: Span): Block[] {
  if (isArrayAt(bytes, value)) return itemBlocks(bytes, path, value);
  if (!isStringAt(bytes, value)) return [block(bytes, path, value)];
  return [whole(`${path}[0]`, textBlock(bytes.subarray(value.start, value.end)), false)];
}

/** A text block out of a JSON string. */
export function textBlock(string: Buffer): Buffer {
  return Buffer.concat([TEXT_BLOCK, string, BRACE]);
}

/** What stands before the string in `textBlock`. */
export const TEXT_BLOCK: Buffer = Buffer.from('{"type":"text","text":');
const BRACE = Buffer.from('}');

/** Converse marks by blocks of their own, which are behind what they mark. */
function itemBlocks(bytes: Buffer, path: string, value: Span): Block[] {
  const items = itemsAt(bytes, value.start);
  return items.flatMap((item, index) => {
    if (isCachePoint(bytes, item)) return [];
    const next = items[index + 1];
    return [block(bytes, `${path}[${index}]`, item, next !== undefined && isCachePoint(bytes, next))];
  });
}

function isCachePoint(bytes: Buffer, item: Span): boolean {
  return item.end - item.start < 100 && /^\{\s*"cachePoint"/.test(bytes.toString('latin1', item.start, item.end));
}

function block(bytes: Buffer, path: string, value: Span, isMarked = false): Block {
  const marks = marksIn(bytes, value);
  return whole(path, without(bytes, value, marks), isMarked || marks.length > 0);
}

function whole(path: string, bytes: Buffer, isMarked: boolean): Block {
  return { path, hash: hash('sha256', bytes, 'base64url'), size: bytes.length, isMarked, read: () => bytes };
}
