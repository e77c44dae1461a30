import { useCosts } from '../api/history.ts';
import { hrefOf } from '../app/route.ts';
import { money } from '../format/money.ts';

/** What today has cost so far; leads to all costs. */
export function Today() {
  const { data: rows } = useCosts('day', 'since:today');
  const micros = (rows ?? []).reduce((sum, { costMicros }) => sum + costMicros, 0);
  return (
    <a className="today" href={hrefOf('costs')}>
      <span className="quiet">Today</span> {rows ? money(micros) : '–'}
    </a>
  );
}
