import { Agent, type IncomingMessage, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Carrier } from './answer.ts';
import { numbered } from './bodies.ts';
import { type Load, type Observation, runLoad, type Served } from './load.ts';
import { type AnswerReader, fullReader, quickReader } from './readers.ts';

/** Where requests go, and what they carry. */
export interface Target {
  url: string;
  headers: Record<string, string>;
  carrier: Carrier;
  body: (bytes: number) => Buffer;
}

/** Headers as Claude Code sends them. */
export const CLIENT_HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'claude-code-20250219,interleaved-thinking-2025-05-14,effort-2025-11-24',
  'user-agent': 'claude-cli/2.1.329 (external, cli)',
  'x-app': 'cli',
  'x-claude-code-session-id': 'dbe25d1c-79ca-4b0f-b04d-237c09bb9c23',
};

/** A client over keep-alive connections: as little as node:http allows between the bytes and the clock. */
export class Client {
  readonly #target: Target;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #bodies = new Map<number, Buffer>();
  #sent = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Sends a batch of requests. */
  run(load: Load): Promise<Observation> {
    return runLoad(load, () => this.#serve(load));
  }

  /** One request whose events are all kept, to see that a subject passes on what the upstream sent. */
  async events(bodyBytes: number): Promise<string[]> {
    const reader = fullReader(this.#target.carrier);
    await this.#exchange(this.#body(bodyBytes), reader);
    return reader.events;
  }

  /** Drops the connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #serve(load: Load): Promise<Served> {
    const reader = load.stamped ? fullReader(this.#target.carrier) : quickReader(this.#target.carrier);
    const body = this.#body(load.bodyBytes);
    const begun = performance.now();
    await this.#exchange(body, reader);
    if (!reader.whole || reader.firstDelta === undefined) throw new Error(`${this.#target.url} cut an answer short`);
    return { firstDelta: reader.firstDelta - begun, delays: reader.delays };
  }

  #body(bytes: number): Buffer {
    const body = this.#bodies.get(bytes) ?? this.#target.body(bytes);
    this.#bodies.set(bytes, body);
    return numbered(body, this.#sent++);
  }

  #exchange(body: Buffer, reader: AnswerReader): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const headers = { ...CLIENT_HEADERS, ...this.#target.headers, 'content-length': body.length };
    const outgoing = request(this.#target.url, { method: 'POST', agent: this.#agent, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      answer.on('error', reject);
      if (answer.statusCode !== 200) return refused(answer, this.#target.url, reject);
      answer.on('data', (chunk: Buffer) => reader.push(chunk));
      answer.on('end', resolve);
    });
    outgoing.end(body);
    return promise;
  }
}

function refused(answer: IncomingMessage, url: string, reject: (error: Error) => void): void {
  let text = '';
  answer.setEncoding('utf8');
  answer.on('data', (chunk: string) => {
    text += chunk;
  });
  answer.on('end', () => reject(new Error(`${url} answered ${answer.statusCode}: ${text.slice(0, 2000)}`)));
}
