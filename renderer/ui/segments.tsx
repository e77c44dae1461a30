import './segments.css';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';

interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly title: string }[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
}

/** One of a few, side by side. */
export function Segments<Id extends string>({ label, options, value, onChange }: SegmentsProps<Id>) {
  return (
    <ToggleGroup
      className="segments"
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next && onChange(next as Id)}
    >
      {options.map(({ id, title }) => (
        <Toggle key={id} value={id} className="segment">
          {title}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
