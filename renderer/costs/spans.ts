/** A span of time that costs are looked at in. */
export interface CostSpan {
  readonly id: string;
  readonly title: string;
  /** As a search. */
  readonly query: string;
  /** Days that it has; undefined for all there are. */
  readonly days: number | undefined;
}

export const SPANS: readonly [CostSpan, ...CostSpan[]] = [
  { id: '7d', title: '7 days', query: `since:${dayBefore(6)}`, days: 7 },
  { id: '30d', title: '30 days', query: `since:${dayBefore(29)}`, days: 30 },
  { id: 'today', title: 'Today', query: 'since:today', days: 1 },
  { id: 'all', title: 'All', query: '', days: undefined },
];

/** The span of a route. */
export function spanOf(id: string | null): CostSpan {
  return SPANS.find((span) => span.id === id) ?? SPANS[0];
}

/** The days of a span, oldest first, as the API groups by them: `2026-11-28`. */
export function daysOf(days: number): string[] {
  return Array.from({ length: days }, (_, index) => dayBefore(days - 1 - index));
}

function dayBefore(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() - days);
  // Swedish dates are ISO dates.
  return date.toLocaleDateString('sv');
}
