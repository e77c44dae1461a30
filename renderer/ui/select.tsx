import './select.css';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';

export interface Option {
  readonly value: string;
  readonly title: string;
  /** What tells it from others of a similar name. */
  readonly detail?: string | undefined;
}

interface SelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
}

/** One of several, behind a button. */
export function Select({ label, options, value, onChange, disabled = false }: SelectProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root value={value} onValueChange={(next) => next !== null && onChange(next)} disabled={disabled}>
      <Base.Trigger className="select" aria-label={label}>
        <span className="cut">{chosen?.title ?? value}</span>
        <Base.Icon className="select-icon">
          <ChevronDown size={14} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="layer">
          <Base.Popup className="menu select-menu" aria-label={label}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className="menu-item select-item">
                <Base.ItemIndicator className="select-check" keepMounted>
                  <Check size={14} aria-hidden />
                </Base.ItemIndicator>
                <Base.ItemText>{option.title}</Base.ItemText>
                {option.detail && <span className="select-detail">{option.detail}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
