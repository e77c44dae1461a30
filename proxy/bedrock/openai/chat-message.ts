import { asRecord, parseRecord } from '../json/values.ts';
import type { AnswerContext } from '../stream/decoder.ts';
import { argumentsIn, chatStopReason, chatUsage, reasoningOf, textIn } from './chat-answer.ts';
import { type Content, messageBody, textBlock, thinkingBlock, toolUseBlock } from './message.ts';
import { ReasoningTags } from './reasoning-tags.ts';

/** A whole completion as a message, or as it is where the client speaks this dialect; undefined where the body is none. */
export function readChatMessage(body: Buffer, answer: AnswerContext): Buffer | undefined {
  const completion = parseRecord(body);
  const choice = asRecord(Array.isArray(completion?.choices) ? completion.choices[0] : undefined);
  const message = asRecord(choice?.message);
  if (!completion || !message) return undefined;
  if (answer.isNative) return body;
  const content = contentOf(message, answer);
  const hasCalls = content.some(({ type }) => type === 'tool_use');
  const isRefusal = textIn(message.refusal) !== '';
  const reason = chatStopReason(choice?.finish_reason, hasCalls, isRefusal);
  return messageBody(completion.id, answer.modelId, content, reason, chatUsage(completion.usage));
}

function contentOf(message: Record<string, unknown>, { modelId }: AnswerContext): Content[] {
  const tags = ReasoningTags.areUsedBy(modelId) ? new ReasoningTags() : undefined;
  const text = textIn(message.content);
  const pieces = tags ? [...tags.push(text), ...tags.end()] : [{ kind: 'text' as const, text }];
  const inTags = pieces.filter(({ kind }) => kind === 'thinking').map((piece) => piece.text);
  const texts = pieces.filter(({ kind }) => kind === 'text').map((piece) => piece.text);
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  return [
    ...thinkingBlock(reasoningOf(message) + inTags.join('')),
    ...textBlock(texts.join('')),
    ...textBlock(textIn(message.refusal)),
    ...calls.flatMap((call) => toolUse(asRecord(call) ?? {})),
  ];
}

function toolUse({ id, function: named }: Record<string, unknown>): Content[] {
  const fields = asRecord(named);
  return toolUseBlock(id, fields?.name, argumentsIn(fields?.arguments));
}
