import type { Suggestion } from './completion.ts';

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly at: number;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** How a term could go on, under the search. */
export function Suggestions({ suggestions, at, onChoose }: SuggestionsProps) {
  return (
    <div className="suggestions" id="search-suggestions" role="listbox" aria-label="How it could go on">
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.term}
          id={`suggestion-${index}`}
          className="suggestion"
          role="option"
          aria-selected={index === at}
          // Before the field loses the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
        >
          <span className="mono">{suggestion.term}</span>
          <span className="quiet cut">{suggestion.help}</span>
        </div>
      ))}
    </div>
  );
}
