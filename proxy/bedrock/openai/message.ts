import { randomUUID } from 'node:crypto';
import { parseRecord } from '../json/values.ts';
import type { MessageUsage, StopReason } from '../messages/writer.ts';
import { missingEnd } from './arguments.ts';
import { uniqueCallId } from './call-ids.ts';

/** A block of a message's content. */
export type Content =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> };

/** The JSON of a whole message (https://platform.claude.com/docs/en/api/messages). */
export function messageBody(
  id: unknown,
  model: string,
  content: readonly Content[],
  stop_reason: StopReason,
  usage: MessageUsage,
): Buffer {
  const named = typeof id === 'string' && id !== '' ? id : newMessageId();
  const head = { id: named, type: 'message', role: 'assistant', model };
  return Buffer.from(JSON.stringify({ ...head, content, stop_reason, stop_sequence: null, usage }));
}

/** An id for an answer that came without one. */
export function newMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

export function textBlock(text: string): Content[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

export function thinkingBlock(thinking: string, signature = ''): Content[] {
  return thinking === '' && signature === '' ? [] : [{ type: 'thinking', thinking, signature }];
}

/** A call; none without a name, which no client could answer. Arguments that cannot be made a JSON object are none. */
export function toolUseBlock(id: unknown, name: unknown, json: string): Content[] {
  if (typeof name !== 'string' || name === '') return [];
  return [{ type: 'tool_use', id: uniqueCallId(id), name, input: parseRecord(json + missingEnd(json)) ?? {} }];
}
