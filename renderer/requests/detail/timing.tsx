import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { span } from '../../format/time.ts';
import { type Phase, phasesOf } from '../figures.ts';
import { useNow } from '../now.ts';

const NAMES: Readonly<Record<Phase['name'], string>> = {
  credentials: 'Credentials',
  queue: 'Bedrock answers',
  'first token': 'First token',
  generation: 'Generation',
  rest: 'Rest',
};

/** Where a request's time went. */
export function TimingSection({ row }: { row: RequestRow }) {
  const now = useNow(row.state === 'open');
  const phases = phasesOf(row, now);
  const all = phases.at(-1)?.to ?? 0;
  return (
    <section>
      <h3>
        Time <span className="quiet">{span(all)}</span>
      </h3>
      <div className="bar" aria-hidden>
        {phases.map(({ name, from, to }) => (
          <span key={name} className={`phase phase-${name.replace(' ', '-')}`} style={{ flexGrow: to - from }} />
        ))}
      </div>
      <ul className="legend">
        {phases.map(({ name, from, to }) => (
          <li key={name}>
            <span className={`swatch phase-${name.replace(' ', '-')}`} aria-hidden />
            {name === 'rest' && row.state === 'open' ? 'Waiting' : NAMES[name]} <strong>{span(to - from)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
