import { asRecord, parseRecord } from '../bedrock/json/values.ts';
import { chatUsage } from '../bedrock/openai/chat-answer.ts';
import { responsesUsage } from '../bedrock/openai/responses-answer.ts';
import type { Exchange } from './exchange.ts';

/**
 * Reads usage, stop reason and error from the few events that carry them. Figures come in several places: in
 * message_start, in message_delta (those are the final ones), and on InvokeModel in message_stop as Bedrock's own
 * metrics, which fill in what the others left out (new-api#2881, ai-gateway#2290).
 */
export function readUsageEvent(exchange: Exchange, type: string, data: Buffer): void {
  if (type === 'chat.completion.chunk') {
    // Nearly all chunks have neither: that is seen without parsing them.
    const isTelling = begins(data, '"usage"', OBJECT) || begins(data, '"finish_reason"', STRING);
    if (isTelling) takeCompletion(exchange, parseRecord(data));
    return;
  }
  if (!TELLING.has(type)) return;
  const event = parseRecord(data);
  if (type === 'message_start') takeUsage(exchange, asRecord(event?.message)?.usage);
  else if (type === 'message_delta') {
    takeUsage(exchange, event?.usage);
    takeStopReason(exchange, asRecord(event?.delta)?.stop_reason);
  } else if (type.startsWith('response.')) takeResponse(exchange, asRecord(event?.response));
  else if (type === 'message_stop') takeMetrics(exchange, event?.['amazon-bedrock-invocationMetrics']);
  else exchange.error = String(asRecord(event?.error)?.type ?? 'api_error');
}

const TELLING = new Set([
  'message_start',
  'message_delta',
  'message_stop',
  'response.completed',
  'response.incomplete',
  'error',
]);

/** Reads usage and stop reason of an answer that came whole. */
export function readUsageMessage(exchange: Exchange, body: Buffer): void {
  const message = parseRecord(body);
  if (Array.isArray(message?.choices)) takeCompletion(exchange, message);
  else if (message?.object === 'response') takeResponse(exchange, message);
  else {
    takeUsage(exchange, message?.usage);
    takeStopReason(exchange, message?.stop_reason);
  }
}

/** A completion of OpenAI's API, or a chunk of one. */
function takeCompletion(exchange: Exchange, completion: Record<string, unknown> | undefined): void {
  const choice = asRecord(Array.isArray(completion?.choices) ? completion.choices[0] : undefined);
  if (asRecord(completion?.usage)) takeUsage(exchange, chatUsage(completion?.usage));
  takeReasoning(exchange, asRecord(completion?.usage)?.completion_tokens_details);
  takeStopReason(exchange, choice?.finish_reason);
}

/** A response of OpenAI's API that is over. */
function takeResponse(exchange: Exchange, response: Record<string, unknown> | undefined): void {
  if (asRecord(response?.usage)) takeUsage(exchange, responsesUsage(response?.usage));
  takeReasoning(exchange, asRecord(response?.usage)?.output_tokens_details);
  takeStopReason(exchange, asRecord(response?.incomplete_details)?.reason ?? response?.status);
}

const OBJECT = 123;
const STRING = 34;
const COLON = 58;
const SPACE = 32;

/** Whether the value of a member begins with a byte, where the member first stands in JSON text. */
function begins(data: Buffer, name: string, byte: number): boolean {
  let at = data.indexOf(name);
  if (at < 0) return false;
  at += name.length;
  while (data[at] === SPACE || data[at] === COLON) at++;
  return data[at] === byte;
}

function takeUsage({ usage }: Exchange, value: unknown): void {
  const found = asRecord(value);
  // What nobody counted is not known: that is no zero.
  if (!found) return;
  usage.input = larger(usage.input, found.input_tokens);
  usage.output = larger(usage.output, found.output_tokens);
  usage.cacheRead = larger(usage.cacheRead, found.cache_read_input_tokens);
  usage.cacheWrite = larger(usage.cacheWrite, found.cache_creation_input_tokens);
  takeDetail(usage, 'cacheWrite1h', asRecord(found.cache_creation)?.ephemeral_1h_input_tokens);
  takeDetail(usage, 'thinking', asRecord(found.output_tokens_details)?.thinking_tokens);
}

/** Both of OpenAI's APIs call it by one name. */
function takeReasoning({ usage }: Exchange, details: unknown): void {
  takeDetail(usage, 'thinking', asRecord(details)?.reasoning_tokens);
}

/** What few answers tell is left out where they do not. */
function takeDetail(usage: Exchange['usage'], name: 'cacheWrite1h' | 'thinking', value: unknown): void {
  if (count(value) > 0) usage[name] = larger(usage[name], value);
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
