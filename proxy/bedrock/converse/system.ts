import type { Block, MessagesRequest } from '../messages/request.ts';
import { isBillingLine, wordsOf } from '../messages/words.ts';
import { textBlocks } from './content.ts';
import type { ConverseContext } from './context.ts';
import { CACHE_POINT, type ConverseMessage, type ConverseSystemBlock } from './wire.ts';

/** The system prompt, with what stands in the role `system` before the conversation. `added` are Adit's own words. */
export function toSystem(
  { system }: MessagesRequest,
  leading: readonly Block[],
  added: readonly string[],
  context: ConverseContext,
): ConverseSystemBlock[] {
  const blocks: ConverseSystemBlock[] = [];
  for (const block of [...system, ...leading]) {
    const text = block.type === 'text' ? block.text : block.type === 'other' ? wordsOf(block, context.notes) : '';
    if (isBillingLine(text)) continue;
    for (const made of textBlocks(text, context)) blocks.push({ text: made.text ?? '' });
    if ('cache_control' in block && block.cache_control && blocks.length > 0) blocks.push(CACHE_POINT);
  }
  return [...blocks, ...added.map((text) => ({ text }))];
}

/** Puts the system prompt before the user's first words, for models that have none of their own. */
export function foldSystem(
  system: readonly ConverseSystemBlock[],
  messages: ConverseMessage[],
  notes: Set<string>,
): void {
  const texts = system.flatMap(({ text }) => (text === undefined ? [] : [{ text }]));
  const [first] = messages;
  if (texts.length === 0 || !first) return;
  notes.add('system prompt sent as user text');
  messages[0] = { ...first, content: [...texts, ...first.content] };
}
