import type { CostRow } from '../../proxy/history/shapes.ts';
import { money } from '../format/money.ts';
import { compact, percent, whole } from '../format/numbers.ts';

/** The sums of a span of time, in one line. */
export function Totals({ days }: { days: readonly CostRow[] }) {
  const sum = (field: Exclude<keyof CostRow, 'group' | 'title'>) => days.reduce((total, row) => total + row[field], 0);
  const read = sum('cacheReadTokens');
  const prompts = sum('inputTokens') + read + sum('cacheWriteTokens');
  const unpriced = sum('unpriced');
  return (
    <dl className="totals">
      <Total name="Cost" value={money(sum('costMicros'))} note={unpriced > 0 ? `${whole(unpriced)} unpriced` : ''} />
      <Total name="Saved by Adit’s caching" value={money(sum('savedMicros'))} />
      <Total name="Requests" value={whole(sum('requests'))} />
      <Total
        name="Input tokens"
        value={compact(prompts)}
        note={read > 0 ? `${percent(read, prompts)} from the cache` : ''}
      />
      <Total name="Output tokens" value={compact(sum('outputTokens'))} />
    </dl>
  );
}

function Total({ name, value, note = '' }: { name: string; value: string; note?: string }) {
  return (
    <div className="total">
      <dt>{name}</dt>
      <dd>
        {value} {note && <span className="total-note">{note}</span>}
      </dd>
    </div>
  );
}
