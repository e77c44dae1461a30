import type { BudgetRow } from '../../proxy/guard/budgets.ts';
import { useBudgets } from '../api/history.ts';
import { Meter } from '../ui/meter.tsx';

const PERIODS: Readonly<Record<BudgetRow['period'], string>> = { day: 'today', month: 'this month' };

/** What is spent of each budget. */
export function BudgetsPanel() {
  const { data: rows = [] } = useBudgets();
  if (rows.length === 0) return null;
  return (
    <ul className="card budgets">
      {rows.map((row) => (
        <li key={`${row.client}-${row.period}`}>
          <span>
            {row.client ?? 'All clients'} <span className="quiet">{PERIODS[row.period]}</span>
          </span>
          <span className={row.state === 'ok' ? '' : row.state === 'warn' ? 'warn' : 'bad'}>
            ${row.spent.toFixed(2)} of ${row.limit.toFixed(2)}
            {row.state === 'spent' && (row.enforced ? ', spent: requests are refused' : ', spent')}
          </span>
          <Meter
            label={`${row.client ?? 'All clients'} ${PERIODS[row.period]}`}
            value={row.spent}
            max={row.limit}
            state={row.state}
          />
        </li>
      ))}
    </ul>
  );
}
