import { encodeFrame } from '../../proxy/bedrock/event-stream/encode.ts';

/** How an answer travels: Bedrock's own event-stream frames, or server-sent events. */
export type Carrier = 'frames' | 'sse';

/** What the upstream answers until it is told otherwise. */
export interface Plan {
  /** Text deltas per answer; five more events frame them. */
  deltas: number;
  /** Events per write after the first delta, which always goes out at once. */
  perWrite: number;
  /** Milliseconds between deltas; 0 sends as fast as the reader reads. Paced deltas carry the time they were sent. */
  paceMs: number;
}

/** Events of an answer that are not text deltas: the message's and the block's beginning and end. */
export const FRAMING_EVENTS = 5;

/** Events that come before the first text delta. */
export const EVENTS_BEFORE_TEXT = 2;

const WORDS = [
  'The ',
  'function ',
  'reads — ',
  'once, ',
  '`config.ts` ',
  'and then ',
  'retries… ',
  'naïvely ',
  '✓ ',
  '設定 ',
];

/** The opening of an answer up to where its first text delta follows. */
export function openingEvents(): object[] {
  const usage = {
    input_tokens: 3,
    cache_creation_input_tokens: 512,
    cache_read_input_tokens: 41_208,
    output_tokens: 1,
  };
  const message = { id: 'msg_bdrk_01bench', type: 'message', role: 'assistant', model: 'claude', content: [], usage };
  return [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ];
}

/** The n-th text delta: a few words, as a model sends them. */
export function deltaEvent(n: number): object {
  const text = `${WORDS[n % WORDS.length]}${WORDS[(n * 7 + 3) % WORDS.length]}`;
  return { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
}

/** A text delta that carries the moment it was made; see `sentAt`. */
export function stampedDelta(): object {
  const text = `@${process.hrtime.bigint().toString().padStart(20, '0')} `;
  return { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
}

/**
 * When a stamped delta was sent, in milliseconds of the machine's monotonic clock, or undefined without a stamp.
 * `process.hrtime` counts from the same moment in every process of a machine, which `performance.now` does not.
 */
export function sentAt(eventJson: string): number | undefined {
  const stamp = /"@(\d{20}) "/.exec(eventJson)?.[1];
  return stamp === undefined ? undefined : Number(BigInt(stamp)) / 1e6;
}

/** The end of an answer. */
export function closingEvents(outputTokens: number): object[] {
  const metrics = {
    inputTokenCount: 3,
    outputTokenCount: outputTokens,
    invocationLatency: 1200,
    firstByteLatency: 300,
  };
  return [
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: outputTokens },
    },
    { type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics },
  ];
}

/** One event as its carrier wants it. */
export function encodeEvent(carrier: Carrier, event: object): Buffer {
  const json = JSON.stringify(event);
  if (carrier === 'sse') return Buffer.from(`event: ${(event as { type: string }).type}\ndata: ${json}\n\n`);
  const headers = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, Buffer.from(JSON.stringify({ bytes: Buffer.from(json).toString('base64'), p: 'abcd' })));
}

/** A whole unpaced answer in the pieces it is written in; the first piece ends with the first text delta. */
export function encodeAnswer(carrier: Carrier, plan: Plan): Buffer[] {
  const opening = [...openingEvents(), deltaEvent(0)].map((event) => encodeEvent(carrier, event));
  const later = Array.from({ length: plan.deltas - 1 }, (_, n) => deltaEvent(n + 1));
  const rest = [...later, ...closingEvents(plan.deltas)].map((event) => encodeEvent(carrier, event));
  const pieces = [Buffer.concat(opening)];
  for (let at = 0; at < rest.length; at += plan.perWrite) {
    pieces.push(Buffer.concat(rest.slice(at, at + plan.perWrite)));
  }
  return pieces;
}
