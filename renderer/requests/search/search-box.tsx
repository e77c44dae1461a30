import './search.css';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSearchFields } from '../../api/history.ts';
import { IconButton } from '../../ui/button.tsx';
import { Keys } from '../../ui/keys.tsx';
import { type Suggestion, suggestionsFor, take } from './completion.ts';
import { Suggestions } from './suggestions.tsx';

/** How long somebody has stopped typing before it is searched, in milliseconds. */
const PAUSE_MS = 250;

/** A term whose value is still to be typed would only be refused. */
function isUnfinished(text: string): boolean {
  return /(?:^|\s)-?[a-z]+(?::|[<>]=?)$/i.test(text);
}

interface SearchBoxProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
  /** What is wrong with the search. */
  readonly error: string | undefined;
}

/** The search, with what its terms can be (ARIA practices: combobox with a list). */
export function SearchBox({ query, onSearch, error }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { data: fields = [] } = useSearchFields();
  const caret = input.current?.selectionStart ?? text.length;
  const suggestions = isOpen ? suggestionsFor(text, caret, fields) : [];
  useEffect(() => setText((typed) => (typed.trim() === query ? typed : query)), [query]);
  useEffect(() => {
    if (text.trim() === query || isUnfinished(text)) return;
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, query, onSearch]);

  const choose = (suggestion: Suggestion) => {
    const taken = take(text, caret, suggestion);
    setText(taken.text);
    setAt(-1);
    setOpen(!suggestion.isWhole);
    input.current?.focus();
    requestAnimationFrame(() => input.current?.setSelectionRange(taken.caret, taken.caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = suggestions[at];
    if (step && suggestions.length > 0) setAt((now) => Math.max(-1, (now + step) % suggestions.length));
    else if (step) setOpen(true);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) choose(chosen);
    else if (event.key === 'Escape' && isOpen && suggestions.length > 0) setOpen(false);
    else if (event.key === 'Enter' || event.key === 'Escape') {
      if (event.key === 'Escape') setText(query);
      else onSearch(text.trim());
      setOpen(false);
      document.getElementById('request-list')?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="search">
      <Search size={14} aria-hidden className="quiet" />
      <input
        ref={input}
        id="request-search"
        className="search-input"
        role="combobox"
        aria-label="Search requests"
        aria-expanded={suggestions.length > 0}
        aria-controls="search-suggestions"
        aria-autocomplete="list"
        aria-activedescendant={suggestions[at] && `suggestion-${at}`}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : 'search-error'}
        placeholder="model:opus status:error cost>0.5 words…"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      {text === '' ? (
        <Keys chord="/" />
      ) : (
        <IconButton
          label="Clear the search"
          icon={X}
          onClick={() => {
            setText('');
            onSearch('');
          }}
        />
      )}
      {suggestions.length > 0 && <Suggestions suggestions={suggestions} at={at} onChoose={choose} />}
      {error !== undefined && suggestions.length === 0 && (
        <p className="search-error" id="search-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
