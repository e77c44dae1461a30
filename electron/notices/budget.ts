import { dollars } from '../menu/words.ts';
import type { Spending } from '../state/state.ts';
import type { Notice } from './notice.ts';

/** Shares of a day's budget that are told when they are reached, in percent. */
const THRESHOLDS = [80, 100] as const;

/** What has been told, of which day: `2026-11-28`. */
export interface BudgetMemory {
  readonly day: string;
  /** The highest threshold that was told; 0 for none. */
  readonly told: number;
}

/** Told once a day for each threshold; of several that are passed at once, the highest alone. */
export function budgetNotice(
  memory: BudgetMemory,
  { costMicros, budgetUsd }: Spending,
  day: string,
): { readonly memory: BudgetMemory; readonly notice?: Notice } {
  const told = memory.day === day ? memory.told : 0;
  const share = budgetUsd ? costMicros / 10_000 / budgetUsd : 0;
  const reached = THRESHOLDS.findLast((threshold) => share >= threshold) ?? 0;
  if (reached <= told || !budgetUsd) return { memory: { day, told } };
  const spent = `${dollars(costMicros)} of ${dollars(budgetUsd * 1_000_000)}`;
  return {
    memory: { day, told: reached },
    notice: {
      topic: 'budget',
      title: reached === 100 ? "Today's budget is spent" : `${reached} % of today's budget is spent`,
      body: `${spent} so far.`,
      action: { do: 'open', screen: 'history' },
    },
  };
}
