import type { BedrockCall, JsonObject, Refusal, Step } from '../../proxy/demo/call.ts';
import { eventsOf, type Message } from '../../proxy/demo/events.ts';
import { openAiError } from '../../proxy/demo/openai/terms.ts';
import { turnsOf } from '../../proxy/demo/question.ts';
import { signThinking } from './signature.ts';

/** How a stand-in for Bedrock answers a call which it did not refuse. A scenario may count its calls. */
export type Scenario = (call: BedrockCall) => Iterable<Step> | AsyncIterable<Step>;

type CutKind = 'clean' | 'mid-frame' | 'reset';

/** The answer which all scenarios give where nothing goes wrong. */
export const helloText = 'Hello from Bedrock.';

/** A complete answer; parts that are not given are those of a short text. */
export function message(parts: Partial<Message> = {}): Message {
  return {
    id: 'msg_bdrk_01StandIn',
    type: 'message',
    role: 'assistant',
    model: 'claude-stand-in',
    content: [{ type: 'text', text: helloText }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 7 },
    ...parts,
  };
}

/** Answers one message, whole. */
export function answer(parts: Partial<Message> = {}): Scenario {
  return () => eventSteps(message(parts));
}

/** What may come before a tool's call, and its id. */
interface ToolUseOptions {
  id?: string;
  text?: string;
  /** Signed: the strict stand-in refuses it when it comes back changed. */
  thinking?: string;
}

/** Answers a call of one tool. */
export function toolUse(name: string, input: JsonObject, options: ToolUseOptions = {}): Scenario {
  const { id = 'toolu_bdrk_01StandIn', text, thinking } = options;
  const content = [
    ...(thinking === undefined ? [] : [{ type: 'thinking', thinking, signature: signThinking(thinking) }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    { type: 'tool_use', id, name, input },
  ];
  return answer({ content, stop_reason: 'tool_use' });
}

/** Plays these steps, whatever is asked. */
export function steps(...script: Step[]): Scenario {
  return () => script;
}

/** Refuses the first `count` calls, then plays `then`. `type` is the name of AWS's exception. */
export function failures(
  count: number,
  status: number,
  type: string,
  text: string,
  then: Scenario = answer(),
): Scenario {
  return firstTimes(count, (call) => [{ refuse: refusalFor(call, { status, type, message: text }) }], then);
}

/** 429 for the first `count` calls. */
export function throttle(count: number, then?: Scenario): Scenario {
  const text = 'Too many requests, please wait before trying again.';
  return failures(count, 429, 'ThrottlingException', text, then);
}

/** 403 for the first `count` calls, as when the credentials have just expired. */
export function expiredCredentials(count = 1, then?: Scenario): Scenario {
  return failures(count, 403, 'ExpiredTokenException', 'The security token included in the request is expired', then);
}

/** Resets the connection of the first `count` calls, before any header. */
export function connectionResets(count: number, then: Scenario = answer()): Scenario {
  return firstTimes(count, steps({ cut: 'reset' }), then);
}

/** Breaks every answer off after `after` events. */
export function dieAfter(after: number, how: CutKind, parts?: Partial<Message>): Scenario {
  return insertAfter(after, { cut: how }, parts);
}

/** Is silent for some milliseconds after `after` events. */
export function silence(milliseconds: number, after: number, parts?: Partial<Message>): Scenario {
  return insertAfter(after, { wait: milliseconds }, parts);
}

/** An exception within the stream, after `after` events; `type` in camel case (`throttlingException`). */
export function exceptionAfter(after: number, type: string, text: string, parts?: Partial<Message>): Scenario {
  return insertAfter(after, { exception: { type, message: text } }, parts);
}

/** Waits before the headers. */
export function slowStart(milliseconds: number, parts?: Partial<Message>): Scenario {
  return silence(milliseconds, 0, parts);
}

/** Writes `size` bytes at a time, each in its own packet. */
export function splitEvery(size: number, parts?: Partial<Message>): Scenario {
  return insertAfter(0, { split: size }, parts);
}

/** The usage that `usageInOddPlaces` really has. */
export const oddUsage = {
  input_tokens: 20,
  output_tokens: 7,
  cache_read_input_tokens: 3000,
  cache_creation_input_tokens: 400,
} as const;

/**
 * Zeros in `message_start`; the figures come in `message_delta` and, with those of the cache, only in
 * the metrics of the last event, on the surface that has them. Seen in https://github.com/maximhq/bifrost/pull/5355 and
 * https://github.com/BerriAI/litellm/pull/24845
 */
export function usageInOddPlaces(): Scenario {
  const zeros = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  const metrics = {
    inputTokenCount: oddUsage.input_tokens,
    outputTokenCount: oddUsage.output_tokens,
    cacheReadInputTokenCount: oddUsage.cache_read_input_tokens,
    cacheWriteInputTokenCount: oddUsage.cache_creation_input_tokens,
    invocationLatency: 120,
    firstByteLatency: 40,
  };
  const { input_tokens, output_tokens } = oddUsage;
  return (call) =>
    eventsOf(message({ usage: zeros })).map((event): Step => {
      const framed = call.operation === 'invoke-stream';
      if (event.type === 'message_delta')
        return { event: { ...event, usage: framed ? { input_tokens, output_tokens } : oddUsage } };
      if (event.type !== 'message_stop' || !framed) return { event };
      return { event: { ...event, 'amazon-bedrock-invocationMetrics': metrics } };
    });
}

/** Chooses a scenario by what is asked, which a loop over tools needs. */
export function conversation(choose: (call: BedrockCall) => Scenario): Scenario {
  return (call) => choose(call)(call);
}

/** Asks for one tool; once its result has come, answers in text. */
export function toolLoop(name: string, input: JsonObject, text = helloText): Scenario {
  return conversation((call) =>
    endsInToolResult(call) ? answer({ content: [{ type: 'text', text }] }) : toolUse(name, input),
  );
}

/** Whether a call ends in the result of a tool, on whichever surface: within the last user turn, or as a turn of its own. */
export function endsInToolResult(call: BedrockCall): boolean {
  const turns = turnsOf(call);
  const last = turns.at(-1) ?? {};
  if (call.operation === 'chat' && last.role === 'tool') return true;
  if (call.operation === 'responses' && last.type === 'function_call_output') return true;
  const { content } = turns.findLast((turn) => turn.role === 'user') ?? {};
  const blocks: JsonObject[] = Array.isArray(content) ? content : [];
  return blocks.some((block) => block.type === 'tool_result' || block.toolResult !== undefined);
}

/** The Messages surface says in Anthropic's shape what is wrong with a request, OpenAI's APIs say all in theirs. */
function refusalFor({ operation }: BedrockCall, refusal: Refusal): Refusal {
  if (operation === 'chat' || operation === 'responses') return openAiRefusal(refusal);
  const validation = operation === 'messages' && refusal.type === 'ValidationException';
  return validation ? { ...refusal, type: 'invalid_request_error', shape: 'anthropic' } : refusal;
}

/** What is refused before the request is read, such as its signature, comes in AWS's shape all the same. */
function openAiRefusal(refusal: Refusal): Refusal {
  if (refusal.status === 403) return refusal;
  const { type, code } = openAiError(refusal.type, refusal.message);
  return { ...refusal, type: String(type), code: String(code), shape: 'openai' };
}

function firstTimes(count: number, first: Scenario, then: Scenario): Scenario {
  let left = count;
  return (call) => {
    left -= 1;
    return left >= 0 ? first(call) : then(call);
  };
}

function insertAfter(after: number, step: Step, parts: Partial<Message> = {}): Scenario {
  return () => eventSteps(message(parts)).toSpliced(after, 0, step);
}

function eventSteps(whole: Message): Step[] {
  return eventsOf(whole).map((event) => ({ event }));
}
