import type { Block } from '../../store/blocks.ts';
import { isSame, type Pair } from './align.ts';
import { FIELD_LEVELS, type Level, PLACES, placeOf } from './levels.ts';

/** The first thing that is not what it was, within what the request before had cached; undefined where there is none. */
export function firstChange(pairs: readonly Pair[]): { readonly path: string; readonly why: string } | undefined {
  const prompt = pairs.filter((pair) => placeIn(pair) !== 'fields');
  const marked = prompt.findLastIndex(({ before }) => before?.isMarked);
  const cached = marked < 0 ? prompt : prompt.slice(0, marked + 1);
  const at = cached.findIndex((pair) => !isSame(pair));
  const field = changedField(pairs);
  const start = field ? cached.findIndex((pair) => PLACES.indexOf(placeIn(pair)) >= PLACES.indexOf(field.level)) : -1;
  if (field && start >= 0 && (at < 0 || start <= at)) return field;
  const pair = cached[at];
  return pair ? { path: pathOf(pair), why: whatChanged(pair, prompt.slice(at + 1)) } : undefined;
}

/** The changed field that costs most of the cache. */
function changedField(pairs: readonly Pair[]): { path: string; why: string; level: Level } | undefined {
  const fields = pairs
    .filter((pair) => placeIn(pair) === 'fields' && !isSame(pair))
    .flatMap((pair) => {
      const path = pathOf(pair);
      const found = FIELD_LEVELS.find(({ field }) => field.test(path));
      return found
        ? [{ path, why: `${found.name} changed, on which the cache of ${found.level} depends`, level: found.level }]
        : [];
    });
  return fields.sort((a, b) => PLACES.indexOf(a.level) - PLACES.indexOf(b.level))[0];
}

function whatChanged(pair: Pair, rest: readonly Pair[]): string {
  const { before, after } = pair;
  if (before && after) return `${named(after)} changed`;
  if (before) return `${named(before)} is gone`;
  const next = rest.find((one) => one.before !== undefined);
  return next ? `a block was put in before ${pathOf(next)}` : `${pathOf(pair)} is new`;
}

/** A block by its place, and a tool by its name as well. */
function named(block: Block): string {
  if (placeOf(block) !== 'tools') return block.path;
  const name = /"name"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(block.read().toString())?.[1];
  return name === undefined ? block.path : `${block.path} (${JSON.parse(name)})`;
}

function pathOf({ before, after }: Pair): string {
  return (after ?? before)?.path ?? '';
}

function placeIn({ before, after }: Pair) {
  return placeOf(after ?? before ?? { path: '' });
}
