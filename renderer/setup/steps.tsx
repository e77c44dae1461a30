import { Check } from 'lucide-react';
import { hrefOf } from '../app/route.ts';

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly isDone: boolean;
}

/** The steps of the first run, each of which can be gone to at any time. */
export function Steps({ steps, current }: { steps: readonly Step[]; current: string }) {
  return (
    <nav aria-label="Steps">
      <ol className="steps">
        {steps.map(({ id, title, isDone }, index) => (
          <li key={id}>
            <a href={hrefOf(`setup/${id}`)} aria-current={id === current ? 'step' : undefined}>
              <span className={`step-number ${isDone ? 'step-done' : ''}`}>
                {isDone ? <Check size={13} strokeWidth={2.5} aria-label="Done" /> : index + 1}
              </span>
              {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
