import { asRecord, parseRecord } from '../bedrock/json/values.ts';
import type { Exchange } from './exchange.ts';

/**
 * Reads usage, stop reason and error from the few events that carry them. Figures come in several places: in
 * message_start, in message_delta (those are the final ones), and on InvokeModel in message_stop as Bedrock's own
 * metrics, which fill in what the others left out (new-api#2881, ai-gateway#2290).
 */
export function readUsageEvent(exchange: Exchange, type: string, data: Buffer): void {
  if (!TELLING.has(type)) return;
  const event = parseRecord(data);
  if (type === 'message_start') takeUsage(exchange, asRecord(event?.message)?.usage);
  else if (type === 'message_delta') {
    takeUsage(exchange, event?.usage);
    takeStopReason(exchange, asRecord(event?.delta)?.stop_reason);
  } else if (type === 'message_stop') takeMetrics(exchange, event?.['amazon-bedrock-invocationMetrics']);
  else exchange.error = String(asRecord(event?.error)?.type ?? 'api_error');
}

const TELLING = new Set(['message_start', 'message_delta', 'message_stop', 'error']);

/** Reads usage and stop reason of an answer that came whole. */
export function readUsageMessage(exchange: Exchange, body: Buffer): void {
  const message = parseRecord(body);
  takeUsage(exchange, message?.usage);
  takeStopReason(exchange, message?.stop_reason);
}

function takeUsage({ usage }: Exchange, value: unknown): void {
  const found = asRecord(value);
  usage.input = larger(usage.input, found?.input_tokens);
  usage.output = larger(usage.output, found?.output_tokens);
  usage.cacheRead = larger(usage.cacheRead, found?.cache_read_input_tokens);
  usage.cacheWrite = larger(usage.cacheWrite, found?.cache_creation_input_tokens);
}

function takeMetrics({ usage }: Exchange, value: unknown): void {
  const metrics = asRecord(value);
  if (!metrics) return;
  usage.input ||= count(metrics.inputTokenCount);
  usage.output ||= count(metrics.outputTokenCount);
  usage.cacheRead ||= count(metrics.cacheReadInputTokenCount);
  usage.cacheWrite ||= count(metrics.cacheWriteInputTokenCount);
}

function takeStopReason(exchange: Exchange, value: unknown): void {
  if (typeof value === 'string') exchange.stopReason = value;
}

/** Figures only grow within one answer; a later zero means "not said here". */
function larger(known: number | undefined, value: unknown): number {
  return Math.max(known ?? 0, count(value));
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
