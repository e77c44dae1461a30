import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Link } from './chain.ts';
import { spoken } from './spoken.ts';
import { asBuffer } from './squeeze.ts';

/** What is known of a request when its body has come. */
export interface Asked {
  readonly seq: number;
  readonly id: string;
  readonly startedAt: number;
  readonly client: string;
  /** The client's own session, and the agent in it. */
  readonly session: string | undefined;
  readonly agent: string | undefined;
  readonly turns: readonly Link[];
  readonly body: Buffer;
}

/** Where a request belongs. */
export interface Place {
  readonly session: string;
  /** The request that it goes on from. */
  readonly previous: string | null;
}

/** Milliseconds after which the same request is no retry, and an equal first turn no sign of the same conversation. */
const RETRY_MS = 10 * 60_000;
const FIRST_TURN_MS = 60 * 60_000;

/** As many of a session's last requests are compared for the one that a request goes on from. */
const COMPARED = 8;

/** As many requests have their turns remembered. */
const MAX_KNOWN = 64;

interface Candidate {
  readonly seq: number;
  readonly id: string;
  readonly session: string;
  readonly agent: string | null;
  readonly started_at: number;
  readonly length: number;
  readonly said: Uint8Array | null;
}

/**
 * Finds the session of a request. A client's own session id decides. Without one, it is the session of the request whose
 * whole conversation this one begins with, the longest first:
 * - Turns of the model among them are said but once, so such a beginning is enough.
 * - One equal first question is not: two conversations may begin alike. It is the same where what follows is the answer
 *   that the other request got; else where that was within the hour, and nobody else has gone on from it.
 * - The same request within ten minutes is a retry.
 * Marks of the cache and the system's words do not count.
 */
export class Sessions {
  readonly #byChain;
  readonly #isContinued;
  readonly #latest;
  readonly #write;
  readonly #answer;
  /** What each turn of a request is, by the request's id. */
  readonly #turns = new Map<string, readonly string[]>();

  constructor(db: DatabaseSync) {
    this.#byChain = db.prepare(
      `SELECT seq, id, session, agent, started_at, length, said FROM ends JOIN requests USING (seq)
       WHERE chain = ? AND client = ? AND session IS NOT NULL AND seq < ? ORDER BY seq DESC LIMIT 16`,
    );
    this.#isContinued = db.prepare('SELECT 1 FROM requests WHERE previous = ? AND id <> ?');
    this.#latest = db.prepare(
      'SELECT id FROM requests WHERE session = ? AND agent IS ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    );
    this.#write = db.prepare('INSERT OR REPLACE INTO ends (seq, chain, length, said) VALUES (?, ?, ?, NULL)');
    this.#answer = db.prepare('UPDATE ends SET said = ? WHERE seq = ?');
  }

  /** The place of a request, which is remembered for those that follow. To be called inside a transaction. */
  place(asked: Asked): Place {
    const { turns, agent } = asked;
    const goesOnFrom = this.#find(asked);
    const session = asked.session ?? goesOnFrom?.session ?? `ses_${randomUUID().replaceAll('-', '')}`;
    const previous = this.#previous(asked, session) ?? (goesOnFrom?.agent === (agent ?? null) ? goesOnFrom.id : null);
    const last = turns.at(-1);
    if (last) this.#write.run(asked.seq, chainOf(last), turns.length);
    this.#remember(asked.id, turns);
    return { session, previous };
  }

  /** The words of a request's answer, by which the request that goes on from it is known. */
  answered(seq: number, answer: unknown): void {
    this.#answer.run(spoken(answer), seq);
  }

  #find(asked: Asked): Candidate | undefined {
    const { turns, session, agent } = asked;
    const isOwn = (other: Candidate) => other.session === session && other.agent === (agent ?? null);
    for (let index = turns.length - 1; index >= 0; index--) {
      const link = turns[index] as Link;
      const found = this.#byChain.all(chainOf(link), asked.client, asked.seq) as unknown as Candidate[];
      const match = this.#match(session === undefined ? found : found.filter(isOwn), index, asked);
      if (match) return match;
    }
    return undefined;
  }

  /** Of requests that end with the turn at `index`, the one that this one goes on from. */
  #match(found: readonly Candidate[], index: number, asked: Asked): Candidate | undefined {
    if (found.length === 0) return undefined;
    const { turns, startedAt } = asked;
    const since = (ms: number) => found.filter((candidate) => startedAt - candidate.started_at <= ms);
    if (index === turns.length - 1) return since(RETRY_MS)[0];
    if (turns.slice(0, index + 1).some(({ turn }) => isOfModel(turn.role))) return found[0];
    const next = turns[index + 1];
    if (!next || !isOfModel(next.turn.role)) return undefined;
    const said = spokenIn(asked, index + 1);
    const isAnswer = ({ said: own }: Candidate) => own !== null && said.equals(asBuffer(own));
    return found.find(isAnswer) ?? since(FIRST_TURN_MS).find(({ id }) => !this.#isContinued.get(id, asked.id));
  }

  /** The request of the same session and agent that has the most turns in common, from the first on, then at all. */
  #previous({ seq, agent, turns }: Asked, session: string): string | undefined {
    const ids = this.#latest.all(session, agent ?? null, seq, COMPARED).map(({ id }) => id as string);
    const own = turns.map(({ turn }) => turn.identity);
    const rated = ids.map((id) => ({ id, ...alike(own, this.#turns.get(id) ?? []) }));
    // Sorting keeps the latest first where two are alike.
    const [best] = rated.sort((a, b) => b.prefix - a.prefix || b.shared - a.shared);
    return best && best.shared > 0 ? best.id : undefined;
  }

  #remember(id: string, turns: readonly Link[]): void {
    this.#turns.set(
      id,
      turns.map(({ turn }) => turn.identity),
    );
    const [oldest] = this.#turns.keys();
    if (this.#turns.size > MAX_KNOWN && oldest !== undefined) this.#turns.delete(oldest);
  }
}

/** What the model says from a turn on, until somebody else speaks. */
function spokenIn({ turns, body }: Asked, from: number): Buffer {
  const other = turns.findIndex(({ turn }, index) => index >= from && !isOfModel(turn.role));
  const own = turns.slice(from, other < 0 ? turns.length : other);
  return spoken(own.map(({ start, end }) => JSON.parse(body.toString('utf8', start, end)) as unknown));
}

function alike(own: readonly string[], other: readonly string[]): { prefix: number; shared: number } {
  const all = new Set(other);
  const shared = own.filter((turn) => all.has(turn)).length;
  const differs = own.findIndex((turn, index) => turn !== other[index]);
  return { prefix: differs < 0 ? own.length : differs, shared };
}

function isOfModel(role: string): boolean {
  return role === 'assistant' || role === '';
}

/** Half of the hash: enough to tell conversations apart. */
function chainOf({ said }: Link): Buffer {
  return Buffer.from(said, 'latin1').subarray(0, 16);
}
