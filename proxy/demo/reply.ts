import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BedrockCall, JsonObject, Play, Refusal, Step } from './call.ts';
import { embeddedTokens, isEmbedding } from './embeddings.ts';
import { type Message, messageOf } from './events.ts';
import { openAiError } from './openai/terms.ts';
import { exceptionKind, type Wire } from './wire.ts';
import { wholeFor, wireFor } from './wires.ts';
import type { Writer } from './writer.ts';

/** Answers with an error, in one of AWS's shapes, in Anthropic's or in OpenAI's. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, type, message, shape, code = null, param = null, headers } = refusal;
  if (shape === 'openai') {
    sendJson(response, status, { error: { message, type, param, code } }, headers);
    return;
  }
  if (shape === 'anthropic') {
    const requestId = response.getHeader('x-amzn-requestid');
    sendJson(response, status, { type: 'error', error: { type, message }, request_id: requestId }, headers);
    return;
  }
  if (shape === 'coral') {
    const output = { __type: `com.amazon.coral.service#${type}`, ...(message ? { message } : {}) };
    sendJson(response, status, { Output: output, Version: '1.0' }, headers);
    return;
  }
  // The address behind the name was seen in https://github.com/fumito-ito/AnthropicSwiftSDK/issues/19
  const errorType = `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
  sendJson(response, status, { message }, { 'x-amzn-errortype': errorType, ...headers });
}

/** Answers one whole JSON value. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const payload = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': payload.length, ...headers });
  response.end(payload);
}

/**
 * Plays the steps of an answer into a response, streamed or whole as the call asks.
 *
 * When the client leaves, nothing more is written, and the steps are closed at the next one.
 */
export async function perform(call: BedrockCall, play: Play, writer: Writer): Promise<void> {
  const answer = call.stream ? streamedAnswer(writer, wireFor(call)) : wholeAnswer(writer, call);
  for await (const step of play(call)) {
    if (writer.left.aborted) return;
    if ((await take(step, answer, writer)) === 'over') return;
  }
  if (!writer.left.aborted) await answer.finish();
}

/** `over`: this step ended the answer. */
type Progress = 'over' | undefined;

interface Answer {
  event(event: JsonObject): Promise<Progress>;
  raw(bytes: Buffer): Promise<Progress>;
  exception(type: string, message: string): Promise<Progress>;
  cut(how: 'clean' | 'mid-frame'): Promise<Progress>;
  finish(): Promise<void>;
}

async function take(step: Step, answer: Answer, writer: Writer): Promise<Progress> {
  if ('event' in step) return answer.event(step.event);
  if ('raw' in step) return answer.raw(step.raw);
  if ('exception' in step) return answer.exception(step.exception.type, step.exception.message);
  if ('split' in step) {
    writer.split = step.split;
    return undefined;
  }
  if ('wait' in step) {
    await sleep(step.wait, undefined, { signal: writer.left }).catch(() => undefined);
    return undefined;
  }
  if ('refuse' in step) {
    refuse(writer.response, step.refuse);
    return 'over';
  }
  if (step.cut !== 'reset') return answer.cut(step.cut);
  writer.reset();
  return 'over';
}

/** The headers leave with the first thing that is written, as a wait before it has to delay them. */
function streamedAnswer(writer: Writer, wire: Wire): Answer {
  const { response } = writer;
  let halveNext = false;

  function start(): void {
    if (response.headersSent) return;
    response.writeHead(200, wire.headers);
    response.flushHeaders();
  }

  async function send(bytes: Buffer): Promise<Progress> {
    start();
    if (halveNext && bytes.length > 0) return breakOff(bytes);
    await writer.write(bytes);
    return undefined;
  }

  async function breakOff(bytes: Buffer): Promise<Progress> {
    await writer.breakOff(bytes.subarray(0, Math.ceil(bytes.length / 2)));
    return 'over';
  }

  async function end(): Promise<void> {
    start();
    // Steps that ended after a `mid-frame` have no next frame to halve; an empty delta stands in for it.
    const empty = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '' } };
    if (halveNext) await breakOff(wire.event(empty));
    else response.end();
  }

  return {
    event: (event) => send(wire.event(event)),
    raw: send,
    async exception(type, message) {
      await send(wire.exception(type, message));
      await end();
      return 'over';
    },
    async cut(how) {
      if (how === 'mid-frame') {
        halveNext = true;
        return undefined;
      }
      await end();
      return 'over';
    },
    finish: end,
  };
}

/** Without streaming nothing is sent until the message is whole; a cut then falls into its JSON. */
function wholeAnswer(writer: Writer, call: BedrockCall): Answer {
  const { response } = writer;
  const events: JsonObject[] = [];
  const rawParts: Buffer[] = [];

  function payload(): Buffer {
    return rawParts.length > 0
      ? Buffer.concat(rawParts)
      : Buffer.from(JSON.stringify(wholeFor(messageOf(events), call)));
  }

  function start(bytes: Buffer): void {
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(call.operation === 'invoke' ? tokenCounts(call, messageOf(events)) : {}),
      ...(bytes.length > 0 ? { 'content-length': bytes.length } : {}),
    });
    response.flushHeaders();
  }

  return {
    async event(event) {
      events.push(event);
      return undefined;
    },
    async raw(bytes) {
      rawParts.push(bytes);
      return undefined;
    },
    async exception(type, message) {
      refuse(response, refusalOf(call, type, message));
      return 'over';
    },
    async cut(how) {
      const whole = payload();
      const half = whole.subarray(0, whole.length / 2);
      start(how === 'clean' ? half : whole);
      if (how === 'clean') response.end(half);
      else await writer.breakOff(half);
      return 'over';
    },
    async finish() {
      const whole = payload();
      start(whole);
      await writer.write(whole);
      response.end();
    },
  };
}

/** An exception that comes before anything else was sent. */
function refusalOf({ operation }: BedrockCall, type: string, message: string): Refusal {
  const { status } = exceptionKind(type);
  if (operation === 'chat' || operation === 'responses') {
    const { type: openAiType, code } = openAiError(type, message);
    return { status, type: String(openAiType), code: String(code), message, shape: 'openai' };
  }
  return { status, type: type.charAt(0).toUpperCase() + type.slice(1), message };
}

/** InvokeModel alone tells tokens in headers. */
function tokenCounts(call: BedrockCall, { usage }: Message): Record<string, string> {
  const input = isEmbedding(call) ? embeddedTokens(call) : (usage.input_tokens ?? 0);
  return {
    'x-amzn-bedrock-input-token-count': String(input),
    ...(isEmbedding(call) ? {} : { 'x-amzn-bedrock-output-token-count': String(usage.output_tokens ?? 0) }),
  };
}
