import type { ReactNode } from 'react';

/** Names with their values. */
export function FactList({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

interface FactProps {
  readonly name: string;
  /** Nothing is shown where there is none. */
  readonly value: string | null;
  readonly isCode?: boolean;
  /** What can be done with it. */
  readonly children?: ReactNode;
}

export function Fact({ name, value, isCode, children }: FactProps) {
  if (value === null) return null;
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <span className={isCode ? 'mono' : ''}>{value}</span>
        {children}
      </dd>
    </div>
  );
}
