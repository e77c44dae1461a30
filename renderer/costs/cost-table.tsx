import type { CostRow } from '../../proxy/history/shapes.ts';
import { hrefOf } from '../app/route.ts';
import { money } from '../format/money.ts';
import { compact, percent, whole } from '../format/numbers.ts';
import { COST_TABS, type CostTab, nameOf, queryOf } from './groups.ts';
import type { CostSpan } from './spans.ts';

interface CostTableProps {
  readonly rows: readonly CostRow[];
  readonly by: CostTab;
  readonly span: CostSpan;
}

/** Sums by group, the dearest first; each leads to its requests. */
export function CostTable({ rows, by, span }: CostTableProps) {
  const most = Math.max(1, ...rows.map(({ costMicros }) => costMicros));
  const sorted = by === 'day' ? rows.toReversed() : rows.toSorted((a, b) => b.costMicros - a.costMicros);
  const title = COST_TABS.find(({ id }) => id === by)?.title;
  return (
    <table className="cost-table">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">
            <span className="unseen">Share</span>
          </th>
          <Heads names={['Cost', 'Saved', 'Requests', 'Input', 'Cache', 'Written', 'Output']} />
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <tr key={row.group}>
            <th scope="row" className="cut">
              <GroupName row={row} by={by} span={span} />
            </th>
            <td className="cost-share">
              <span style={{ width: `${(row.costMicros / most) * 100}%` }} />
            </td>
            <Figures row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heads({ names }: { names: readonly string[] }) {
  return names.map((name) => (
    <th key={name} scope="col" className="number">
      {name}
    </th>
  ));
}

function Figures({ row }: { row: CostRow }) {
  const prompts = row.inputTokens + row.cacheReadTokens + row.cacheWriteTokens;
  const isUnpriced = row.unpriced === row.requests;
  return (
    <>
      <td className="number" title={row.unpriced > 0 ? `${row.unpriced} of them have no known price` : undefined}>
        {isUnpriced ? <span className="quiet">unpriced</span> : money(row.costMicros)}
        {!isUnpriced && row.unpriced > 0 && '+'}
      </td>
      <td className="number">{row.savedMicros === 0 ? '–' : money(row.savedMicros)}</td>
      <td className="number">{whole(row.requests)}</td>
      <td className="number">{compact(prompts)}</td>
      <td className="number">{percent(row.cacheReadTokens, prompts) || '–'}</td>
      <td className="number">{compact(row.cacheWriteTokens)}</td>
      <td className="number">{compact(row.outputTokens)}</td>
    </>
  );
}

function GroupName({ row, by, span }: { row: CostRow; by: CostTab; span: CostSpan }) {
  const name = nameOf(row, by);
  const query = queryOf(row, by, span.query);
  if (query === undefined) return <span className="quiet">{name}</span>;
  return (
    <a href={hrefOf('requests', { q: query })} title={row.group}>
      {name}
    </a>
  );
}
