import type { DatabaseSync } from 'node:sqlite';
import { parseRecord } from '../../bedrock/json/values.ts';
import { costOf } from '../cost.ts';
import type { TimedEvent } from '../shapes.ts';
import type { HistorySettings, RequestNews } from '../worker-messages.ts';
import { toolsIn } from './answers/answer.ts';
import { Contents } from './contents.ts';
import type { CutBody } from './cut.ts';
import { isOfFile } from './database.ts';
import type { Live } from './live.ts';
import { OpenRequest, type Pending } from './open-request.ts';
import type { Program } from './programs.ts';
import { projectOf } from './project.ts';
import type { Outcome } from './request-columns.ts';
import { RequestRows } from './request-rows.ts';
import { SessionRows } from './session-rows.ts';
import { Sessions } from './sessions.ts';
import { transaction } from './transaction.ts';
import { conversationOf, WireWriter } from './wire-writer.ts';

/**
 * Keeps what is told of requests and writes it down when asked to, all of it in one transaction: what could not be written
 * is still here, and is written the next time.
 */
export class Writer implements Pick<Live, 'message' | 'events'> {
  readonly contents: Contents;
  readonly #db: DatabaseSync;
  readonly #rows: RequestRows;
  readonly #sessionRows: SessionRows;
  readonly #sessions: Sessions;
  readonly #wire: WireWriter;
  readonly #open = new Map<string, OpenRequest>();
  /** Requests that are to be written or told of. */
  readonly #touched = new Set<OpenRequest>();
  readonly #onBegun: (request: OpenRequest) => void;
  #settings: HistorySettings;
  #lastSeq: number;
  #lost = 0;

  /** `onBegun` is told of each new request. */
  constructor(db: DatabaseSync, settings: HistorySettings, onBegun: (request: OpenRequest) => void = () => {}) {
    this.#db = db;
    this.#settings = settings;
    this.#onBegun = onBegun;
    this.contents = new Contents(db);
    this.#rows = new RequestRows(db);
    this.#sessionRows = new SessionRows(db);
    this.#sessions = new Sessions(db);
    this.#wire = new WireWriter(db, this.contents);
    this.#lastSeq = lastSeq(db);
  }

  set settings(settings: HistorySettings) {
    this.#settings = settings;
  }

  /** Takes news; those of requests that were deleted are passed over. */
  take(news: RequestNews): void {
    if (news.kind === 'begun') {
      this.#begin(news);
      return;
    }
    const id = news.id;
    const request = this.#open.get(id);
    if (!request) return;
    request.take(news);
    // What streams is written when it has ended.
    if (!STREAMED.has(news.kind)) this.#touched.add(request);
  }

  /** Whether there is something to write. */
  get hasNews(): boolean {
    return this.#touched.size > 0;
  }

  /** Requests that could not be written, and are nowhere. */
  get lost(): number {
    return this.#lost;
  }

  /** Requests that are in no table yet. */
  get unwritten(): number {
    return [...this.#open.values()].filter(({ isInTable }) => !isInTable).length;
  }

  /** The program behind a request's connection has become known, perhaps when the request was over. */
  behind(request: OpenRequest, { process, folder }: Program): void {
    request.process = process;
    request.project ??= folder;
    if (this.#open.get(request.begun.id) !== request) {
      this.#rows.setProgram(request);
      return;
    }
    request.isDirty = true;
    this.#touched.add(request);
  }

  /** Writes what is new. Gives back the requests that changed, by `seq`. Throws where the database does. */
  flush(): number[] {
    const touched = [...this.#touched];
    if (touched.length === 0) return [];
    try {
      transaction(this.#db, () => {
        for (const request of touched) this.#writeSafely(request);
      });
    } catch (error) {
      this.contents.forget();
      for (const request of touched) request.unplace();
      throw error;
    }
    for (const request of touched) this.#written(request);
    this.#touched.clear();
    return touched.map(({ seq }) => seq);
  }

  /** Ends all that is open as cut, with what has come of it. */
  cutAll(): void {
    for (const request of this.#open.values()) {
      request.state = 'cut';
      request.isDirty = true;
      this.#touched.add(request);
    }
  }

  /** Lets go of requests that are deleted. */
  drop(seqs: ReadonlySet<number>): void {
    for (const request of this.#open.values()) {
      if (!seqs.has(request.seq)) continue;
      this.#open.delete(request.begun.id);
      this.#touched.delete(request);
    }
  }

  message(id: string): unknown {
    const answer = this.#open.get(id)?.answerSoFar();
    return Buffer.isBuffer(answer) ? parseRecord(answer) : answer;
  }

  events(id: string, after: number): TimedEvent[] | undefined {
    return this.#open.get(id)?.eventsSoFar().slice(after);
  }

  #begin({ begun }: Extract<RequestNews, { kind: 'begun' }>): void {
    const request = new OpenRequest(++this.#lastSeq, begun, (client) => this.#keepsBodies(client));
    this.#open.set(begun.id, request);
    this.#touched.add(request);
    this.#onBegun(request);
  }

  #keepsBodies(client: string): boolean {
    return this.#settings.bodies && !this.#settings.withoutBodies.includes(client);
  }

  /** What cannot be written for what it is costs the request its bodies, else all of it, and nobody else anything. */
  #writeSafely(request: OpenRequest): void {
    if (this.#attempt(request)) return;
    request.unplace();
    request.loseBodies();
    if (this.#attempt(request)) return;
    this.#open.delete(request.begun.id);
    this.#lost++;
  }

  #attempt(request: OpenRequest): boolean {
    this.#db.exec('SAVEPOINT request');
    try {
      this.#write(request);
      return true;
    } catch (error) {
      if (isOfFile(error)) throw error;
      this.#db.exec('ROLLBACK TO request');
      this.contents.forget();
      return false;
    } finally {
      if (this.#db.isTransaction) this.#db.exec('RELEASE request');
    }
  }

  #write(request: OpenRequest): void {
    const { seq } = request;
    const isOver = request.state !== 'open';
    if (request.session !== null) this.#sessionRows.touch(request);
    // The row first, since sessions are found among rows.
    if (!request.isInTable) this.#rows.write(request, { ...this.#outcome(request), tools: [] });
    const isInTable = request.isInTable;
    if (request.asked) this.#ask(request, request.asked);
    if (request.sent && request.keepsBodies) this.#wire.upstream(request, request.sent);
    if (request.answered && request.keepsBodies) this.#wire.head(seq, 'answerHead', request.answered);
    const tools = isOver && request.bodies === 'kept' ? this.#answer(request) : [];
    if (request.isDirty || request.asked) {
      request.isInTable = true;
      this.#rows.write(request, { ...this.#outcome(request), tools });
      request.isInTable = isInTable;
    }
  }

  #written(request: OpenRequest): void {
    request.isInTable = true;
    request.isDirty = false;
    request.asked = undefined;
    request.sent = undefined;
    request.answered = undefined;
    if (request.state !== 'open') this.#open.delete(request.begun.id);
  }

  #outcome({ figures, state, bodies }: OpenRequest): Omit<Outcome, 'tools'> {
    const isOver = state !== 'open';
    const cost = figures && isOver ? costOf(figures, this.#settings.prices) : NO_COST;
    return { cost, bodies };
  }

  /** The client's request: stored, and its place found in a session. */
  #ask(request: OpenRequest, asked: Pending): void {
    const body = asked.body ?? Buffer.alloc(0);
    const { seq } = request;
    const cut = request.keepsBodies
      ? this.contents.write(seq, 'request', body, conversationOf(request))
      : this.contents.look(seq, body);
    if (request.keepsBodies) this.#wire.head(seq, 'requestHead', asked);
    if (isAnswered(request)) this.#place(request, cut);
    if (request.session === null) return;
    const said = () => (request.keepsBodies ? projectOf(body) : null);
    request.project = this.#sessionRows.projectOf(request.session) ?? said() ?? request.project;
    this.#sessionRows.touch(request);
    if (request.keepsBodies) this.#sessionRows.entitle(request, cut);
  }

  #place(request: OpenRequest, { turns, bytes }: CutBody): void {
    if (turns.length === 0) return;
    const { seq, client, begun } = request;
    const { id, startedAt, session, agent } = begun;
    const place = this.#sessions.place({ seq, id, startedAt, client, session, agent, turns, body: bytes });
    request.session = place.session;
    request.previous = place.previous;
  }

  /** Stores the answer; gives back the tools that it calls. */
  #answer(request: OpenRequest): string[] {
    const message = this.#wire.answer(request);
    if (message) this.#sessions.answered(request.seq, message);
    return toolsIn(message);
  }
}

const STREAMED: ReadonlySet<RequestNews['kind']> = new Set(['events', 'upstream-bytes', 'client-bytes', 'message']);

const NO_COST = { costMicros: null, savedMicros: null, price: null };

/** Whether a model is asked for an answer, not for a count. */
function isAnswered({ begun }: OpenRequest): boolean {
  return !/\/count[-_]tokens$|\/embeddings$/.test(begun.path);
}

function lastSeq(db: DatabaseSync): number {
  return (db.prepare('SELECT max(seq) AS seq FROM requests').get()?.seq as number | null) ?? 0;
}
