/** A field that can be searched by, as the engine tells of it. */
export interface Field {
  readonly name: string;
  readonly help: string;
  readonly values?: readonly string[] | undefined;
}

/** Something to go on with. */
export interface Suggestion {
  /** The term as it would be: `status:error`, or `status:` where a value is to follow. */
  readonly term: string;
  readonly help: string;
  /** Whether the term is whole, so that the next one can follow. */
  readonly isWhole: boolean;
}

const MOST = 12;

/** How the term before the caret could go on. */
export function suggestionsFor(text: string, caret: number, fields: readonly Field[]): Suggestion[] {
  const { sign, name, rest } = termAt(text, caret);
  if (rest === undefined) {
    return fields
      .filter((field) => field.name.startsWith(name))
      .slice(0, MOST)
      .map((field) => ({ term: `${sign}${field.name}:`, help: field.help, isWhole: false }));
  }
  const field = fields.find((known) => known.name === name);
  return (field?.values ?? [])
    .filter((value) => value.startsWith(rest) && value !== rest)
    .map((value) => ({ term: `${sign}${name}:${value}`, help: '', isWhole: true }));
}

/** The text with a suggestion taken, and where the caret is then. */
export function take(text: string, caret: number, { term, isWhole }: Suggestion): { text: string; caret: number } {
  const { start } = termAt(text, caret);
  const taken = isWhole ? `${term} ` : term;
  return { text: `${text.slice(0, start)}${taken}${text.slice(caret).trimStart()}`, caret: start + taken.length };
}

/** A search with a term put in place of any other of its field; without it where `value` is null. */
export function withTerm(query: string, field: string, value: string | null): string {
  const others = query.split(/\s+/).filter((term) => term !== '' && !term.startsWith(`${field}:`));
  return [...others, ...(value === null ? [] : [`${field}:${value}`])].join(' ');
}

/** The value that a search has for a field. */
export function termOf(query: string, field: string): string | undefined {
  return query
    .split(/\s+/)
    .find((term) => term.startsWith(`${field}:`))
    ?.slice(field.length + 1);
}

/** The term that ends at the caret: a `-` before it, its field, and what is behind its colon. */
function termAt(text: string, caret: number) {
  const [term = ''] = /\S*$/.exec(text.slice(0, caret)) ?? [];
  const [, sign = '', name = '', , rest] = /^(-?)([a-z]*)(:(.*))?$/i.exec(term) ?? [];
  return { start: caret - term.length, sign, name: name.toLowerCase(), rest };
}
