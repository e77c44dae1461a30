import { createHash, randomUUID } from 'node:crypto';

/** Letters; OpenAI's APIs refuse longer ids of calls (microsoft/autogen#6377; 64 in decolua/9router#393). */
const MAX_LENGTH = 40;

/** A call's id as OpenAI's APIs take it: the same for the call and its result. */
export function shortCallId(id: string): string {
  return id.length <= MAX_LENGTH ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

/**
 * A call's id as it came, or a new one where there is none, or one that only counts: bedrock-runtime begins at `call_0`
 * with each answer, and clients find a call by its id in all of a conversation
 * (BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py). Ids such as Kimi's `functions.ls:0`
 * count as well, and the next model of a conversation may be one that refuses their letters.
 */
export function uniqueCallId(id: unknown): string {
  const isUnique = typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !/^call_\d{1,6}$/.test(id);
  return isUnique ? id : `toolu_${randomUUID().replaceAll('-', '')}`;
}
