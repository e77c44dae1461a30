import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RequestRow } from '../shapes.ts';
import type { OpenRequest } from './open-request.ts';
import { CHANGING, type Column, columnsOf, FIRST, type Outcome } from './request-columns.ts';
import { columnValue, rowOf } from './rows.ts';

/** Writes rows of `requests`. To be used inside a transaction. */
export class RequestRows {
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #program: StatementSync;
  readonly #select: StatementSync;

  constructor(db: DatabaseSync) {
    const all = [...FIRST, ...CHANGING];
    const values = all.map(() => '?').join(', ');
    this.#insert = db.prepare(`INSERT INTO requests (${all.join(', ')}, pinned) VALUES (${values}, 0)`);
    const sets = CHANGING.map((column) => `${column} = ?`).join(', ');
    this.#update = db.prepare(`UPDATE requests SET ${sets} WHERE seq = ?`);
    this.#program = db.prepare('UPDATE requests SET process = ?, project = coalesce(project, ?) WHERE seq = ?');
    this.#select = db.prepare('SELECT * FROM requests WHERE seq = ?');
  }

  write(request: OpenRequest, outcome: Outcome): void {
    const columns = columnsOf(request, outcome);
    const values = (names: readonly Column[]) => names.map((name) => columnValue(columns[name]));
    if (request.isInTable) this.#update.run(...values(CHANGING), request.seq);
    else this.#insert.run(...values([...FIRST, ...CHANGING]));
  }

  /** What is found out of a request that is over and stored. */
  setProgram({ seq, process, project }: OpenRequest): void {
    this.#program.run(process, project, seq);
  }

  /** The row as lists show it; undefined where it is gone. */
  read(seq: number): RequestRow | undefined {
    const row = this.#select.get(seq);
    return row && rowOf(row);
  }
}
