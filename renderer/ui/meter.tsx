interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly state: 'ok' | 'warn' | 'spent';
}

/** How much of a limit is used up. */
export function Meter({ label, value, max, state }: MeterProps) {
  const share = max > 0 ? Math.min(1, value / max) : 1;
  return (
    <div className={`meter meter-${state}`} role="meter" aria-label={label} aria-valuenow={value} aria-valuemin={0} aria-valuemax={max}>
      <div className="meter-fill" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
