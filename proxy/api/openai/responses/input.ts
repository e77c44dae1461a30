import { toInput } from '../tool-input.ts';
import { FREE_FORM } from '../tool-schema.ts';
import { type Block, type Notes, textBlocks, userBlocks } from './content.ts';
import { Conversation, type Recall, type Turn } from './conversation.ts';
import type { CallItem, Item } from './items.ts';
import { openThinking } from './reasoning.ts';
import type { ToolNames } from './tool-names.ts';

/** Items as the system prompt and the turns of the Messages API. */
export interface Translated {
  /** What system and developer messages say before anybody else does. */
  readonly system: Block[];
  readonly turns: Turn[];
}

/** Translates the items of a conversation. Throws AditError (400) for content that cannot be sent. */
export function translateItems(items: readonly Item[], names: ToolNames, recall: Recall, notes: Notes): Translated {
  const { results, orphans } = matchResults(items, notes);
  const conversation = new Conversation(results, recall, notes);
  const system: Block[] = [];
  let isLeading = true;
  for (const entry of items) {
    const isSystem = entry.kind === 'message' && (entry.item.role === 'system' || entry.item.role === 'developer');
    if (isSystem && isLeading) system.push(...entry.item.content.flatMap((part) => textBlocks(part, notes)));
    else translateItem(entry, conversation, names, notes, orphans);
    isLeading &&= isSystem || entry.kind === 'tools' || entry.kind === 'other';
  }
  const turns = conversation.finish();
  // A prompt of nothing but the system's words is asked as the user's.
  return turns.length === 0 && system.length > 0
    ? { system: [], turns: [{ role: 'user', content: system }] }
    : { system, turns };
}

function translateItem(
  entry: Item,
  conversation: Conversation,
  names: ToolNames,
  notes: Notes,
  orphans: ReadonlyMap<Item, Block[]>,
): void {
  const { kind, item, path } = entry;
  if (kind === 'message') {
    if (item.role === 'user') conversation.user(userBlocks(item.content, `${path}.content`, notes));
    else if (item.role === 'assistant') conversation.assistant(item.content.flatMap((part) => textBlocks(part, notes)));
    else conversation.system(item.content.flatMap((part) => textBlocks(part, notes)));
  } else if (kind === 'call') conversation.call(item.call_id, flatName(item, names), inputOf(item));
  else if (kind === 'output') {
    conversation.endAssistant();
    const orphan = orphans.get(entry);
    if (orphan) conversation.user(orphan);
  } else if (kind === 'reasoning') {
    const block = openThinking(item.encrypted_content ?? '');
    if (block) conversation.assistant([block]);
  } else if (kind === 'agent_message') conversation.user(userBlocks(item.content, `${path}.content`, notes));
  else if (kind === 'other') notes.add(`input ${item.type.slice(0, 40)} dropped`);
}

/**
 * The results of calls by their ids, in order, and those that answer no call, as text: a result without its call is
 * refused (https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls).
 */
function matchResults(items: readonly Item[], notes: Notes) {
  const open = new Map<string, number>();
  for (const { kind, item } of items) {
    if (kind === 'call') open.set(item.call_id, (open.get(item.call_id) ?? 0) + 1);
  }
  const results = new Map<string, Block[][]>();
  const orphans = new Map<Item, Block[]>();
  for (const entry of items) {
    if (entry.kind !== 'output') continue;
    const callId = entry.item.call_id ?? '';
    const calls = open.get(callId) ?? 0;
    const content = userBlocks(entry.item.output, `${entry.path}.output`, notes);
    const known = results.get(callId);
    if (calls > 0 && known) known.push(content);
    else if (calls > 0) results.set(callId, [content]);
    else orphans.set(entry, [{ type: 'text', text: 'The result of a tool call:' }, ...content]);
    open.set(callId, calls - 1);
  }
  return { results, orphans };
}

function flatName({ type, name, namespace }: CallItem, names: ToolNames): string {
  return names.flat({ namespace: namespace ?? undefined, name, isFreeForm: type === 'custom_tool_call' });
}

function inputOf(item: CallItem): unknown {
  return item.type === 'custom_tool_call' ? { [FREE_FORM]: item.input } : toInput(item.arguments);
}
