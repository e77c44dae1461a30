import type { IncomingHttpHeaders } from 'node:http';
import { toClientError } from '../../bedrock/error-map.ts';
import { type Frame, FrameDecoder } from '../../bedrock/event-stream/decode.ts';
import { readStreamException } from '../../bedrock/failure.ts';
import { asRecord, parseRecord } from '../../bedrock/json/values.ts';
import { typeOf } from '../../bedrock/stream/frames.ts';
import { type Exchange, markError, type Usage } from '../../log/exchange.ts';
import { readUsageEvent, readUsageMessage } from '../../log/usage.ts';

/** The largest JSON answer that is read for the log, in bytes: those that tell of their usage are far smaller. */
const MAX_JSON = 1024 * 1024;

/**
 * Reads usage, stop reason and errors for the log out of an answer that has already been given on. What it cannot read it
 * leaves alone: it never throws.
 */
export class AnswerReader {
  readonly #exchange: Exchange;
  #frames: FrameDecoder | undefined;
  #json: Buffer[] | undefined;
  #size = 0;

  constructor(exchange: Exchange, headers: IncomingHttpHeaders) {
    this.#exchange = exchange;
    const type = headers['content-type'] ?? '';
    if (type.startsWith('application/vnd.amazon.eventstream')) this.#frames = new FrameDecoder();
    else if (type.startsWith('application/json')) this.#json = [];
    // aws/aws-sdk-js-v3#5917; those of the cache: no public source.
    fill(exchange.usage, {
      input: headers['x-amzn-bedrock-input-token-count'],
      output: headers['x-amzn-bedrock-output-token-count'],
      cacheRead: headers['x-amzn-bedrock-cache-read-input-token-count'],
      cacheWrite: headers['x-amzn-bedrock-cache-write-input-token-count'],
    });
  }

  /** Takes a piece of the answer. */
  take(chunk: Buffer): void {
    try {
      this.#frames?.push(chunk, (frame) => this.#frame(frame));
    } catch {
      this.#frames = undefined;
    }
    this.#size += chunk.length;
    if (this.#size > MAX_JSON) this.#json = undefined;
    this.#json?.push(chunk);
  }

  /** Reads what can only be read as a whole. */
  end(): void {
    const body = Buffer.concat(this.#json ?? []);
    const answer = body.includes('"usage"') ? parseRecord(body) : undefined;
    const usage = asRecord(answer?.usage);
    if (usage?.inputTokens !== undefined) this.#converse(usage, answer?.stopReason);
    else if (usage) readUsageMessage(this.#exchange, body);
  }

  #frame({ headers, payload }: Frame): void {
    if (headers[':message-type'] !== 'event') {
      const type = headers[':exception-type'] ?? headers[':error-code'] ?? '';
      markError(this.#exchange, toClientError(readStreamException(type, payload, undefined)));
      return;
    }
    const type = headers[':event-type'];
    if (type === 'chunk') this.#chunk(payload);
    else if (type === 'metadata') this.#converse(asRecord(parseRecord(payload)?.usage), undefined);
    else if (type === 'messageStop') this.#converse(undefined, parseRecord(payload)?.stopReason);
  }

  /** An event of InvokeModel: Anthropic's, or another maker's, of which the last one has Bedrock's own metrics. */
  #chunk(payload: Buffer): void {
    const { bytes } = parseRecord(payload) ?? {};
    if (typeof bytes !== 'string') return;
    const data = Buffer.from(bytes, 'base64');
    const hasMetrics = data.includes('"amazon-bedrock-invocationMetrics"');
    readUsageEvent(this.#exchange, hasMetrics ? 'message_stop' : typeOf(data), data);
  }

  /** `TokenUsage` of @aws-sdk/client-bedrock-runtime. */
  #converse(usage: Record<string, unknown> | undefined, stopReason: unknown): void {
    if (typeof stopReason === 'string') this.#exchange.stopReason = stopReason;
    if (!usage) return;
    fill(this.#exchange.usage, {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cacheRead: usage.cacheReadInputTokens,
      cacheWrite: usage.cacheWriteInputTokens,
    });
  }
}

function fill(usage: Partial<Usage>, counts: Partial<Record<keyof Usage, unknown>>): void {
  for (const [name, value] of Object.entries(counts) as [keyof Usage, unknown][]) {
    const count = Number(value ?? Number.NaN);
    if (Number.isFinite(count)) usage[name] ||= count;
  }
}
