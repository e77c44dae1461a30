import type { FailedTry } from '../log/exchange.ts';
import type { ClientDialect } from '../log/recording.ts';

/** What a request asks for: an answer of a model, a count of tokens, vectors, or something else. */
export type RequestKind = 'answer' | 'count' | 'embedding' | 'other';

/** `cut`: the program ended before the answer did. */
export type RequestState = 'open' | 'done' | 'cut';

/** Whether what was said is kept beside the figures: `off` by the settings, `lost` where it came too fast, `deleted` later. */
export type BodiesState = 'kept' | 'off' | 'lost' | 'deleted';

/** One request as lists show it. Times are whole milliseconds; those that end in `Ms` count from the request's start. */
export interface RequestRow {
  /** `req_…`, as the client was told. */
  readonly id: string;
  /** Grows with every request of this store. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly kind: RequestKind;
  readonly dialect: ClientDialect;
  readonly method: string;
  readonly path: string;
  /** Who asks, in a word: the name of its key, else what its user agent stands for: `claude-code`, `xcode`. */
  readonly client: string;
  /** The first product of its user agent: `claude-cli/2.1.329`. */
  readonly userAgent: string;
  /** The program behind the connection, where the platform tells. */
  readonly process: string | null;
  /** The folder that is worked in, where request or process tell. */
  readonly project: string | null;
  /** The client's own session id, else one that Adit gave (`ses_…`); null for requests that belong to none. */
  readonly session: string | null;
  /** Of a sub-agent: its id, and that of the agent that started it. */
  readonly agent: string | null;
  readonly parentAgent: string | null;
  /** The model's name as the client has it. */
  readonly model: string | null;
  /** The model or inference profile that answered. */
  readonly servedModel: string | null;
  readonly region: string | null;
  readonly surface: string | null;
  readonly state: RequestState;
  /** HTTP status that the client got; 499 where it left; 0 while open, or where none was sent. */
  readonly status: number;
  readonly stream: boolean;
  readonly stopReason: string | null;
  /** Type of the error that it ended with, what caused it by code, and its words. */
  readonly error: string | null;
  readonly cause: string | null;
  readonly errorMessage: string | null;
  /** Neither read from the cache nor written to it; null where nothing was counted. */
  readonly inputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWrite5mTokens: number | null;
  readonly cacheWrite1hTokens: number | null;
  /** Thinking included. */
  readonly outputTokens: number | null;
  readonly thinkingTokens: number | null;
  /** Millionths of a US dollar; null where the model has no known price. */
  readonly costMicros: number | null;
  /** What caching that Adit asked for saved, less what writing the cache cost more; millionths of a US dollar. */
  readonly savedMicros: number | null;
  readonly credentialsMs: number | null;
  readonly upstreamMs: number | null;
  readonly firstEventMs: number | null;
  readonly lastEventMs: number | null;
  readonly durationMs: number | null;
  readonly retries: number;
  /** Changes of model, region or surface on the way. */
  readonly failovers: number;
  readonly tries: readonly FailedTry[];
  /** What was changed to fit the request. */
  readonly notes: readonly string[];
  /** AWS's id of the request. */
  readonly upstreamId: string | null;
  /** Names of the tools that the answer calls, each once. */
  readonly tools: readonly string[];
  readonly pinned: boolean;
  readonly bodies: BodiesState;
  /** The request that this one repeats. */
  readonly replayOf: string | null;
}

/** A price, US dollars for a million tokens, as it was when the request ended. */
export interface PriceUsed {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** `catalogue`, or `settings` where the person gave it. */
  readonly from: 'catalogue' | 'settings';
  /** Whether it is the price of requests with a long input. */
  readonly isLongContext: boolean;
}

/** One side of the wire. Header values that are secret are replaced by `[redacted]`. */
export interface WireMessage {
  /** `POST https://…` of a request, the status of an answer. */
  readonly start: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text as it was on the wire; null where it is not kept. Binary frames are told as their events. */
  readonly body: string | null;
}

/** Everything that is kept of one request. */
export interface RequestDetail {
  readonly row: RequestRow;
  readonly price: PriceUsed | null;
  /** The client's body, parsed; null where it is not kept or no JSON. */
  readonly request: unknown;
  /** The answer as the message it amounts to, as far as it has come; null where there is none. */
  readonly response: unknown;
  readonly clientRequest: WireMessage | null;
  readonly upstreamRequest: WireMessage | null;
  readonly upstreamResponse: WireMessage | null;
  readonly clientResponse: WireMessage | null;
  /** The request before it in its session, whose conversation it goes on with. */
  readonly previous: string | null;
}

/** One event of an answer. */
export interface TimedEvent {
  /** Position in the answer, from 0. */
  readonly index: number;
  /** Milliseconds since the request came. */
  readonly at: number;
  readonly type: string;
  /** JSON text. */
  readonly data: string;
}

/** A conversation: the requests of one session, sub-agents among them. */
export interface SessionRow {
  readonly id: string;
  readonly client: string;
  /** From the first text of the person; null where bodies are not kept. */
  readonly title: string | null;
  readonly project: string | null;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly requests: number;
  readonly open: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  /** Of the requests that have a price; null where none has. */
  readonly costMicros: number | null;
  readonly unpriced: number;
  readonly agents: readonly AgentRow[];
}

/** A sub-agent of a session. */
export interface AgentRow {
  readonly agent: string;
  readonly parentAgent: string | null;
  readonly title: string | null;
  readonly requests: number;
  readonly costMicros: number | null;
}

export const COST_GROUPS = ['day', 'model', 'client', 'session', 'project'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** What one group of requests cost. */
export interface CostRow {
  /** `2026-11-28`, a model, a client, a session's id, a folder; empty where a request has none. */
  readonly group: string;
  /** For people, where it is another text than `group`: a session's title. */
  readonly title: string | null;
  readonly requests: number;
  readonly unpriced: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly costMicros: number;
  readonly savedMicros: number;
}

/** How a request's prompt differs from the one before, in the order in which it is cached: tools, system, messages. */
export interface PromptDiff {
  readonly id: string;
  readonly against: string | null;
  readonly blocks: readonly DiffBlock[];
  /** Why the cache could not be read from there on: the first block that is not what it was; null where nothing broke it. */
  readonly broken: { readonly path: string; readonly why: string } | null;
}

export interface DiffBlock {
  /** `tools[3]`, `system[0]`, `messages[4].content[1]`, or another field: `thinking`. */
  readonly path: string;
  readonly change: 'same' | 'new' | 'changed' | 'removed';
  /** Bytes of its JSON, without marks of the cache. */
  readonly size: number;
  /** Whether a cache breakpoint is behind it. */
  readonly isMarked: boolean;
  /** JSON text before and after, where it changed or is new, cut where it is long. */
  readonly before: string | null;
  readonly after: string | null;
}

/** How the store is doing. */
export interface StoreHealth {
  readonly state: 'ok' | 'failing' | 'off';
  /** For the person: what is wrong, and what is lost. */
  readonly problem: string | null;
  /** Requests without bodies, since the queue was full. */
  readonly lostBodies: number;
  /** Requests that are not kept at all, since they could not be written. */
  readonly lostRequests: number;
  /** Bytes on disk. */
  readonly size: number;
  readonly requests: number;
  /** Where a corrupt file was put. */
  readonly setAside: string | null;
}

/** What a page of a list holds. */
export interface RequestPage {
  readonly rows: readonly RequestRow[];
  /** To be given as `before` for the next page; null at the end. */
  readonly next: number | null;
  /** All that match, not only on this page. */
  readonly total: number;
  /** State of the change feed that this page is as new as. */
  readonly version: number;
}
