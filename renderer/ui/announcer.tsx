import { useSyncExternalStore } from 'react';

let words = '';
const listeners = new Set<() => void>();

/** Says something to who uses a screen reader: what was done, never what goes on by itself. */
export function announce(text: string): void {
  // The same words twice are told twice.
  words = words === text ? `${text}\u00a0` : text;
  for (const tell of listeners) tell();
}

/** The place that screen readers read announcements from. */
export function Announcer() {
  const text = useSyncExternalStore(listen, () => words);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}
