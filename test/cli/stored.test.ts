import { copyFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStored } from '../../proxy/cli/stored.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { openTestStore } from '../history/store/store.ts';
import { told, toldOpen, user } from '../history/store/told.ts';
import { temporaryFolder } from '../support/folder.ts';

test('what an engine left open is shown as open while it runs, and as cut when it was killed', async () => {
  const running = openHome(temporaryFolder(), {});
  const store = openTestStore(running.file('history.db'));
  const body = { messages: [user('What is a level?')] };
  store.tell([...told('req_1', { body }), ...toldOpen('req_2', { body })]);
  await store.ask('page', '', null, 10);
  // What is on the disk at that moment is what a kill leaves.
  const killed = openHome(temporaryFolder(), {});
  for (const suffix of ['', '-wal']) copyFileSync(store.file + suffix, killed.file(`history.db${suffix}`));
  const states = (home: typeof running, query = '') => {
    using stored = openStored(home);
    return stored?.readers.page(query, null, 10).rows.map(({ state }) => state);
  };
  expect(states(running)).toEqual(['open', 'done']);
  expect(states(killed)).toEqual(['cut', 'done']);
  expect(states(killed, 'status:cut level')).toEqual(['cut']);
  store.close();
  expect(states(running)).toEqual(['cut', 'done']);
});
