import { memo } from 'react';
import type { Result } from './pairs.ts';
import { PartView } from './part-view.tsx';
import type { Turn } from './turns.ts';

interface TurnViewProps {
  readonly turn: Turn;
  readonly results: ReadonlyMap<string, Result>;
  /** Shown as one line at first. */
  readonly isFolded?: boolean;
  /** A word beside the role. */
  readonly note?: string;
  /** Whether more of it is coming. */
  readonly isOpen?: boolean;
}

/** What one side said. */
export const TurnView = memo(function TurnView({ turn, results, isFolded, note, isOpen = false }: TurnViewProps) {
  const { role, parts } = turn;
  const body = parts.map((part, index) => (
    <PartView key={index} part={part} results={results} isGrowing={isOpen && index === parts.length - 1} />
  ));
  if (isFolded) {
    return (
      <details className={`turn turn-${role}`}>
        <summary className="turn-role">
          {role} <span className="quiet cut">{firstWords(turn)}</span>
        </summary>
        {body}
      </details>
    );
  }
  return (
    <article className={`turn turn-${role}`} aria-label={role}>
      <h4 className="turn-role">
        {role} {note && <span className="quiet">{note}</span>}
      </h4>
      {body}
      {parts.length === 0 && <p className="quiet">{isOpen ? 'Nothing has come yet.' : 'Nothing came.'}</p>}
    </article>
  );
});

function firstWords({ parts }: Turn): string {
  const first = parts.find((part) => part.kind === 'text');
  return first?.kind === 'text' ? first.text.slice(0, 160) : '';
}
