import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate, STEPS, VERSION } from '../../../proxy/history/store/migrations.ts';
import { SCHEMA } from '../../../proxy/history/store/schema.ts';
import { newFile, openTestStore } from './store.ts';
import { told, user } from './told.ts';

/** What is in a store's tables and indexes, however the SQL that made them was written. */
function shapeOf(db: DatabaseSync): unknown {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return tables.map(({ name }) => [
    name,
    db
      .prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY name')
      .all(String(name)),
    db.prepare('SELECT name, "unique" FROM pragma_index_list(?) ORDER BY name').all(String(name)),
  ]);
}

function fresh(): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  db.exec(SCHEMA);
  return db;
}

for (let from = 0; from < VERSION; from++) {
  test(`a store of version ${from} becomes one of version ${VERSION}, as a new one is`, () => {
    const db = new DatabaseSync(':memory:');
    for (const step of STEPS.slice(0, from)) step(db);
    migrate(db, from);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: VERSION });
    expect(shapeOf(db)).toEqual(shapeOf(fresh()));
  });
}

test('a step that fails leaves the store as it was', () => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE sessions (in_the_way)');
  expect(() => migrate(db, 0)).toThrow('sessions');
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0 });
  expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'sessions' }]);
});

test('a store that is opened again has what it had', async () => {
  const file = newFile();
  const first = openTestStore(file);
  first.tell(told('req_1', { body: { messages: [user('Hello')] } }));
  await first.ask('page', '', null, 1);
  first.close();
  expect((await openTestStore(file).ask('page', 'Hello', null, 10)).rows.map(({ id }) => id)).toEqual(['req_1']);
});
