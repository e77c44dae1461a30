import './menu.css';
import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

export interface MenuItem {
  readonly title: string;
  readonly icon?: LucideIcon;
  readonly run: () => void;
  readonly isDangerous?: boolean;
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Items; null is a line between them. */
  readonly items: readonly (MenuItem | null)[];
}

/** A menu behind a button. */
export function Menu({ trigger, items }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="layer">
          <Base.Popup className="menu">
            {items.map((item, index) =>
              item ? <Item key={item.title} {...item} /> : <Base.Separator key={index} className="menu-line" />,
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ title, icon: Icon, run, isDangerous }: MenuItem) {
  return (
    <Base.Item className={`menu-item ${isDangerous ? 'bad' : ''}`} onClick={run}>
      {Icon ? <Icon size={14} strokeWidth={1.9} aria-hidden /> : <span className="menu-gap" />}
      {title}
    </Base.Item>
  );
}
