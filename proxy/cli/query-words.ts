import { AditError } from '../errors.ts';

/** The words of the command line as one search. An option that is none looks like a condition with a minus. */
export function queryOf(words: readonly string[]): string {
  const option = words.find((word) => word.startsWith('--'));
  if (option !== undefined)
    throw new AditError('invalid_request_error', `There is no option ${option}: --help shows what there is.`);
  return words.join(' ');
}
