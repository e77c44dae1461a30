export type Operator = ':' | '=' | '>' | '>=' | '<' | '<=';

/** One condition of a search: `-status:429`, `cost>0.5`, a word, a phrase. */
export interface Term {
  readonly isNegated: boolean;
  /** As typed, in lower case; undefined for words. */
  readonly field: string | undefined;
  readonly operator: Operator;
  readonly value: string;
  /** Whether it stood in quotes: a phrase, or a value that is taken as it is. */
  readonly isQuoted: boolean;
}

/** What stands between blanks: a minus, a field with its operator, and a value that may be quoted. */
const TERM = /(-?)(?:([a-z][a-z_-]*)(:|>=|<=|>|<|=))?(?:"((?:[^"\\]|\\[\s\S]?)*)"?|(\S*))/giy;

/** Reads a search as a person types it. Any text can be read; a quote that nobody closed ends with the text. */
export function readTerms(query: string): Term[] {
  const terms: Term[] = [];
  for (let at = blanksEnd(query, 0); at < query.length; at = blanksEnd(query, TERM.lastIndex)) {
    TERM.lastIndex = at;
    const [, minus, field, operator, quoted, bare = ''] = TERM.exec(query) ?? [];
    const value = quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, '$1');
    // A minus alone, or empty quotes: something that is still being typed.
    if (field === undefined && value === '') continue;
    terms.push({
      isNegated: minus === '-',
      field: field?.toLowerCase(),
      operator: (operator as Operator | undefined) ?? ':',
      value,
      isQuoted: quoted !== undefined,
    });
  }
  return terms;
}

/** A term as text that reads back as the same term. */
export function writeTerm({ isNegated, field, operator, value, isQuoted }: Term): string {
  const text = isQuoted ? quote(value) : value;
  return `${isNegated ? '-' : ''}${field === undefined ? '' : field + operator}${text}`;
}

/** Text in quotes, in which nothing has a meaning of its own. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function blanksEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}
