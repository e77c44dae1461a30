import './meter.css';
import { Meter as Base } from '@base-ui/react/meter';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly state: 'ok' | 'warn' | 'spent';
}

/** How much of a limit is used up. */
export function Meter({ label, value, max, state }: MeterProps) {
  return (
    <Base.Root className={`meter meter-${state}`} aria-label={label} value={Math.min(value, max)} max={max || 1}>
      <Base.Track className="meter-track">
        <Base.Indicator className="meter-fill" />
      </Base.Track>
    </Base.Root>
  );
}
