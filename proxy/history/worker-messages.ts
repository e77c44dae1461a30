import type { FailedTry } from '../log/exchange.ts';
import type { ClientDialect } from '../log/recording.ts';
import type { HistoryChange } from './changes.ts';
import type { Questions } from './questions.ts';
import type { BodiesState, RequestKind } from './shapes.ts';

/** What the worker is started with. */
export interface WorkerStart {
  /** Path of the database. */
  readonly file: string;
  readonly settings: HistorySettings;
}

/** As the settings have them; told anew when they change. */
export interface HistorySettings {
  readonly enabled: boolean;
  readonly days: number;
  readonly megabytes: number;
  readonly bodies: boolean;
  /** Clients of which only figures are kept. */
  readonly withoutBodies: readonly string[];
  /** Prices of one's own, by model id, profile id or slug; US dollars for a million tokens. */
  readonly prices: Readonly<Record<string, OwnPrice>>;
}

export interface OwnPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
}

/** A request that has come in. */
export interface Begun {
  readonly id: string;
  readonly startedAt: number;
  readonly method: string;
  readonly path: string;
  /** Name of the client's key, where it has one of its own. */
  readonly keyName: string | undefined;
  /** The user agent's first product. */
  readonly userAgent: string;
  /** The client's own session id. */
  readonly session: string | undefined;
  readonly agent: string | undefined;
  readonly parentAgent: string | undefined;
  readonly replayOf: string | undefined;
  /** The client's port on the loopback address, by which the program behind it can be found. */
  readonly clientPort: number | undefined;
}

/** Figures, as far as they are known; sent as the request goes on, and the last time when it has ended. */
export interface Figures {
  readonly kind: RequestKind;
  readonly dialect: ClientDialect;
  readonly model: string | undefined;
  readonly servedModel: string | undefined;
  readonly region: string | undefined;
  readonly surface: string | undefined;
  readonly status: number;
  readonly stream: boolean;
  readonly stopReason: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly errorMessage: string | undefined;
  readonly inputTokens: number | undefined;
  readonly cacheReadTokens: number | undefined;
  readonly cacheWrite5mTokens: number | undefined;
  readonly cacheWrite1hTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly thinkingTokens: number | undefined;
  /** Whether Adit set the cache breakpoints. */
  readonly isAutoCached: boolean;
  readonly credentialsMs: number | undefined;
  readonly upstreamMs: number | undefined;
  readonly firstEventMs: number | undefined;
  readonly lastEventMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly retries: number;
  readonly failovers: number;
  readonly tries: readonly FailedTry[];
  readonly notes: readonly string[];
  readonly upstreamId: string | undefined;
  readonly bodies: BodiesState;
}

/** Headers, those that are secret left out or replaced already. */
export type KeptHeaders = Readonly<Record<string, string>>;

/**
 * Bytes of events or pieces, one after another in one buffer. `at`, `lengths` and `types` have an entry for each;
 * `types` is empty for pieces.
 */
export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: readonly number[];
  /** Milliseconds since the request came. */
  readonly at: readonly number[];
  readonly types: readonly string[];
}

/** What is told of one request, in this order; all but `begun` and `ended` may be missing. */
export type RequestNews =
  | { readonly kind: 'begun'; readonly begun: Begun }
  | {
      readonly kind: 'asked';
      readonly id: string;
      readonly headers: KeptHeaders;
      readonly body: Uint8Array<ArrayBuffer>;
    }
  | {
      readonly kind: 'sent';
      readonly id: string;
      readonly url: string;
      readonly headers: KeptHeaders;
      readonly body: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'answered'; readonly id: string; readonly status: number; readonly headers: KeptHeaders }
  /** The figures so far: told when the first event has come. */
  | { readonly kind: 'figures'; readonly id: string; readonly figures: Figures }
  | { readonly kind: 'events'; readonly id: string; readonly batch: Batch }
  | { readonly kind: 'upstream-bytes'; readonly id: string; readonly batch: Batch }
  | { readonly kind: 'client-bytes'; readonly id: string; readonly batch: Batch }
  | { readonly kind: 'message'; readonly id: string; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ended'; readonly id: string; readonly figures: Figures };

/** To the worker. `news` comes in batches; `bytes` is what they hold, and is acknowledged when they are stored. */
export type ToWorker =
  | {
      readonly kind: 'news';
      readonly news: readonly RequestNews[];
      readonly bytes: number;
      readonly lostBodies: number;
    }
  | { readonly kind: 'settings'; readonly settings: HistorySettings }
  | { readonly kind: 'ask'; readonly ref: number; readonly name: keyof Questions; readonly args: readonly unknown[] }
  /** Stores what is there and ends. */
  | { readonly kind: 'close' };

/** From the worker. */
export type FromWorker =
  | { readonly kind: 'stored'; readonly bytes: number }
  | { readonly kind: 'change'; readonly change: HistoryChange }
  | { readonly kind: 'answer'; readonly ref: number; readonly value: unknown }
  /** `type` as AditError has it, where it is one. */
  | { readonly kind: 'failed'; readonly ref: number; readonly type: string | undefined; readonly message: string };
