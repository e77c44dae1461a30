import type { Notice } from './notice.ts';

/** A budget of which 80 % or all is spent, as the engine tells it once for each. US dollars. */
export interface BudgetReached {
  /** The name of a client's key; null for all of them together. */
  readonly client: string | null;
  readonly period: 'day' | 'month';
  readonly limit: number;
  readonly spent: number;
  readonly state: 'ok' | 'warn' | 'spent';
}

/** Undefined for a budget that nothing has to be said of. */
export function budgetNotice({ client, period, limit, spent, state }: BudgetReached): Notice | undefined {
  if (state === 'ok') return undefined;
  const whose = `${period === 'day' ? "today's" : "this month's"} budget${client === null ? '' : ` of ${client}`}`;
  const title = state === 'spent' ? `All of ${whose} is spent` : `Most of ${whose} is spent`;
  return {
    topic: 'budget',
    title,
    body: `$${spent.toFixed(2)} of $${limit.toFixed(2)} so far.`,
    action: { do: 'open', screen: 'history' },
  };
}
