import './chip.css';
import type { ReactNode } from 'react';

export type ChipKind = 'quiet' | 'good' | 'warn' | 'bad' | 'accent';

/** A state in a word. The word says it; the colour only helps. */
export function Chip({ kind, children }: { kind: ChipKind; children: ReactNode }) {
  return <span className={`chip chip-${kind}`}>{children}</span>;
}
