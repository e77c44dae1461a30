import { DatabaseSync } from 'node:sqlite';
import { createReaders, type Readers } from '../../../proxy/history/read/questions.ts';
import type { RequestRow, TimedEvent } from '../../../proxy/history/shapes.ts';
import { BodySide, type BodySideName } from '../../../proxy/history/store/bodies.ts';
import { type Head, storedHead } from '../../../proxy/history/store/heads.ts';
import { type Live, NOTHING_LIVE } from '../../../proxy/history/store/live.ts';
import { migrate } from '../../../proxy/history/store/migrations.ts';
import { RecipeWriter } from '../../../proxy/history/store/recipe.ts';
import { columnValue } from '../../../proxy/history/store/rows.ts';
import { packEvents, writeStream } from '../../../proxy/history/store/streams.ts';

/** Sunday, 2026-11-01, noon UTC. */
export const NOON = Date.UTC(2026, 10, 1, 12);

/** What a request is filled with, besides its row: bodies as objects or text. */
export interface Filling extends Partial<RequestRow> {
  readonly previous?: string;
  readonly request?: unknown;
  readonly upstream?: unknown;
  readonly answer?: unknown;
  readonly heads?: Partial<Record<'request' | 'upstream' | 'answer', Head>>;
  readonly events?: readonly Omit<TimedEvent, 'index'>[];
  readonly clientBytes?: Buffer;
  readonly upstreamBytes?: Buffer;
  /** Texts that the request was the first to bring. */
  readonly words?: readonly string[];
}

/** A store that is filled row by row, without the writer that the engine has. */
export class RowStore implements Disposable {
  readonly file: string;
  readonly db: DatabaseSync;
  readonly readers: Readers;
  #seq = 0;
  #part = 1_000_000;

  constructor(file: string, live: Live = NOTHING_LIVE) {
    this.file = file;
    this.db = new DatabaseSync(file);
    this.db.exec('PRAGMA journal_mode = WAL');
    migrate(this.db, 0);
    this.readers = createReaders(this.db, live);
  }

  session(
    id: string,
    { title = null, client = 'claude-code', project = null, startedAt = NOON, lastAt = NOON }: Session = {},
  ) {
    this.db
      .prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, client, title, project, startedAt, lastAt);
  }

  agent(session: string, agent: string, title: string) {
    this.db.prepare('INSERT INTO agents VALUES (?, ?, ?)').run(session, agent, title);
  }

  /** Stores a request and gives its id, `req_1` and so on where nothing else is said. */
  add(filling: Filling = {}): string {
    const {
      previous = null,
      request,
      upstream,
      answer,
      heads,
      events,
      clientBytes,
      upstreamBytes,
      words,
      ...fields
    } = filling;
    const seq = ++this.#seq;
    const row = { ...ROW, id: `req_${seq}`, seq, startedAt: NOON + seq * 1000, ...fields };
    if (row.session !== null && !this.db.prepare('SELECT 1 FROM sessions WHERE id = ?').get(row.session)) {
      this.session(row.session);
    }
    const columns = {
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value])),
      previous,
    };
    const names = Object.keys(columns);
    this.db
      .prepare(`INSERT INTO requests (${names}) VALUES (${names.map(() => '?')})`)
      .run(...Object.values(columns).map(columnValue));
    for (const [side, body] of Object.entries({ request, upstream, answer })) {
      if (body !== undefined)
        this.#body(seq, side as BodySideName, typeof body === 'string' ? body : JSON.stringify(body));
    }
    for (const [side, head] of Object.entries(heads ?? {})) {
      this.#body(seq, `${side}Head` as BodySideName, JSON.stringify(storedHead(head)));
    }
    if (events) writeStream(this.db, seq, 'events', packEvents([batchOf(events)]));
    if (clientBytes) writeStream(this.db, seq, 'client', clientBytes);
    if (upstreamBytes) writeStream(this.db, seq, 'upstream', upstreamBytes);
    for (const text of words ?? []) this.#words(seq, text);
    return row.id;
  }

  #body(seq: number, side: BodySideName, text: string): void {
    const recipe = new RecipeWriter();
    recipe.text(Buffer.from(text));
    this.db.prepare('INSERT INTO bodies VALUES (?, ?, ?)').run(seq, BodySide[side], recipe.toBuffer());
  }

  #words(seq: number, text: string): void {
    const id = ++this.#part;
    const hash = Buffer.from(`${id}`);
    this.db.prepare('INSERT INTO parts VALUES (?, ?, 4, ?, ?)').run(id, hash, seq, Buffer.from(text));
    this.db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)').run(id, text);
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

interface Session {
  readonly title?: string | null;
  readonly client?: string;
  readonly project?: string | null;
  readonly startedAt?: number;
  readonly lastAt?: number;
}

/** A finished request of Claude Code's. */
const ROW: Omit<RequestRow, 'id' | 'seq' | 'startedAt'> = {
  kind: 'answer',
  dialect: 'messages',
  method: 'POST',
  path: '/v1/messages',
  client: 'claude-code',
  userAgent: 'claude-cli/2.1.329',
  process: null,
  project: null,
  session: null,
  agent: null,
  parentAgent: null,
  model: 'claude-opus-4-8',
  servedModel: 'us.anthropic.claude-opus-4-8',
  region: 'us-east-1',
  surface: 'messages',
  state: 'done',
  status: 200,
  stream: true,
  stopReason: 'end_turn',
  error: null,
  cause: null,
  errorMessage: null,
  inputTokens: 100,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 10,
  thinkingTokens: null,
  costMicros: 750,
  savedMicros: 0,
  credentialsMs: 1,
  upstreamMs: 200,
  firstEventMs: 300,
  lastEventMs: 900,
  durationMs: 1000,
  retries: 0,
  failovers: 0,
  tries: [],
  notes: [],
  upstreamId: null,
  tools: [],
  pinned: false,
  bodies: 'kept',
  replayOf: null,
};

function snake(name: string): string {
  return name.replace(/[A-Z]|\d+(?=[a-z])/g, (letter) => `_${letter.toLowerCase()}`);
}

function batchOf(events: readonly Omit<TimedEvent, 'index'>[]) {
  const datas = events.map(({ data }) => Buffer.from(data));
  return {
    bytes: new Uint8Array(Buffer.concat(datas)),
    lengths: datas.map(({ length }) => length),
    at: events.map(({ at }) => at),
    types: events.map(({ type }) => type),
  };
}
