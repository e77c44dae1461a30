import { useQuery } from '@tanstack/react-query';
import type { BudgetRow } from '../../proxy/guard/budgets.ts';
import { answerOf, api } from '../api/client.ts';
import { Meter } from '../ui/meter.tsx';

const BUDGETS = ['budgets'];

export function useBudgets() {
  return useQuery({ queryKey: BUDGETS, queryFn: () => answerOf(api.budgets.$get()), staleTime: 0 });
}

const PERIODS: Readonly<Record<BudgetRow['period'], string>> = { day: 'today', month: 'this month' };

/** What is spent of each budget. */
export function BudgetsPanel() {
  const { data } = useBudgets();
  if (!data || data.rows.length === 0) return null;
  return (
    <ul className="card budgets">
      {data.rows.map((row) => (
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
