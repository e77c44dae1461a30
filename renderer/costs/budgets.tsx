import './budgets.css';
import type { BudgetRow } from '../../proxy/guard/budgets.ts';
import { useBudgets } from '../api/history.ts';
import { money } from '../format/money.ts';

const TONES = { ok: '', warn: 'warn', spent: 'bad' } as const;

/** What is spent of each budget; nothing where there are none. */
export function BudgetLines() {
  const { data: rows = [] } = useBudgets();
  if (rows.length === 0) return null;
  return (
    <ul className="budgets" aria-label="Budgets">
      {rows.map((row) => (
        <BudgetLine key={`${row.client} ${row.period}`} row={row} />
      ))}
    </ul>
  );
}

function BudgetLine({ row: { client, period, limit, spent, state, enforced } }: { row: BudgetRow }) {
  const name = `${client ?? 'All clients'}, ${period === 'day' ? 'today' : 'this month'}`;
  const share = limit > 0 ? Math.min(100, (spent / limit) * 100) : 100;
  return (
    <li className="budget">
      <span className="cut">{name}</span>
      <span className="budget-bar" aria-hidden>
        <span className={`budget-${state}`} style={{ width: `${share}%` }} />
      </span>
      <span className={`number ${TONES[state]}`}>
        {money(spent * 1e6)} of {money(limit * 1e6)}
      </span>
      <span className="quiet">
        {state === 'spent' && enforced ? 'spent: requests are refused' : enforced ? 'enforced' : 'warns only'}
      </span>
    </li>
  );
}
