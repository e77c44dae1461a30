import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { CostRow } from '../../proxy/history/shapes.ts';
import { useBudgets } from '../api/history.ts';
import { useMedia } from '../ui/media.ts';
import { useSize } from '../ui/use-size.ts';
import { chartOptions, HEIGHT } from './chart-options.ts';
import { type CostSpan, daysOf } from './spans.ts';

/** Cost and savings of each day, and the budget of a day as a line. The table of days says the same in words. */
export function DayChart({ rows, span }: { rows: readonly CostRow[]; span: CostSpan }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const { width } = useSize(box);
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const byDay = new Map(rows.map((row) => [row.group, row]));
  const days = span.days ? daysOf(span.days) : rows.map(({ group }) => group).sort();
  const dollars = (field: 'costMicros' | 'savedMicros') => days.map((day) => (byDay.get(day)?.[field] ?? 0) / 1e6);
  const { data: budgets = [] } = useBudgets();
  const limit = budgets.find(({ client, period }) => client === null && period === 'day')?.limit ?? null;
  const data: uPlot.AlignedData = [
    days.map((_, index) => index),
    dollars('costMicros'),
    dollars('savedMicros'),
    days.map(() => limit),
  ];
  const names = days.join();
  const hasSaved = rows.some(({ savedMicros }) => savedMicros !== 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours come from the scheme, and data are set below
  useEffect(() => {
    if (!box.current || width === 0) return;
    const made = new uPlot(chartOptions(box.current, width, names.split(','), hasSaved), data, box.current);
    chart.current = made;
    return () => made.destroy();
  }, [width, isDark, names, hasSaved]);
  useEffect(() => chart.current?.setData(data));

  return (
    <figure className="day-chart" aria-label="Cost of each day">
      <div ref={box} style={{ height: HEIGHT }} />
      {(hasSaved || limit !== null) && (
        <figcaption className="legend">
          <span>
            <span className="swatch tokens-fresh" aria-hidden /> Cost
          </span>
          {hasSaved && (
            <span>
              <span className="swatch tokens-read" aria-hidden /> Saved by Adit’s caching
            </span>
          )}
          {limit !== null && (
            <span>
              <span className="swatch budget-line" aria-hidden /> Budget of a day
            </span>
          )}
        </figcaption>
      )}
    </figure>
  );
}
