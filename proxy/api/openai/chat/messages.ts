import { refused } from '../refused.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import { functionCallId, toAnswer } from './assistant.ts';
import { type Block, cacheOf, markLast, toBlocks } from './content.ts';
import { Conversation, type Turn } from './conversation.ts';
import type { ChatMessage, ChatRequest } from './request.ts';

export interface Said {
  readonly system: Block[];
  readonly turns: Turn[];
  readonly notes: readonly string[];
}

/**
 * The conversation of a request. System messages before the first of anybody else are the system prompt; later ones stay
 * where they are. Throws AditError (400) where there is nothing to answer, or what no model can be given.
 */
export function toConversation({ messages, model }: ChatRequest, memory: ThinkingMemory): Said {
  const conversation = new Conversation();
  const system: Block[] = [];
  for (const [index, message] of messages.entries()) {
    if (isSystem(message) && conversation.isEmpty) system.push(...contentOf(message, index));
    else say(conversation, message, index, model, memory);
  }
  const { turns, notes } = conversation.turns();
  if (turns.length > 0) return { system, turns, notes };
  if (system.length === 0) throw refused('messages: there is nothing in them to answer.');
  // The Messages API wants somebody to answer to.
  return { system: [], turns: [{ role: 'user', content: system }], notes: ['the system prompt sent as user text'] };
}

function say(talk: Conversation, message: ChatMessage, index: number, model: string, memory: ThinkingMemory): void {
  const path = `messages.${index}`;
  if (message.role === 'assistant') talk.say('assistant', toAnswer(message, path, model, memory));
  else if (message.role === 'tool') {
    talk.answer(message.tool_call_id, toBlocks(message.content, `${path}.content`), cacheOf(message));
  } else if (message.role === 'function') {
    talk.answer(functionCallId(message.name), toBlocks(message.content, `${path}.content`));
  } else talk.say(message.role === 'user' ? 'user' : 'system', contentOf(message, index));
}

function isSystem({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}

function contentOf(message: ChatMessage, index: number): readonly Block[] {
  return markLast(toBlocks(message.content, `messages.${index}.content`), message);
}
