import type { ChatCompletion } from 'openai/resources';
import { parseRecord } from '../../../bedrock/json/values.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';

/** What writing an answer needs to know of its request. */
export interface AnswerForm {
  /** The model's name as the client has it. */
  readonly model: string;
  /** Whether the client asked for the chunk with the tokens. */
  readonly includeUsage: boolean;
  /** Whether the client wants no thinking to read. */
  readonly hidesThinking: boolean;
  /** Whether the input of the one tool is the answer. */
  readonly answersByTool: boolean;
  /** Tools whose input is a text. */
  readonly customTools: ReadonlySet<string>;
  /** Whether the client speaks of functions instead of tools. */
  readonly legacy: boolean;
  readonly memory: ThinkingMemory;
}

export type FinishReason = ChatCompletion.Choice['finish_reason'];

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** OpenAI's word for why an answer ended; `stop` for a reason that has none. */
export function toFinishReason(stopReason: unknown, { legacy }: AnswerForm): FinishReason {
  const isKnown = typeof stopReason === 'string' && Object.hasOwn(FINISH_REASONS, stopReason);
  const reason = (isKnown && FINISH_REASONS[stopReason]) || 'stop';
  return reason === 'tool_calls' && legacy ? 'function_call' : reason;
}

/** The id of an answer. */
export function completionId(requestId: string): string {
  return `chatcmpl-${requestId}`;
}

/** Seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** The text that a custom tool's input holds, out of the JSON around it. */
export function customInput(json: string): string {
  const input = parseRecord(json)?.input;
  return typeof input === 'string' ? input : json;
}
