import { AditError } from '../errors.ts';
import type { Home } from './home.ts';

export const SETTINGS_FILE = 'settings.json';

/** What a home's file says, without defaults and before it is validated. Throws AditError where it is no JSON. */
export function readSettings(home: Home): unknown {
  const text = home.read(SETTINGS_FILE);
  try {
    return text === undefined ? {} : JSON.parse(text);
  } catch (error) {
    // The message quotes the file, line feeds and all.
    const why = (error as Error).message.replace(/\s+/g, ' ');
    throw new AditError('invalid_request_error', `${home.file(SETTINGS_FILE)} is not valid JSON: ${why}`);
  }
}
