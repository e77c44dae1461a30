import type { Batch, Begun, Figures, HistorySettings, RequestNews } from '../../../proxy/history/worker-messages.ts';

/** News of requests as the road tells them. */

export const SETTINGS: HistorySettings = {
  enabled: true,
  days: 30,
  megabytes: 2048,
  bodies: true,
  withoutBodies: [],
  prices: {},
};

export const FIGURES: Figures = {
  kind: 'answer',
  dialect: 'messages',
  model: 'claude-opus-5-5',
  servedModel: 'us.anthropic.claude-opus-5-5',
  region: 'us-east-1',
  surface: 'messages',
  status: 200,
  stream: true,
  stopReason: 'end_turn',
  error: undefined,
  cause: undefined,
  errorMessage: undefined,
  inputTokens: 100,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 10,
  thinkingTokens: 0,
  isAutoCached: false,
  credentialsMs: 1,
  upstreamMs: 20.4,
  firstEventMs: 30,
  lastEventMs: 90,
  durationMs: 100.6,
  retries: 0,
  failovers: 0,
  tries: [],
  notes: [],
  upstreamId: 'aws-1',
  bodies: 'kept',
};

export interface Told {
  readonly body?: unknown;
  readonly upstream?: unknown;
  readonly answer?: string;
  readonly begun?: Partial<Begun>;
  readonly figures?: Partial<Figures>;
  readonly headers?: Record<string, string>;
}

/** A request from its beginning to its end. */
export function told(id: string, told: Told = {}): RequestNews[] {
  return [...toldOpen(id, told), { kind: 'ended', id, figures: { ...FIGURES, ...told.figures } }];
}

/** A request that has not ended. */
export function toldOpen(id: string, { body, upstream, answer, begun, headers = {} }: Told = {}): RequestNews[] {
  const news: RequestNews[] = [{ kind: 'begun', begun: { ...BEGUN, id, ...begun } }];
  if (body !== undefined) news.push({ kind: 'asked', id, headers, body: bytesOf(body) });
  if (upstream !== undefined) {
    const url = 'https://bedrock-runtime.us-east-1.amazonaws.com/v1/messages';
    news.push({ kind: 'sent', id, url, headers: { 'content-type': 'application/json' }, body: bytesOf(upstream) });
    news.push({ kind: 'answered', id, status: 200, headers: { 'content-type': 'text/event-stream' } });
  }
  if (answer !== undefined) news.push({ kind: 'events', id, batch: batchOf(eventsOf(answer)) });
  return news;
}

const BEGUN: Begun = {
  id: '',
  startedAt: Date.parse('2026-11-28T12:00:00Z'),
  method: 'POST',
  path: '/v1/messages',
  keyName: undefined,
  userAgent: 'claude-cli/2.1.329',
  session: undefined,
  agent: undefined,
  parentAgent: undefined,
  replayOf: undefined,
  clientPort: undefined,
};

/** The events of an answer that is text, a few letters in each. */
export function eventsOf(text: string, piece = 20): { type: string; data: string }[] {
  const usage = { input_tokens: 100, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content: [], usage };
  const events: { type: string; [field: string]: unknown }[] = [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ];
  for (let at = 0; at < text.length; at += piece) {
    const delta = { type: 'text_delta', text: text.slice(at, at + piece) };
    events.push({ type: 'content_block_delta', index: 0, delta });
  }
  events.push(
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 10 } },
    { type: 'message_stop' },
  );
  return events.map((event) => ({ type: event.type, data: JSON.stringify(event) }));
}

/** Events ten milliseconds apart. */
export function batchOf(events: readonly { type: string; data: string }[], from = 30): Batch {
  const data = events.map((event) => Buffer.from(event.data));
  return {
    bytes: new Uint8Array(Buffer.concat(data)),
    lengths: data.map(({ length }) => length),
    at: events.map((_, index) => from + index * 10),
    types: events.map(({ type }) => type),
  };
}

export function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

export function user(text: string) {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function assistant(text: string) {
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

/** Bytes of news, as the road counts them. */
export function sizeOf(news: readonly RequestNews[]): number {
  return news.reduce((sum, each) => {
    if ('batch' in each) return sum + each.batch.bytes.length;
    return 'body' in each ? sum + each.body.length : sum;
  }, 0);
}
