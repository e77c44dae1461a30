import { WITH_WORDS } from '../../store/words.ts';
import { anyOf, type Condition, condition, holds } from './condition.ts';
import type { Term } from './terms.ts';

/** Shorter beginnings are of too many words. */
const MIN_BEGINNING = 2;

/** Columns beside prompts and answers that words are looked for in. */
const COLUMNS = ['model', 'served_model', 'client', 'error', 'error_message'];

/**
 * A word or phrase in what was said (the request that brought it first is found, not those that repeat it), in the title of
 * the session, in model, client or error. A bare word finds words that begin with it; in quotes, whole words alone.
 */
export function wordCondition({ value, isQuoted }: Term): Condition {
  const isBeginning = !isQuoted && value.length >= MIN_BEGINNING;
  const titled = holds('title', value);
  return anyOf([
    condition(WITH_WORDS, `"${value.replaceAll('\0', ' ').replaceAll('"', '""')}"${isBeginning ? '*' : ''}`),
    ...COLUMNS.map((column) => holds(column, value)),
    condition(`session IN (SELECT id FROM sessions WHERE ${titled.sql})`, ...titled.params),
  ]);
}
