import { modelOf } from '../../../bedrock/catalogue/catalogue.ts';
import type { PromptDiff, RequestRow } from '../../shapes.ts';
import type { Pair } from './align.ts';
import { firstChange } from './change.ts';
import { placeOf } from './levels.ts';

/** Two requests, the later of which might have read what the earlier one had cached. */
export interface Comparison {
  readonly before: RequestRow;
  readonly after: RequestRow;
  /** In the order of caching. */
  readonly pairs: readonly Pair[];
  /** How long the earlier one's cache is kept, in milliseconds. */
  readonly ttlMs: number;
}

type Break = NonNullable<PromptDiff['broken']>;

/**
 * Why less was read from the cache than the request before had put there or read from it; null where all of that was read,
 * and where nothing was counted. It is told from what is known of both: Bedrock itself gives no reason.
 */
export function whyBroken(comparison: Comparison): Break | null {
  const { before, after } = comparison;
  if (after.cacheReadTokens === null || before.cacheReadTokens === null) return null;
  const cached = cachedBy(before);
  if (cached > 0 ? after.cacheReadTokens >= cached : !couldBeCached(after)) return null;
  const rules = cached > 0 ? RULES : [noBreakpoint];
  for (const rule of rules) {
    const found = rule(comparison);
    if (found) return found;
  }
  return null;
}

type Rule = (comparison: Comparison) => Break | undefined;

/**
 * The first that holds is told. What Anthropic says of its cache, Bedrock says in
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html, too.
 */
const RULES: readonly Rule[] = [
  // https://platform.claude.com/docs/en/build-with-claude/prompt-caching: caches are of one model.
  (c) => (modelName(c.before) === modelName(c.after) ? undefined : fromStart(c, MODEL)),
  // The same page of Bedrock's: with cross-region profiles, "these optimizations may lead to increased cache writes".
  (c) => (c.before.region === c.after.region ? undefined : fromStart(c, regionWords(c))),
  noBreakpoint,
  // #cache-lifetime: 5 minutes or an hour since it was used last.
  (c) => (isExpired(c) && c.after.cacheReadTokens === 0 ? fromStart(c, expiredWords(c)) : undefined),
  ({ pairs }) => firstChange(pairs),
  (c) => (isExpired(c) ? whereItEnds(c, expiredWords(c)) : undefined),
  // #concurrent-requests: an entry is there once the answer that writes it has begun.
  (c) => (c.after.startedAt < lastUse(c.before) ? whereItEnds(c, TOO_EARLY) : undefined),
  // #how-automatic-prefix-checking-works: each breakpoint looks back over 20 blocks.
  (c) => (isTooFar(c) ? whereItEnds(c, TOO_FAR) : undefined),
  (c) => whereItEnds(c, UNKNOWN),
];

const MODEL = 'the model changed, and each model has a cache of its own';
const NO_BREAKPOINT = 'there is no cache breakpoint in the request';
const TOO_EARLY = 'it was asked before the answer of the request before had begun: only then is the cache there';
const TOO_FAR =
  'more than 20 blocks lie between what was cached and the next breakpoint: Bedrock looks back no further';
const UNKNOWN =
  'nothing that is known to break a cache: Bedrock may have dropped the entry, or have answered in another region of the profile';

const MAX_LOOKBACK = 20;

/** Least tokens of a prompt that is cached, where the model's own is not known. */
const MIN_TOKENS = 1024;

/** Surfaces where nothing is cached that no breakpoint stands behind. */
const MARKED_SURFACES: ReadonlySet<string | null> = new Set(['messages', 'invoke', 'converse']);

function noBreakpoint(comparison: Comparison): Break | undefined {
  const { pairs, after } = comparison;
  if (!MARKED_SURFACES.has(after.surface) || pairs.some((pair) => pair.after?.isMarked)) return undefined;
  return fromStart(comparison, NO_BREAKPOINT);
}

/** Tokens that a request leaves in the cache for the next one. */
function cachedBy(row: RequestRow): number {
  return (row.cacheReadTokens ?? 0) + (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0);
}

function couldBeCached(row: RequestRow): boolean {
  const least = modelOf(row.servedModel ?? '')?.minCacheableTokens ?? MIN_TOKENS;
  return (row.inputTokens ?? 0) + cachedBy(row) >= least;
}

/** Profiles of one model share its name; that they share a cache is told by the region. */
function modelName({ servedModel, model }: RequestRow): string | null {
  return modelOf(servedModel ?? '')?.slug ?? servedModel ?? model;
}

function regionWords({ before, after }: Comparison): string {
  return `it was asked of ${after.region} and not of ${before.region}, and each region has a cache of its own`;
}

function lastUse({ startedAt, firstEventMs, durationMs }: RequestRow): number {
  return startedAt + (firstEventMs ?? durationMs ?? 0);
}

function isExpired({ before, after, ttlMs }: Comparison): boolean {
  return after.startedAt - lastUse(before) > ttlMs;
}

function expiredWords({ ttlMs }: Comparison): string {
  const time = ttlMs >= 3_600_000 ? '1 hour' : `${ttlMs / 60_000} minutes`;
  return `more than ${time} passed since the request before, so the cache entry had expired`;
}

/** Whether the breakpoint that should find the cached part is too far behind it. */
function isTooFar({ pairs }: Comparison): boolean {
  const blocks = promptOf(pairs).filter(({ after }) => after !== undefined);
  const end = blocks.findLastIndex(({ before }) => before?.isMarked);
  const next = blocks.findIndex(({ after }, at) => at >= end && after?.isMarked);
  return end >= 0 && next - end > MAX_LOOKBACK;
}

/** Nothing of the prompt could be read. */
function fromStart({ pairs }: Comparison, why: string): Break {
  const [first] = promptOf(pairs);
  return { path: (first?.after ?? first?.before)?.path ?? 'messages[0]', why };
}

/** The block at which reading stopped: about there, since tokens are reckoned from bytes. */
function whereItEnds({ pairs, after }: Comparison, why: string): Break {
  const blocks = promptOf(pairs).flatMap((pair) => pair.after ?? []);
  const bytes = blocks.reduce((sum, { size }) => sum + size, 0);
  const tokens = (after.inputTokens ?? 0) + cachedBy(after);
  let left = tokens === 0 ? 0 : (bytes * (after.cacheReadTokens ?? 0)) / tokens;
  const block = blocks.find(({ size }) => {
    left -= size;
    return left < 0;
  });
  return { path: (block ?? blocks.at(-1))?.path ?? 'messages[0]', why };
}

function promptOf(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(({ before, after }) => placeOf(after ?? before ?? { path: '' }) !== 'fields');
}
