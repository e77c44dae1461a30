import type { DatabaseSync } from 'node:sqlite';
import { HISTORY_FILE } from '../history/open.ts';
import { createReaders, type Readers } from '../history/read/questions.ts';
import { openReadOnly } from '../history/store/database.ts';
import { NOTHING_LIVE } from '../history/store/live.ts';
import { isOwned } from '../history/store/owner.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings } from '../settings/settings.ts';

/** The history as a command reads it: from the file, whether Adit is running or not. */
export interface Stored extends Disposable {
  readonly db: DatabaseSync;
  readonly readers: Readers;
}

/** Opens the history of a home; undefined where there is none yet. Throws AditError where it cannot be read. */
export function openStored(home: Home): Stored | undefined {
  const file = home.file(HISTORY_FILE);
  const db = openReadOnly(file);
  if (!db) return undefined;
  if (!isOwned(file)) showOpenAsCut(db);
  return { db, readers: createReaders(db, NOTHING_LIVE), [Symbol.dispose]: () => db.close() };
}

/**
 * What an engine left open that was killed is over. The next engine writes that down when it starts; until then a view in the
 * place of the table says so, since the file is open for reading alone.
 */
function showOpenAsCut(db: DatabaseSync): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info('requests')").all();
  const shown = columns.map(({ name }) => (name === 'state' ? "iif(state = 'open', 'cut', state) AS state" : name));
  db.exec(`CREATE TEMP VIEW requests AS SELECT ${shown.join(', ')} FROM main.requests`);
}

/** Why there is nothing to tell. */
export function noHistory(home: Home): string {
  const { history } = loadSettings(home);
  if (!history.enabled) return `No history: it is switched off in ${home.file('settings.json')} (history.enabled).`;
  return `No history yet: requests are kept in ${home.file(HISTORY_FILE)} once Adit has passed one on.`;
}
