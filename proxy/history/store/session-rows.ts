import type { DatabaseSync } from 'node:sqlite';
import type { CutBody } from './cut.ts';
import type { OpenRequest } from './open-request.ts';
import { titleOf } from './titles.ts';

/** Writes rows of `sessions` and `agents`. To be used inside a transaction. */
export class SessionRows {
  readonly #touch;
  readonly #find;
  readonly #title;
  readonly #agent;
  readonly #agentTitle;
  readonly #dropAgent;

  constructor(db: DatabaseSync) {
    this.#touch = db.prepare(
      `INSERT INTO sessions (id, client, project, started_at, last_at) VALUES (?1, ?2, ?3, ?4, ?4)
       ON CONFLICT DO UPDATE SET project = coalesce(excluded.project, project), last_at = max(last_at, excluded.last_at)`,
    );
    this.#find = db.prepare('SELECT title, project FROM sessions WHERE id = ?');
    this.#title = db.prepare('UPDATE sessions SET title = ? WHERE id = ?');
    this.#agent = db.prepare('SELECT title FROM agents WHERE session = ? AND agent = ?');
    this.#agentTitle = db.prepare('INSERT OR REPLACE INTO agents (session, agent, title) VALUES (?, ?, ?)');
    this.#dropAgent = db.prepare('DELETE FROM agents WHERE session = ? AND agent = ?');
  }

  /** Notes that a session has this request. */
  touch({ session, client, project, begun }: OpenRequest): void {
    if (session !== null) this.#touch.run(session, client, project, begun.startedAt);
  }

  /** The folder that earlier requests of a session were about. */
  projectOf(session: string): string | null {
    return (this.#find.get(session)?.project as string | undefined) ?? null;
  }

  /** Gives a session, or the agent of it that asks, its title where it has none yet. */
  entitle({ session, begun }: OpenRequest, body: CutBody): void {
    if (session === null) return;
    const { agent } = begun;
    const known = agent === undefined ? this.#find.get(session) : this.#agent.get(session, agent);
    if (typeof known?.title === 'string') return;
    const title = titleIn([body]);
    if (title !== null) this.#write(session, agent ?? null, title);
  }

  /** Gives a session, or an agent of it, the title that the requests have which are left of it, the earliest first. */
  retitle(session: string, agent: string | null, bodies: Iterable<CutBody>): void {
    this.#write(session, agent, titleIn(bodies));
  }

  /** No request of a session's own, or of one of its agents, is left. */
  untitle(session: string, agent: string | null): void {
    if (agent === null) this.#title.run(null, session);
    else this.#dropAgent.run(session, agent);
  }

  #write(session: string, agent: string | null, title: string | null): void {
    if (agent === null) this.#title.run(title, session);
    else this.#agentTitle.run(session, agent, title);
  }
}

/** The first title in bodies, the earliest first; null where none has one. */
function titleIn(bodies: Iterable<CutBody>): string | null {
  for (const body of bodies) {
    const title = titleOf(turnsOf(body));
    if (title !== null) return title;
  }
  return null;
}

/** Parsed one by one, as far as somebody asks. */
function* turnsOf({ bytes, turns }: CutBody): Generator<unknown> {
  for (const { start, end, turn } of turns) {
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
    // The `input` of Responses may be the text itself.
    yield typeof value === 'string' ? { role: turn.role, content: value } : value;
  }
}
