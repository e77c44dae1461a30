import type { DatabaseSync } from 'node:sqlite';
import { AditError } from '../../errors.ts';
import type { HistoryChange } from '../changes.ts';
import type { Questions, Removal } from '../questions.ts';
import type { StoreHealth } from '../shapes.ts';
import type { HistorySettings, RequestNews, WorkerStart } from '../worker-messages.ts';
import { isCorrupt, moveAside, openReadOnly, openStore } from './database.ts';
import { ChangeFeed } from './feed.ts';
import { notOwned, problemOf, sizeOnDisk } from './health.ts';
import { type Live, NOTHING_LIVE } from './live.ts';
import type { OpenRequest } from './open-request.ts';
import { type Ownership, takeOwnership } from './owner.ts';
import type { Program } from './programs.ts';
import { Remover } from './removal.ts';
import { RequestRows } from './request-rows.ts';
import { outlived } from './retention.ts';
import { Writer } from './writer.ts';

type Readers = Omit<Questions, 'remove' | 'pin' | 'health'>;

/** What the store needs of others. */
export interface StoreParts {
  createReaders(db: DatabaseSync, live: Live): Readers;
  tell(change: HistoryChange): void;
  /** So many bytes of news are taken care of. */
  stored(bytes: number): void;
  /** Finds the program that has the other end of a connection, by its port. Never rejects. */
  lookUp?(port: number): Promise<Program>;
}

/** Milliseconds: how long news are collected; when writing is tried again, at first and at last; when opening is. */
const COLLECT_MS = 100;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const REOPEN_MS = 5000;

/** Milliseconds: how often it is looked for what is too old; without news that long, a step of it is done. */
const RETENTION_MS = 5 * 60_000;
const STEP_MS = 200;
const QUIET_MS = 500;

/** A store that is open for writing. */
interface Writing {
  readonly db: DatabaseSync;
  readonly writer: Writer;
  readonly remover: Remover;
  readonly rows: RequestRows;
  readonly readers: Readers;
}

/**
 * The history's store in one file. Nothing that happens to the file is thrown: it is told in `health`, and writing is tried
 * again.
 */
export class HistoryStore {
  readonly #file: string;
  readonly #parts: StoreParts;
  readonly #feed: ChangeFeed;
  #settings: HistorySettings;
  #ownership: Ownership | undefined;
  #writing: Writing | undefined;
  /** While another program writes it. */
  #shared: { readonly db: DatabaseSync; readonly readers: Readers } | undefined;
  #problem: string | null = null;
  #setAside: string | null = null;
  #lostBodies = 0;
  /** Bytes of news that are taken and not written. */
  #waiting = 0;
  #lastNews = 0;
  #retryMs = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #reopenTimer: NodeJS.Timeout | undefined;
  #retentionTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ file, settings }: WorkerStart, parts: StoreParts) {
    this.#file = file;
    this.#settings = settings;
    this.#parts = parts;
    this.#feed = new ChangeFeed(
      (seq) => this.#writing?.rows.read(seq),
      (change) => parts.tell(change),
    );
    this.#open();
    this.#retain(STEP_MS);
  }

  /** Takes news, to be written soon. */
  take(news: readonly RequestNews[], bytes: number, lostBodies: number): void {
    this.#lastNews = Date.now();
    this.#waiting += bytes;
    if (lostBodies > 0) {
      this.#lostBodies += lostBodies;
      this.#feed.health(this.health());
    }
    for (const each of news) if (this.#settings.enabled || each.kind !== 'begun') this.#writing?.writer.take(each);
    this.#wake();
  }

  apply(settings: HistorySettings): void {
    this.#settings = settings;
    if (this.#writing) this.#writing.writer.settings = settings;
    this.#feed.health(this.health());
    this.#retain(STEP_MS);
  }

  /** Answers a question, of all that was told before. Rejects with AditError. */
  async ask(name: keyof Questions, args: readonly unknown[]): Promise<unknown> {
    if (name === 'health') return this.health();
    if (this.#writing?.writer.hasNews && this.#retryMs === 0) this.#flush();
    if (name === 'remove') return this.#remove(args[0] as Removal);
    if (name === 'pin') return this.#pin(String(args[0]), args[1] === true);
    const readers = this.#writing?.readers ?? this.#shared?.readers;
    if (!readers) throw new AditError('api_error', this.#problem ?? 'There is no history yet.', { status: 503 });
    try {
      return (readers[name] as (...args: readonly unknown[]) => unknown)(...args);
    } catch (error) {
      throw this.#mendAfter(error);
    }
  }

  health(): StoreHealth {
    const state = this.#problem === null ? (this.#settings.enabled ? 'ok' : 'off') : 'failing';
    const db = this.#writing?.db ?? this.#shared?.db;
    let requests = 0;
    try {
      requests = (db?.prepare('SELECT count(*) AS count FROM requests').get()?.count as number | undefined) ?? 0;
    } catch {}
    const size = sizeOnDisk(this.#file);
    return { state, problem: this.#problem, lostBodies: this.#lostBodies, size, requests, setAside: this.#setAside };
  }

  /** Writes what is there, what is open as cut, and lets go of the file. */
  close(): void {
    this.#isClosed = true;
    for (const timer of [this.#flushTimer, this.#reopenTimer, this.#retentionTimer]) clearTimeout(timer);
    this.#writing?.writer.cutAll();
    this.#flush();
    this.#feed.close();
    this.#letGo();
  }

  #open(): void {
    try {
      this.#ownership ??= takeOwnership(this.#file);
      if (this.#ownership) this.#openForWriting();
      else this.#openShared();
    } catch (error) {
      this.#fail(problemOf(error, this.#file));
      this.#reopen();
    }
  }

  #openForWriting(): void {
    this.#shared?.db.close();
    this.#shared = undefined;
    const { db, setAside } = openStore(this.#file);
    this.#setAside = setAside ?? this.#setAside;
    const writer: Writer = new Writer(db, this.#settings, (request) => void this.#lookUp(request));
    const live: Live = {
      version: 0,
      message: (id) => writer.message(id),
      events: (id, after) => writer.events(id, after),
    };
    const feed = this.#feed;
    Object.defineProperty(live, 'version', { get: () => feed.version });
    const readers = this.#parts.createReaders(db, live);
    this.#writing = { db, writer, remover: new Remover(db, writer), rows: new RequestRows(db), readers };
    this.#recover();
  }

  async #lookUp(request: OpenRequest): Promise<void> {
    const port = request.begun.clientPort;
    const program = port === undefined ? undefined : await this.#parts.lookUp?.(port);
    if (!program || program.process === null) return;
    this.#writing?.writer.behind(request, program);
    this.#wake();
  }

  #openShared(): void {
    if (!this.#shared) {
      const db = openReadOnly(this.#file);
      this.#shared = db && { db, readers: this.#parts.createReaders(db, NOTHING_LIVE) };
    }
    this.#fail(notOwned(this.#file));
    this.#reopen();
  }

  #reopen(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#reopenTimer);
    this.#reopenTimer = setTimeout(() => this.#open(), REOPEN_MS);
  }

  #wake(): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), Math.max(COLLECT_MS, this.#retryMs));
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const bytes = this.#waiting;
    try {
      // Without a file there is nothing to wait for: what came is lost, and `health` says so.
      this.#feed.changed(this.#writing?.writer.flush() ?? []);
      this.#waiting = 0;
      if (this.#writing) this.#recover();
      if (bytes > 0) this.#parts.stored(bytes);
    } catch (error) {
      this.#mendAfter(error);
      if (!this.#writing || this.#isClosed) return;
      this.#retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 2));
      this.#flushTimer = setTimeout(() => this.#flush(), this.#retryMs);
    }
  }

  async #remove(which: Removal): Promise<number> {
    const { remover } = this.#owned();
    try {
      return await remover.remove(which, (ids) => this.#feed.removed(ids));
    } catch (error) {
      throw this.#mendAfter(error);
    }
  }

  #pin(id: string, isPinned: boolean): boolean {
    const { db } = this.#owned();
    try {
      const row = db.prepare('UPDATE requests SET pinned = ? WHERE id = ? RETURNING seq').get(Number(isPinned), id);
      if (row) this.#feed.changed([row.seq as number]);
      return row !== undefined;
    } catch (error) {
      throw this.#mendAfter(error);
    }
  }

  #owned(): Writing {
    if (this.#writing) return this.#writing;
    throw new AditError('api_error', this.#problem ?? 'There is no history.', { status: 503 });
  }

  /** Deletes what is too old or too much, a few at a time, when nothing else happens. */
  #retain(afterMs: number): void {
    clearTimeout(this.#retentionTimer);
    if (this.#isClosed) return;
    this.#retentionTimer = setTimeout(() => {
      const isQuiet = Date.now() - this.#lastNews >= QUIET_MS;
      this.#retain(isQuiet ? this.#retainStep() : QUIET_MS);
    }, afterMs).unref();
  }

  /** One step; gives back after how many milliseconds the next one is due. */
  #retainStep(): number {
    if (!this.#writing || this.#retryMs > 0) return RETENTION_MS;
    const { db, remover } = this.#writing;
    try {
      const seqs = outlived(db, this.#settings, Date.now());
      if (seqs.length === 0) return RETENTION_MS;
      this.#feed.removed(remover.removeNow(seqs));
      remover.shrink();
      return STEP_MS;
    } catch (error) {
      this.#mendAfter(error);
      return RETENTION_MS;
    }
  }

  /** What is done about an error of the file; gives it back as it is told to who asked. */
  #mendAfter(error: unknown): AditError {
    if (error instanceof AditError) return error;
    const problem = problemOf(error, this.#file);
    if (isCorrupt(error)) this.#beginAnew();
    else this.#fail(problem);
    return new AditError('api_error', problem, { cause: error });
  }

  /** Moves a damaged file aside. What was told of open requests is lost with it. */
  #beginAnew(): void {
    this.#writing?.db.close();
    this.#writing = undefined;
    try {
      this.#setAside = moveAside(this.#file);
    } catch (error) {
      this.#fail(problemOf(error, this.#file));
    }
    this.#open();
    this.#feed.health(this.health());
  }

  #letGo(): void {
    this.#writing?.db.close();
    this.#shared?.db.close();
    this.#ownership?.release();
    this.#writing = undefined;
    this.#shared = undefined;
    this.#ownership = undefined;
  }

  #fail(problem: string): void {
    if (this.#problem === problem) return;
    this.#problem = problem;
    this.#feed.health(this.health());
  }

  #recover(): void {
    this.#retryMs = 0;
    if (this.#problem === null) return;
    this.#problem = null;
    this.#feed.health(this.health());
  }
}
