import type { AnswerPart, ThinkingMemory } from '../thinking-memory.ts';
import { toInput } from '../tool-input.ts';
import { type Block, cacheOf, markLast, toBlocks } from './content.ts';
import { fromDetails } from './reasoning.ts';
import type { AssistantMessage, ChatToolCall } from './request.ts';

/** What an earlier answer said: its blocks, with the thinking that belongs to them where anybody still has it. */
export function toAnswer(message: AssistantMessage, path: string, model: string, memory: ThinkingMemory): Block[] {
  const texts = toBlocks(message.content, `${path}.content`);
  if (message.refusal?.trim()) texts.push({ type: 'text', text: message.refusal });
  const calls = (message.tool_calls ?? []).map(toToolUse);
  if (message.function_call) calls.push(fromFunctionCall(message.function_call));
  const kept = memory.recall(
    model,
    calls.map(({ id }) => String(id)),
  );
  const spoken = [...texts, ...calls];
  if (kept) return [...markLast(inOrder(kept, texts, calls), message)];
  // An answer that says nothing is none, whatever it thought.
  return spoken.length === 0 ? [] : [...fromDetails(message.reasoning_details), ...markLast(spoken, message)];
}

/** The client's name for the only call of an answer in the API before tools, and for its result. */
export function functionCallId(name: string): string {
  return `function_${name}`;
}

/** An answer's pieces in their old places: a model refuses thinking that was moved (anthropics/claude-code#63203). */
function inOrder(kept: readonly AnswerPart[], texts: readonly Block[], calls: readonly Block[]): Block[] {
  const cuts = cutTexts(kept, texts);
  const left = new Map(calls.map((call) => [call.id, call]));
  const blocks: Block[] = [];
  for (const part of kept) {
    if (part.kind === 'thinking') blocks.push(part.block);
    else if (part.kind === 'text') blocks.push(...(cuts.shift() ?? []));
    else {
      const call = left.get(part.id);
      if (call && left.delete(part.id)) blocks.push(call);
    }
  }
  return [...blocks, ...cuts.flat(), ...left.values()];
}

/** The text for each place where the answer had some; all at the first where the client has changed it. */
function cutTexts(kept: readonly AnswerPart[], texts: readonly Block[]): Block[][] {
  const lengths = kept.flatMap((part) => (part.kind === 'text' ? [part.length] : []));
  const [only] = texts;
  const text = texts.length === 1 && typeof only?.text === 'string' ? only.text : '';
  if (lengths.length < 2 || text.length !== lengths.reduce((sum, length) => sum + length, 0)) return [[...texts]];
  let at = 0;
  return lengths.map((length) => {
    const piece = text.slice(at, at + length);
    at += length;
    return piece.trim() === '' ? [] : [{ ...only, type: 'text', text: piece }];
  });
}

function toToolUse(call: ChatToolCall): Block {
  const id = call.id ?? '';
  const use = call.type === 'custom' ? customUse(call.custom) : functionUse(call.function);
  return { type: 'tool_use', id, ...use, ...cacheOf(call) };
}

function fromFunctionCall(call: FunctionCall): Block {
  return { type: 'tool_use', id: functionCallId(call.name), ...functionUse(call) };
}

interface FunctionCall {
  readonly name: string;
  readonly arguments?: unknown;
}

function functionUse({ name, arguments: written }: FunctionCall): { name: string; input: unknown } {
  return { name, input: toInput(written) };
}

function customUse({ name, input }: { name: string; input: string }): { name: string; input: unknown } {
  return { name, input: { input } };
}
