import type { DatabaseSync } from 'node:sqlite';
import { parseRecord } from '../../bedrock/json/values.ts';
import type { Contents } from './contents.ts';
import { storedHead } from './heads.ts';
import type { OpenRequest, Pending } from './open-request.ts';
import { joined, packEvents, packTimed, writeStream } from './streams.ts';

/** Stores what passes between Adit and Bedrock, and the answer. To be used inside a transaction. */
export class WireWriter {
  readonly #db: DatabaseSync;
  readonly #contents: Contents;

  constructor(db: DatabaseSync, contents: Contents) {
    this.#db = db;
    this.#contents = contents;
  }

  head(seq: number, side: 'requestHead' | 'upstreamHead' | 'answerHead', { start, headers }: Pending): void {
    this.#contents.write(seq, side, Buffer.from(JSON.stringify(storedHead({ start, headers }))));
  }

  /** What Bedrock got. */
  upstream(request: OpenRequest, sent: Pending): void {
    this.#contents.write(request.seq, 'upstream', sent.body ?? Buffer.alloc(0), conversationOf(request));
    this.head(request.seq, 'upstreamHead', sent);
  }

  /** Stores the answer, with its events and what was in another form than they are; gives back what it amounts to. */
  answer(request: OpenRequest): unknown {
    const { seq, events, upstreamBytes, clientBytes } = request;
    const answer = request.answerSoFar();
    const bytes = answer && (Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer)));
    if (bytes) this.#contents.write(seq, 'answer', bytes);
    if (events.length > 0) writeStream(this.#db, seq, 'events', packEvents(events), bytes);
    else if (request.eventsSoFar().length > 0)
      writeStream(this.#db, seq, 'events', packTimed(request.eventsSoFar()), bytes);
    if (upstreamBytes.length > 0) writeStream(this.#db, seq, 'upstream', joined(upstreamBytes));
    if (clientBytes.length > 0) writeStream(this.#db, seq, 'client', joined(clientBytes));
    return Buffer.isBuffer(answer) ? parseRecord(answer) : answer;
  }
}

/** The same for requests whose bodies may go on from each other. */
export function conversationOf({ client, begun }: OpenRequest): string {
  return [client, begun.session, begun.agent].join(' ');
}
