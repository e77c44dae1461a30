import './tip.css';
import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Keys } from './keys.tsx';

interface TipProps {
  readonly label: ReactNode;
  readonly chord?: string;
  /** The element that it is about. */
  readonly children: ReactElement;
}

/** A tooltip, for pointer and keyboard. What it says must be told to screen readers in another way. */
export function Tip({ label, chord, children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="layer">
          <Tooltip.Popup className="tip">
            {label}
            {chord && <Keys chord={chord} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
