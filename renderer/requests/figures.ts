import type { RequestRow } from '../../proxy/history/shapes.ts';

/** Tokens of the whole prompt, cached or not; null where nothing was counted. */
export function promptTokens(row: RequestRow): number | null {
  if (row.inputTokens === null) return null;
  return row.inputTokens + (row.cacheReadTokens ?? 0) + cacheWriteTokens(row);
}

/** Tokens that were written to the cache, for whichever time. */
export function cacheWriteTokens(row: RequestRow): number {
  return (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0);
}

/** Tokens of the answer for each second in which it came, without the wait before it; null where that says nothing. */
export function tokensPerSecond(row: RequestRow): number | null {
  const { outputTokens, firstEventMs, lastEventMs } = row;
  if (!row.stream || outputTokens === null || firstEventMs === null || lastEventMs === null) return null;
  const ms = lastEventMs - firstEventMs;
  return outputTokens > 1 && ms > 50 ? (outputTokens / ms) * 1000 : null;
}

/** Whether it ended otherwise than its client wished. */
export function hasFailed(row: RequestRow): boolean {
  return row.state === 'cut' || row.error !== null || row.status >= 400 || (row.state === 'done' && row.status === 0);
}

/** One part of a request's time. */
export interface Phase {
  readonly name: 'credentials' | 'queue' | 'first token' | 'generation' | 'rest';
  readonly from: number;
  readonly to: number;
}

/** A request's time in its parts, in milliseconds since it came. `now` stands for the end of one that is open. */
export function phasesOf(row: RequestRow, now: number): Phase[] {
  const end = row.durationMs ?? Math.max(0, now - row.startedAt);
  const marks = [
    ['credentials', row.credentialsMs],
    ['queue', row.upstreamMs],
    ['first token', row.firstEventMs],
    ['generation', row.lastEventMs],
    ['rest', end],
  ] as const;
  const phases: Phase[] = [];
  let from = 0;
  for (const [name, mark] of marks) {
    if (mark === null || mark < from) continue;
    // What goes on in one that is open is what comes next.
    if (mark > from) phases.push({ name, from, to: mark });
    from = mark;
  }
  return phases;
}
