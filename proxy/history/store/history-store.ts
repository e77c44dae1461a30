import type { DatabaseSync } from 'node:sqlite';
import { AditError, reason } from '../../errors.ts';
import type { HistoryChange } from '../changes.ts';
import type { Questions, Removal } from '../questions.ts';
import type { RequestRow, StoreHealth } from '../shapes.ts';
import type { HistorySettings, RequestNews, WorkerStart } from '../worker-messages.ts';
import { fileIdentity, isCorrupt, isOfFile, moveAside, openReadOnly } from './database.ts';
import { ChangeFeed } from './feed.ts';
import { countRequests, notOwned, problemOf, sizeOnDisk } from './health.ts';
import { NOTHING_LIVE } from './live.ts';
import type { OpenRequest } from './open-request.ts';
import { type Ownership, takeOwnership } from './owner.ts';
import type { Program } from './programs.ts';
import { outlived, Retention } from './retention.ts';
import { type CreateReaders, openWriting, type Readers, type Writing } from './writing.ts';

/** What the store needs of others. */
export interface StoreParts {
  readonly createReaders: CreateReaders;
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

/**
 * The history's store in one file. Nothing that happens to the file is thrown: it is told in `health`, and opening or
 * writing is tried again.
 */
export class HistoryStore {
  readonly #file: string;
  readonly #parts: StoreParts;
  readonly #feed: ChangeFeed;
  readonly #retention: Retention;
  #settings: HistorySettings;
  #ownership: Ownership | undefined;
  #writing: Writing | undefined;
  /** While another program writes it. */
  #shared: { readonly db: DatabaseSync; readonly readers: Readers } | undefined;
  #problem: string | null = null;
  #setAside: string | null = null;
  #lostBodies = 0;
  /** Those that no writer had, or that a writer took with it. */
  #lostRequests = 0;
  /** Bytes of news that are taken and not written. */
  #waiting = 0;
  #retryMs = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #reopenTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ file, settings }: WorkerStart, parts: StoreParts) {
    this.#file = file;
    this.#settings = settings;
    this.#parts = parts;
    this.#feed = new ChangeFeed(
      (seq) => this.#rowOf(seq),
      (change) => parts.tell(change),
    );
    this.#open();
    this.#retention = new Retention(() => this.#removeOutlived());
  }

  /** Takes news, to be written soon. */
  take(news: readonly RequestNews[], bytes: number, lostBodies: number): void {
    this.#retention.postpone();
    this.#waiting += bytes;
    for (const each of news) this.#takeOne(each);
    this.#lostBodies += lostBodies;
    if (lostBodies > 0) this.#feed.health(this.health());
    this.#wake();
  }

  /** Goes on with other settings. */
  apply(settings: HistorySettings): void {
    this.#settings = settings;
    if (this.#writing) this.#writing.writer.settings = settings;
    this.#feed.health(this.health());
    this.#retention.start();
  }

  /** Answers a question, with all that was told before. Rejects with AditError. */
  async ask(name: keyof Questions, args: readonly unknown[]): Promise<unknown> {
    this.#lookForFile();
    if (this.#writing?.writer.hasNews && this.#retryMs === 0) this.#flush();
    try {
      if (name === 'health') return this.health();
      if (name === 'remove') return await this.#remove(args[0] as Removal);
      if (name === 'pin') return this.#pin(String(args[0]), args[1] === true);
      const readers = this.#writing?.readers ?? this.#shared?.readers ?? this.#missing();
      return (readers[name] as (...args: readonly unknown[]) => unknown)(...args);
    } catch (error) {
      throw this.#mendAfter(error);
    }
  }

  health(): StoreHealth {
    return {
      state: this.#problem !== null ? 'failing' : this.#settings.enabled ? 'ok' : 'off',
      problem: this.#problem,
      lostBodies: this.#lostBodies,
      lostRequests: this.#lostRequests + (this.#writing?.writer.lost ?? 0),
      size: sizeOnDisk(this.#file),
      requests: countRequests(this.#writing?.db ?? this.#shared?.db),
      setAside: this.#setAside,
    };
  }

  /** Writes what is there, what is open as cut, and lets go of the file. */
  close(): void {
    this.#isClosed = true;
    this.#retention.stop();
    clearTimeout(this.#reopenTimer);
    this.#writing?.writer.cutAll();
    this.#flush();
    clearTimeout(this.#flushTimer);
    this.#feed.close();
    this.#writing?.db.close();
    this.#shared?.db.close();
    this.#ownership?.release();
  }

  #takeOne(news: RequestNews): void {
    if (news.kind === 'begun' && !this.#settings.enabled) return;
    if (this.#writing) this.#writing.writer.take(news);
    else if (news.kind === 'begun') this.#lostRequests++;
  }

  /** A row as the feed tells it: what cannot be read is told by nobody. */
  #rowOf(seq: number): RequestRow | undefined {
    try {
      return this.#writing?.rows.read(seq);
    } catch (error) {
      this.#mendAfter(error);
      return undefined;
    }
  }

  #open(): void {
    try {
      this.#ownership ??= takeOwnership(this.#file);
      if (this.#ownership) this.#openForWriting();
      else this.#openShared();
    } catch (error) {
      this.#fail(problemOf(error, this.#file));
    }
    if (!this.#writing && !this.#isClosed) this.#reopenTimer = setTimeout(() => this.#open(), REOPEN_MS).unref();
  }

  #openForWriting(): void {
    this.#writing = openWriting({
      file: this.#file,
      settings: this.#settings,
      createReaders: this.#parts.createReaders,
      version: () => this.#feed.version,
      onBegun: (request) => void this.#lookUp(request),
    });
    this.#setAside = this.#writing.setAside ?? this.#setAside;
    this.#shared?.db.close();
    this.#shared = undefined;
    this.#recover();
  }

  #openShared(): void {
    if (!this.#shared) {
      const db = openReadOnly(this.#file);
      this.#shared = db && { db, readers: this.#parts.createReaders(db, NOTHING_LIVE) };
    }
    this.#fail(notOwned(this.#file));
  }

  #wake(): void {
    this.#flushTimer ??= setTimeout(() => this.#flush(), Math.max(COLLECT_MS, this.#retryMs));
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#lookForFile();
    try {
      // Without a file there is nothing to wait for: what came is lost, and `health` says so.
      if (this.#writing) {
        const { writer } = this.#writing;
        const { lost } = writer;
        this.#feed.changed(writer.flush());
        if (writer.lost > lost) this.#feed.health(this.health());
        this.#recover();
      }
      if (this.#waiting > 0) this.#parts.stored(this.#waiting);
      this.#waiting = 0;
    } catch (error) {
      this.#retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 2));
      this.#mendAfter(error);
      if (!isOfFile(error)) this.#fail(problemOf(error, this.#file));
      if (!this.#isClosed) this.#wake();
    }
  }

  async #lookUp(request: OpenRequest): Promise<void> {
    const port = request.begun.clientPort;
    const program = port === undefined ? undefined : await this.#parts.lookUp?.(port);
    if (!program || program.process === null || this.#isClosed) return;
    try {
      this.#writing?.writer.behind(request, program);
      this.#wake();
    } catch (error) {
      this.#mendAfter(error);
    }
  }

  #remove(which: Removal): Promise<number> {
    const { remover } = this.#writing ?? this.#missing();
    return remover.remove(which, (ids) => this.#feed.removed(ids));
  }

  #pin(id: string, isPinned: boolean): boolean {
    const { db } = this.#writing ?? this.#missing();
    const row = db.prepare('UPDATE requests SET pinned = ? WHERE id = ? RETURNING seq').get(Number(isPinned), id);
    if (row) this.#feed.changed([row.seq as number]);
    return row !== undefined;
  }

  /** Deletes a few of the requests that are too old or too much; false where there are no more. */
  #removeOutlived(): boolean {
    if (!this.#writing || this.#retryMs > 0) return false;
    const { db, remover } = this.#writing;
    try {
      const seqs = outlived(db, this.#settings, Date.now());
      if (seqs.length === 0) {
        remover.finish();
        return false;
      }
      this.#feed.removed(remover.removeNow(seqs));
      remover.shrink();
      return true;
    } catch (error) {
      this.#mendAfter(error);
      return false;
    }
  }

  #missing(): never {
    throw new AditError('api_error', this.#problem ?? 'There is no history yet.', { status: 503 });
  }

  /** What is done about an error of the file; gives it back as it is told to who asked. */
  #mendAfter(error: unknown): AditError {
    if (error instanceof AditError) return error;
    if (!isOfFile(error)) return new AditError('api_error', `The history failed: ${reason(error)}.`, { cause: error });
    const problem = problemOf(error, this.#file);
    if (isCorrupt(error) && this.#writing && !this.#isClosed) this.#beginAnew();
    else this.#fail(problem);
    return new AditError('api_error', problem, { cause: error });
  }

  /** Moves a damaged file aside. What was told of open requests is lost with it. */
  #beginAnew(): void {
    this.#letGo();
    try {
      this.#setAside = moveAside(this.#file);
    } catch (error) {
      this.#fail(problemOf(error, this.#file));
    }
    this.#open();
    this.#feed.health(this.health());
  }

  /** SQLite writes on into a file that was deleted, or had another put in its place: then a new one is begun. */
  #lookForFile(): void {
    if (!this.#writing || this.#isClosed || fileIdentity(this.#file) === this.#writing.identity) return;
    this.#letGo();
    this.#open();
    this.#feed.health(this.health());
  }

  #letGo(): void {
    const { writer, db } = this.#writing ?? {};
    this.#lostRequests += (writer?.lost ?? 0) + (writer?.unwritten ?? 0);
    db?.close();
    this.#writing = undefined;
    this.#retryMs = 0;
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
