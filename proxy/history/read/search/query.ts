import { AditError } from '../../../errors.ts';
import { allOf, type Condition, condition, not } from './condition.ts';
import { NUMBER_FIELDS, type NumberField, SEARCH_FIELDS, TEXT_FIELDS, TIME_FIELDS } from './fields.ts';
import { nearest } from './nearest.ts';
import { type Operator, quote, readTerms, type Term } from './terms.ts';
import { readTime, TIME_HELP } from './times.ts';
import { wordCondition } from './words.ts';

/** What SQLite can take in one statement is a multiple of it: https://sqlite.org/limits.html */
const MAX_TERMS = 100;
const MAX_LENGTH = 10_000;

/**
 * A search as a condition over `requests`: all of its terms hold. Throws AditError (400) that says what is wrong with
 * a field or value. `now` is what times are told from.
 */
export function readQuery(query: string, now: Date): Condition {
  if (query.length > MAX_LENGTH) throw wrong(`A search has at most ${MAX_LENGTH} letters.`);
  const terms = readTerms(query);
  if (terms.length > MAX_TERMS)
    throw wrong(`A search has at most ${MAX_TERMS} conditions and words; quotes make a phrase.`);
  return allOf(
    terms.map((term) => {
      const found = term.field === undefined ? wordCondition(term) : fieldCondition(term.field, term, now);
      return term.isNegated ? not(found) : found;
    }),
  );
}

function fieldCondition(name: string, term: Term, now: Date): Condition {
  const { operator, value } = term;
  const named = (field: { readonly name: string }) => field.name === name;
  const field = SEARCH_FIELDS.find(named) ?? unknown(name, term);
  if (value === '') throw wrong(`${name}${operator} needs a value: ${field.help}`);
  const number = NUMBER_FIELDS.find(named);
  if (number) return numberCondition(number, operator, value);
  if (operator !== ':' && operator !== '=') throw wrong(`${name} cannot be compared with ${operator}: use ${name}:`);
  if (TIME_FIELDS.some(named)) return timeCondition(name, value, now);
  const found = TEXT_FIELDS.find(named)?.where(value);
  if (!found) throw wrong(`${name}: does not know "${value}": ${field.help}`);
  return found;
}

/** A colon stands for "is". */
function numberCondition({ name, help, sql, amount }: NumberField, operator: Operator, value: string): Condition {
  const comparison = operator === ':' ? '=' : operator;
  if (name === 'cost' && comparison === '=' && value === 'unpriced') return UNPRICED;
  const limit = amount(value);
  if (limit === undefined) throw wrong(`${name} cannot be compared with "${value}": ${help}`);
  return condition(`${sql} ${comparison} ?`, limit);
}

/** Tokens were counted, and nobody knows what they cost. */
const UNPRICED = condition('(cost_micros IS NULL AND input_tokens IS NOT NULL)');

function timeCondition(name: string, value: string, now: Date): Condition {
  const time = readTime(value, now);
  if (!time) throw wrong(`${name}: does not know the time "${value}". Times are written ${TIME_HELP}`);
  return name === 'since'
    ? condition('started_at >= ?', time.start)
    : condition('started_at < ?', Math.max(time.end, time.start + 1));
}

function unknown(name: string, { operator, value }: Term): never {
  const names = SEARCH_FIELDS.map((field) => field.name);
  const meant = nearest(name, names);
  throw wrong(
    `There is no field "${name}" to search by${meant ? `: do you mean ${meant}${operator}?` : '.'} ` +
      `There are ${names.join(', ')}. To look for the text itself, put it in quotes: ${quote(name + operator + value)}`,
  );
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message);
}
