import type { ChatCompletion, ChatCompletionMessage, ChatCompletionMessageToolCall } from 'openai/resources';
import { asRecord } from '../../../bedrock/json/values.ts';
import { parseExact } from '../exact-json.ts';
import { AnswerOutline, type ThinkingBlock } from '../thinking-memory.ts';
import { fromToolAnswer } from '../tool-answer.ts';
import { AnswerUsage } from '../usage.ts';
import { type AnswerForm, completionId, now, toFinishReason } from './answer-form.ts';
import { toDetail } from './reasoning.ts';

type Block = Readonly<Record<string, unknown>>;

/** The client's body for an answer that came whole: one of Chat Completions as it came, a message of Anthropic's as one. */
export function toCompletion(body: Buffer, form: AnswerForm, requestId: string): Buffer | ChatCompletion {
  const answer = parseExact(body) ?? {};
  if (answer.object === 'chat.completion') return body;
  const message = form.answersByTool ? fromToolAnswer(answer) : answer;
  const items: unknown[] = Array.isArray(message.content) ? message.content : [];
  const blocks = items.map(asRecord).filter((block) => block !== undefined);
  remember(blocks, form);
  const usage = new AnswerUsage();
  usage.take(message.usage);
  return {
    id: completionId(requestId),
    object: 'chat.completion',
    created: now(),
    model: form.model,
    choices: [
      {
        index: 0,
        message: toMessage(blocks, form),
        logprobs: null,
        finish_reason: toFinishReason(message.stop_reason, form),
      },
    ],
    usage: usage.toCompletionUsage(),
  };
}

/** The type has no thinking: `reasoning_content` is what @ai-sdk/openai-compatible reads, `reasoning_details` OpenRouter's. */
type Message = ChatCompletionMessage & { reasoning_content?: string; reasoning_details?: object[] };

function toMessage(blocks: readonly Block[], form: AnswerForm): Message {
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  const [first] = calls;
  const thinking = blocks.filter(isThinking);
  const message: Message = { role: 'assistant', content: join(blocks, 'text'), refusal: null };
  const thoughts = join(blocks, 'thinking');
  if (thoughts && !form.hidesThinking) message.reasoning_content = thoughts;
  if (thinking.length > 0) message.reasoning_details = thinking.map(toDetail);
  if (!first) return { ...message, content: message.content ?? '' };
  if (form.legacy) return { ...message, function_call: toFunction(first) };
  return { ...message, tool_calls: calls.map((call) => toToolCall(call, form)) };
}

function toToolCall(call: Block, { customTools }: AnswerForm): ChatCompletionMessageToolCall {
  const id = String(call.id);
  const name = String(call.name);
  if (!customTools.has(name)) return { id, type: 'function', function: toFunction(call) };
  const input = asRecord(call.input)?.input;
  return {
    id,
    type: 'custom',
    custom: { name, input: typeof input === 'string' ? input : JSON.stringify(call.input) },
  };
}

function toFunction(call: Block): { name: string; arguments: string } {
  return { name: String(call.name), arguments: JSON.stringify(call.input ?? {}) };
}

function isThinking(block: Block): block is ThinkingBlock {
  return block.type === 'thinking' || block.type === 'redacted_thinking';
}

/** The texts of a type's blocks as one; null where there is none. */
function join(blocks: readonly Block[], type: 'text' | 'thinking'): string | null {
  const texts = blocks.flatMap((block) => (block.type === type ? [String(block[type] ?? '')] : []));
  return texts.length > 0 ? texts.join('') : null;
}

function remember(blocks: readonly Block[], { memory, model }: AnswerForm): void {
  const outline = new AnswerOutline();
  for (const block of blocks) {
    if (isThinking(block)) outline.thinking(block);
    else if (block.type === 'text') outline.text(String(block.text ?? '').length);
    else if (block.type === 'tool_use') outline.call(String(block.id));
  }
  memory.remember(model, outline.parts);
}
