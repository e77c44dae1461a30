import type { Block } from '../../store/blocks.ts';
import { PLACES, placeOf } from './levels.ts';

/** A block before and after: one of them is missing where it is new or removed. */
export interface Pair {
  readonly before: Block | undefined;
  readonly after: Block | undefined;
}

/** Puts the blocks of two requests side by side, in the order in which they are cached. */
export function align(before: readonly Block[], after: readonly Block[]): Pair[] {
  return PLACES.flatMap((place) => {
    const isThere = (block: Block) => placeOf(block) === place;
    const [old, now] = [before.filter(isThere), after.filter(isThere)];
    return place === 'fields' ? alignByPath(old, now) : alignLists(old, now);
  });
}

/** Whether it is the same block in both. */
export function isSame({ before, after }: Pair): boolean {
  return before !== undefined && before.hash === after?.hash;
}

function alignByPath(before: readonly Block[], after: readonly Block[]): Pair[] {
  const old = new Map(before.map((block) => [block.path, block]));
  const pairs: Pair[] = after.map((block) => ({ before: old.get(block.path), after: block }));
  const kept = new Set(after.map(({ path }) => path));
  return [...pairs, ...before.filter(({ path }) => !kept.has(path)).map(removed)];
}

/** Blocks that are in both, in the same order, split the lists; what lies between them is paired one by one. */
function alignLists(before: readonly Block[], after: readonly Block[]): Pair[] {
  const places = Map.groupBy(before.keys(), (at) => before[at]?.hash);
  const pairs: Pair[] = [];
  let old = 0;
  let waiting: Block[] = [];
  for (const block of after) {
    const at = places.get(block.hash)?.find((place) => place >= old);
    if (at === undefined) {
      waiting.push(block);
      continue;
    }
    pairs.push(...paired(before.slice(old, at), waiting), { before: before[at], after: block });
    waiting = [];
    old = at + 1;
  }
  return [...pairs, ...paired(before.slice(old), waiting)];
}

/** What took whose place; what is left over is new or removed. */
function paired(before: readonly Block[], after: readonly Block[]): Pair[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, at) => ({ before: before[at], after: after[at] }));
}

function removed(block: Block): Pair {
  return { before: block, after: undefined };
}
