import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach } from 'vitest';
import type { HistoryChange } from '../../../proxy/history/changes.ts';
import type { Questions } from '../../../proxy/history/questions.ts';
import { createReaders } from '../../../proxy/history/read/questions.ts';
import { HistoryStore } from '../../../proxy/history/store/history-store.ts';
import type { Live } from '../../../proxy/history/store/live.ts';
import type { HistorySettings, RequestNews } from '../../../proxy/history/worker-messages.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { SETTINGS, sizeOf } from './told.ts';

const open = new Set<HistoryStore>();

afterEach(() => {
  for (const store of open) store.close();
  open.clear();
});

export interface TestStore {
  readonly file: string;
  readonly store: HistoryStore;
  readonly changes: HistoryChange[];
  /** Bytes that were acknowledged. */
  readonly stored: () => number;
  /** The connection that it writes by. */
  readonly db: () => DatabaseSync;
  tell(news: RequestNews[], lostBodies?: number): void;
  ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<ReturnType<Questions[Name]>>;
  close(): void;
}

export function newFile(): string {
  return join(temporaryFolder(), 'history.db');
}

/** A store as the worker has it, in this thread; closed after the test. */
export function openTestStore(file = newFile(), settings: Partial<HistorySettings> = {}): TestStore {
  const changes: HistoryChange[] = [];
  let stored = 0;
  let database: DatabaseSync | undefined;
  const parts = {
    createReaders: (db: DatabaseSync, live: Live) => {
      database = db;
      return createReaders(db, live);
    },
    tell: (change: HistoryChange) => void changes.push(change),
    stored: (bytes: number) => {
      stored += bytes;
    },
  };
  const store = new HistoryStore({ file, settings: { ...SETTINGS, ...settings } }, parts);
  open.add(store);
  return {
    file,
    store,
    changes,
    stored: () => stored,
    db: () => database as DatabaseSync,
    tell: (news, lostBodies = 0) => store.take(news, sizeOf(news), lostBodies),
    ask: (name, ...args) => store.ask(name, args) as Promise<never>,
    close: () => {
      open.delete(store);
      store.close();
    },
  };
}
