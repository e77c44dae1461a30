import type { DatabaseSync } from 'node:sqlite';
import type { Questions } from '../questions.ts';
import type { HistorySettings } from '../worker-messages.ts';
import { fileIdentity, openStore } from './database.ts';
import type { Live } from './live.ts';
import type { OpenRequest } from './open-request.ts';
import { Remover } from './removal.ts';
import { RequestRows } from './request-rows.ts';
import { Writer } from './writer.ts';

/** The questions that change nothing. */
export type Readers = Omit<Questions, 'remove' | 'pin' | 'health'>;
export type CreateReaders = (db: DatabaseSync, live: Live) => Readers;

/** A store that is open for writing. */
export interface Writing {
  readonly db: DatabaseSync;
  /** Which file it is, as `fileIdentity` says. */
  readonly identity: string | undefined;
  readonly writer: Writer;
  readonly remover: Remover;
  readonly rows: RequestRows;
  readonly readers: Readers;
  /** Where a corrupt file was put; null where there was none. */
  readonly setAside: string | null;
}

export interface WritingOptions {
  readonly file: string;
  readonly settings: HistorySettings;
  readonly createReaders: CreateReaders;
  /** The number of the last change that was told. */
  readonly version: () => number;
  readonly onBegun: (request: OpenRequest) => void;
}

/** Opens a store for writing. Throws as `openStore` does. */
export function openWriting({ file, settings, createReaders, version, onBegun }: WritingOptions): Writing {
  const { db, setAside } = openStore(file);
  const writer = new Writer(db, settings, onBegun);
  const live: Live = {
    get version() {
      return version();
    },
    message: (id) => writer.message(id),
    events: (id, after) => writer.events(id, after),
  };
  const readers = createReaders(db, live);
  const identity = fileIdentity(file);
  return { db, identity, writer, remover: new Remover(db, writer), rows: new RequestRows(db), readers, setAside };
}
