import { chatTurns } from './from-chat.ts';
import { converseTurns } from './from-converse.ts';
import { messagesTurns } from './from-messages.ts';
import { responsesTurns } from './from-responses.ts';
import { fieldsOf, listOf, type Talk, type Tool, type Turn, textOf } from './turns.ts';

/** Reads a client's request as a conversation. Undefined where it is none, such as one for vectors. */
export function talkOf(request: unknown): Talk | undefined {
  const body = fieldsOf(request);
  const turns = turnsOf(body);
  return turns && { tools: [...listOf(body.tools), ...listOf(fieldsOf(body.toolConfig).tools)].map(toolOf), turns };
}

function turnsOf(body: Readonly<Record<string, unknown>>): Turn[] | undefined {
  if (body.input !== undefined && (body.instructions !== undefined || isConversation(body.input))) {
    return responsesTurns(body);
  }
  const messages = listOf(body.messages).map(fieldsOf);
  if (messages.length === 0) return undefined;
  if (isConverse(body, messages)) return converseTurns(body);
  const isChat = messages.some(({ role, tool_calls }) => role === 'tool' || role === 'developer' || tool_calls);
  const isOfMessages = body.system !== undefined || body.anthropic_version !== undefined;
  return isChat || (!isOfMessages && messages[0]?.role === 'system') ? chatTurns(body) : messagesTurns(body);
}

/** The Responses API: a list of items; a list of texts is what embeddings are asked with. */
function isConversation(input: unknown): boolean {
  return listOf(input).some((item) => 'role' in fieldsOf(item) || 'type' in fieldsOf(item));
}

/** Converse's blocks are told apart by their one key, those of others by `type`. */
function isConverse(body: Readonly<Record<string, unknown>>, messages: readonly Readonly<Record<string, unknown>>[]) {
  const [first] = listOf(messages[0]?.content);
  return 'inferenceConfig' in body || 'toolConfig' in body || (first !== undefined && !('type' in fieldsOf(first)));
}

/** Tools as Messages, Chat Completions, Responses and Converse have them. */
function toolOf(value: unknown): Tool {
  const tool = fieldsOf(value);
  const { name, description, type } = { ...tool, ...fieldsOf(tool.function), ...fieldsOf(tool.toolSpec) } as Record<
    string,
    unknown
  >;
  return { name: textOf(name) || textOf(type), description: textOf(description), value };
}
