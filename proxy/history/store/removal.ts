import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Removal } from '../questions.ts';
import { readBody } from './bodies.ts';
import type { CutBody } from './cut.ts';
import { isFull } from './database.ts';
import { SessionRows } from './session-rows.ts';
import { transaction } from './transaction.ts';
import type { Writer } from './writer.ts';

/** Requests that are deleted in one transaction: few enough for news not to wait long. */
export const STEP = 32;

/** As many of a session's requests are asked for a title when the one that gave it is gone. */
const MAX_ASKED = 8;

/** Takes requests out of the store, and out of the file. */
export class Remover {
  readonly #db: DatabaseSync;
  readonly #writer: Writer;
  readonly #deletions;
  readonly #emptySessions;
  readonly #sessionRows: SessionRows;
  readonly #first;
  #isLogLeft = false;

  constructor(db: DatabaseSync, writer: Writer) {
    this.#db = db;
    this.#writer = writer;
    this.#sessionRows = new SessionRows(db);
    this.#first = db.prepare('SELECT seq FROM requests WHERE session = ? AND agent IS ? ORDER BY seq LIMIT ?');
    this.#deletions = ['requests', 'streams', 'ends'].map((table) => db.prepare(`DELETE FROM ${table} WHERE seq = ?`));
    this.#emptySessions = ['sessions', 'agents'].map((table) => {
      const id = table === 'sessions' ? 'id' : 'session';
      return db.prepare(
        `DELETE FROM ${table} WHERE ${id} = ?1 AND NOT EXISTS (SELECT 1 FROM requests WHERE session = ?1)`,
      );
    });
  }

  /** Deletes what is asked for, step by step; `onGone` is told of the ids of each. Resolves to how many are gone. */
  async remove(which: Removal, onGone: (ids: string[]) => void): Promise<number> {
    const seqs = this.#find(which);
    for (let at = 0; at < seqs.length; at += STEP) {
      onGone(this.removeNow(seqs.slice(at, at + STEP)));
      await nextTurn();
    }
    if (seqs.length > 0) this.shrink();
    return seqs.length;
  }

  /** Deletes a few requests. Gives back their ids. Throws where the database does. */
  removeNow(seqs: readonly number[]): string[] {
    const find = this.#db.prepare('SELECT id, session, agent FROM requests WHERE seq = ?');
    const rows = seqs.map((seq) => find.get(seq)).filter((row) => row !== undefined);
    try {
      transaction(this.#db, () => {
        this.#writer.contents.remove(seqs);
        for (const statement of this.#deletions) for (const seq of seqs) statement.run(seq);
        const sessions = new Set(rows.map(({ session }) => session).filter((session) => typeof session === 'string'));
        for (const session of sessions) for (const statement of this.#emptySessions) statement.run(session);
        this.#retitle(rows);
      });
    } catch (error) {
      this.#writer.contents.forget();
      throw error;
    }
    this.#writer.drop(new Set(seqs));
    return rows.map(({ id }) => id as string);
  }

  /** Gives the room of what is deleted back, and empties the log of what was written before: later, where the disk is full. */
  shrink(): void {
    this.#isLogLeft = true;
    try {
      this.#db.exec('PRAGMA incremental_vacuum');
      this.#isLogLeft = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy !== 0;
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }

  /** Does what could not be done before, since somebody read the file, or the disk was full. */
  finish(): void {
    if (this.#isLogLeft) this.shrink();
  }

  /** A title is of a request's words, and goes with it: the next one's takes its place. */
  #retitle(gone: readonly Record<string, unknown>[]): void {
    const touched = new Map(gone.map((row) => [JSON.stringify([row.session, row.agent]), row]));
    for (const { session, agent } of touched.values()) {
      if (typeof session !== 'string') continue;
      const of = typeof agent === 'string' ? agent : null;
      const left = this.#first.all(session, of, MAX_ASKED).map(({ seq }) => seq as number);
      if (left.length > 0) this.#sessionRows.retitle(session, of, this.#bodies(left));
      else this.#sessionRows.untitle(session, of);
    }
  }

  /** Read one by one, as far as somebody asks. */
  *#bodies(seqs: readonly number[]): Generator<CutBody> {
    for (const seq of seqs) {
      const body = readBody(this.#db, seq, 'request');
      if (body) yield this.#writer.contents.look(seq, body);
    }
  }

  #find(which: Removal): number[] {
    if ('ids' in which) {
      const find = this.#db.prepare('SELECT seq FROM requests WHERE id = ?');
      return which.ids.flatMap((id) => find.all(id).map(({ seq }) => seq as number));
    }
    const where = 'session' in which ? 'session = ? AND' : '';
    const rows = this.#db
      .prepare(`SELECT seq FROM requests WHERE ${where} pinned = 0 ORDER BY seq`)
      .all(...('session' in which ? [which.session] : []));
    return rows.map(({ seq }) => seq as number);
  }
}
