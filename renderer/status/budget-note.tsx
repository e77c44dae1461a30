import { Wallet } from 'lucide-react';
import type { BudgetRow } from '../../proxy/guard/budgets.ts';
import { useBudgets } from '../api/history.ts';
import { hrefOf } from '../app/route.ts';
import { percent } from '../format/numbers.ts';
import { Tip } from '../ui/tip.tsx';

/** The budget that is nearest to its end, from 80 % of it on; leads to all budgets. */
export function BudgetNote() {
  const { data: rows = [] } = useBudgets();
  const row = rows.filter(({ state }) => state !== 'ok').sort((a, b) => share(b) - share(a))[0];
  if (!row) return null;
  return (
    <Tip label={wordsOf(row)}>
      <a
        className={`strip-item strip-budget ${row.state === 'spent' ? 'bad' : 'warn'}`}
        href={hrefOf('settings/budgets')}
      >
        <Wallet size={14} aria-hidden />
        {row.state === 'spent' ? 'Budget spent' : `Budget ${percent(row.spent, row.limit)}`}
      </a>
    </Tip>
  );
}

function share({ spent, limit }: BudgetRow): number {
  return limit > 0 ? spent / limit : 1;
}

function wordsOf({ client, period, spent, limit, enforced, state }: BudgetRow): string {
  const whose = client === null ? 'All clients' : client;
  const amount = `${whose}: $${spent.toFixed(2)} of $${limit.toFixed(2)} ${period === 'day' ? 'today' : 'this month'}.`;
  return enforced && state === 'spent' ? `${amount} Requests are refused until it is over.` : amount;
}
