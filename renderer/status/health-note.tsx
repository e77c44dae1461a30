import { TriangleAlert } from 'lucide-react';
import type { StoreHealth } from '../../proxy/history/shapes.ts';
import { counted } from '../format/numbers.ts';
import { Tip } from '../ui/tip.tsx';

/** What is wrong with the history, where something is. */
export function HealthNote({ health }: { health: StoreHealth }) {
  const words = wordsOf(health);
  if (!words) return null;
  return (
    <Tip label={words}>
      <span className={`strip-item ${health.state === 'failing' ? 'bad' : 'warn'} health`} role="status">
        <TriangleAlert size={14} aria-hidden />
        <span className="cut">{words}</span>
      </span>
    </Tip>
  );
}

function wordsOf({ state, problem, lostBodies, lostRequests, setAside }: StoreHealth): string | undefined {
  if (problem) return problem;
  if (state === 'off') return 'History is off: requests are passed on and not kept.';
  if (setAside) return `The history’s file was damaged, and is kept as ${setAside}. A new one was begun.`;
  if (lostRequests > 0) return `${counted(lostRequests, 'request')} could not be kept.`;
  return lostBodies > 0 ? `${counted(lostBodies, 'request')} came too fast to keep what they said.` : undefined;
}
