import './costs.css';
import { ChartColumn } from 'lucide-react';
import { wordsOf } from '../api/client.ts';
import { useCosts } from '../api/history.ts';
import { useStatus } from '../api/status.ts';
import { setParams, useRoute } from '../app/route.ts';
import { Empty } from '../ui/empty.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segments } from '../ui/segments.tsx';
import { BudgetLines } from './budgets.tsx';
import { CostTable } from './cost-table.tsx';
import { DayChart } from './day-chart.tsx';
import { COST_TABS, type CostTab } from './groups.ts';
import { SPANS, spanOf } from './spans.ts';
import { Totals } from './totals.tsx';

/** What the requests cost: a chart by day, and sums by whatever one asks. */
export function CostsScreen() {
  const { params } = useRoute();
  const span = spanOf(params.get('span'));
  const by = COST_TABS.find(({ id }) => id === params.get('by'))?.id ?? 'model';
  const { data: days, error } = useCosts('day', span.query);
  const { data: status } = useStatus();
  const { data: groups } = useCosts(by, span.query);
  return (
    <div className="costs">
      <div className="costs-bar">
        <h1>Costs</h1>
        <Segments label="Span of time" options={SPANS} value={span.id} onChange={(id) => setParams({ span: id })} />
      </div>
      {error && <p className="note note-bad">{wordsOf(error)}</p>}
      {status?.demo && (
        <Notice kind="info">The demo is free. Its requests are shown with what a model would have cost.</Notice>
      )}
      {days && <Totals days={days} />}
      <BudgetLines />
      {days && days.length > 0 && <DayChart rows={days} span={span} />}
      {days?.length === 0 && (
        <Empty icon={ChartColumn} title="Nothing was asked in this time">
          <p>Costs appear with the first request: how to point a tool at Adit is on the screen of requests.</p>
        </Empty>
      )}
      {groups && groups.length > 0 && (
        <section className="costs-groups" aria-label="Sums">
          <Segments<CostTab> label="Sums by" options={COST_TABS} value={by} onChange={(id) => setParams({ by: id })} />
          <CostTable rows={groups} by={by} span={span} />
        </section>
      )}
    </div>
  );
}
