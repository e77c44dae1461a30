import './select.css';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { type KeyboardEvent, useState } from 'react';

export interface Suggestion {
  readonly value: string;
  readonly detail?: string | undefined;
}

interface SuggestProps {
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The person has finished: with Enter, by choosing a suggestion, or by going elsewhere. */
  readonly onCommit?: (value: string, how: 'enter' | 'choice' | 'leave') => void;
  readonly placeholder?: string | undefined;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
}

/** A field for any text, with those that are likely behind it. */
export function Suggest(props: SuggestProps) {
  const { label, suggestions, value, onChange, onCommit, placeholder, invalid, describedBy } = props;
  const [isOpen, setOpen] = useState(false);
  const fitting = fittingOf(suggestions, value);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // With a suggestion marked, Enter chooses that.
    if (event.key !== 'Enter' || event.currentTarget.getAttribute('aria-activedescendant')) return;
    setOpen(false);
    onCommit?.(event.currentTarget.value, 'enter');
  };
  return (
    <Autocomplete.Root
      items={fitting}
      mode="none"
      itemToStringValue={(item: Suggestion) => item.value}
      value={value}
      onValueChange={(next, details) => {
        onChange(next);
        if (details.reason === 'item-press') onCommit?.(next, 'choice');
      }}
      // An empty list is none: while one is open, screen readers are kept to it.
      open={isOpen && fitting.length > 0}
      onOpenChange={setOpen}
      openOnInputClick
    >
      <Autocomplete.Input
        className="input suggest"
        aria-label={label}
        aria-autocomplete="list"
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        placeholder={placeholder}
        onKeyDown={onKeyDown}
        onBlur={(event) => onCommit?.(event.currentTarget.value, 'leave')}
        spellCheck={false}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="layer">
          <Autocomplete.Popup className="menu suggest-menu">
            <Autocomplete.List>
              {(item: Suggestion) => (
                <Autocomplete.Item key={item.value} value={item} className="menu-item suggest-item">
                  <span className="cut">{item.value}</span>
                  {item.detail && <span className="select-detail">{item.detail}</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

/** Those that have what was typed in them; none where it is one of them already. */
function fittingOf(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const words = typed.trim().toLowerCase();
  if (suggestions.some(({ value }) => value === words)) return [];
  return suggestions.filter(({ value, detail = '' }) => `${value} ${detail}`.toLowerCase().includes(words));
}
