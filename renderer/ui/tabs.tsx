import './tabs.css';
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** A word beside the title, such as a count. */
  readonly badge?: ReactNode;
  /** Asked for the tab that is open alone. */
  readonly panel: () => ReactNode;
}

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
}

/** Tabs with their panels; only the open one is there. */
export function Tabs<Id extends string>({ label, tabs, value, onChange }: TabsProps<Id>) {
  return (
    <Base.Root className="tabs" value={value} onValueChange={(next) => onChange(next as Id)}>
      <Base.List className="tab-list" aria-label={label} activateOnFocus>
        {tabs.map(({ id, title, badge }) => (
          <Base.Tab key={id} value={id} className="tab">
            {title}
            {badge !== undefined && <span className="tab-badge">{badge}</span>}
          </Base.Tab>
        ))}
        <Base.Indicator className="tab-indicator" renderBeforeHydration={false} />
      </Base.List>
      {tabs.map(({ id, panel }) => (
        <Base.Panel key={id} value={id} className="tab-panel">
          {id === value && panel()}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
