import type { RecentRequest, ShellState, Spending } from '../../state/state.ts';
import { type Entry, item, text } from '../entry.ts';
import { dollars, short } from '../words.ts';

/** How many of the last requests a menu shows. */
const SHOWN = 5;

/** The last requests, each with model and cost, and what today has cost. */
export function requestEntries({ engine, recent, today }: ShellState): Entry[] {
  if (engine.state !== 'on' && engine.state !== 'off') return [];
  return [
    text(recent.length > 0 ? 'Last Requests' : 'No requests yet'),
    ...recent.slice(0, SHOWN).map((row) => item(wordsOf(row), { do: 'open', screen: 'history', at: row.id })),
    text(spent(today)),
  ];
}

function wordsOf({ client, model, state, costMicros }: RecentRequest): string {
  const cost = costMicros === null ? 'unpriced' : dollars(costMicros);
  const end = { open: 'under way', failed: 'failed', done: cost }[state];
  return `${short(model ?? 'no model')} · ${short(client, 20)} · ${end}`;
}

function spent({ costMicros, unpriced, budgetUsd }: Spending): string {
  const budget = budgetUsd === null ? '' : ` of ${dollars(budgetUsd * 1_000_000)}`;
  const rest = unpriced === 0 ? '' : `, ${unpriced} unpriced`;
  return `Today: ${dollars(costMicros)}${budget}${rest}`;
}
