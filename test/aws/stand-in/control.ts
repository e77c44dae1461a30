import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './call.ts';
import type { Clock } from './clock.ts';
import type { Operation } from './operations.ts';

/** A request as tests see it: nothing in it is secret. */
export interface LoggedCall {
  operation: Operation;
  /** By the clock of the stand-in, in milliseconds. */
  at: number;
  status: number;
  /** The error's name, where one was answered. */
  error?: string;
  userAgent: string;
  /** Parameters that are no secret, as text. */
  details: Record<string, string>;
}

/** An error in place of the answer; `drop` closes the connection without any. */
export type Failure = { status: number; type: string; message: string } | 'drop';

/** Names of the parameters that are no secret. */
const told = new Set(
  `clientName clientType grantTypes redirectUris issuerUrl scopes grantType redirectUri startUrl
  response_type redirect_uri code_challenge_method user_code decision account_id role_name max_result
  Action RoleArn RoleSessionName DurationSeconds SerialNumber`.split(/\s+/),
);

/** What tests know and decide of single requests. */
export class Control {
  readonly calls: LoggedCall[] = [];
  readonly #clock: Clock;
  readonly #failures = new Map<Operation, Failure[]>();
  readonly #delays = new Map<Operation, (number | Promise<unknown>)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  count(operation: Operation): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  failNext(operation: Operation, failure: Failure, times: number): void {
    queue(this.#failures, operation).push(...Array.from({ length: times }, () => failure));
  }

  delayNext(operation: Operation, until: number | Promise<unknown>): void {
    queue(this.#delays, operation).push(until);
  }

  /** Waits where a test wished it, and says whether the request is to fail whatever it asks. */
  async before({ operation }: Call): Promise<Failure | undefined> {
    const failure = queue(this.#failures, operation).shift();
    const until = queue(this.#delays, operation).shift();
    if (typeof until === 'number') await sleep(until, undefined, { ref: false });
    else await Promise.allSettled([until]);
    return failure;
  }

  /** Enters a request into the log; its status and error are known later. */
  enter(call: Call): LoggedCall {
    const details = [...call.parameters]
      .filter(([name]) => told.has(name))
      .map(([name, value]) => [name, plain(value)]);
    const userAgent = call.headers['user-agent'] ?? '';
    const { operation } = call;
    const entry = { operation, at: this.#clock.now(), status: 0, userAgent, details: Object.fromEntries(details) };
    this.calls.push(entry);
    return entry;
  }
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function queue<T>(queues: Map<Operation, T[]>, operation: Operation): T[] {
  const found = queues.get(operation) ?? [];
  queues.set(operation, found);
  return found;
}
