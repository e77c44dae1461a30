import { Mark } from '../json/scanner.ts';
import type { JsonArray } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { isBlank } from '../messages/words.ts';
import { type FitContext, note } from './context.ts';

/** Takes out of the system prompt what is refused; nothing is reordered, or a cached prefix would be lost. */
export function fitSystem(context: FitContext): void {
  const { body } = context;
  if (!body.has('system')) return;
  const system = body.array('system');
  const marked = (body.marksOf('system') & Mark.blankText) !== 0;
  if (system && marked && dropBlankBlocks(system)) note(context, 'blank text dropped');
  if (system) dropReservedWords(context, system);
  if (system ? system.length === 0 : isBlank(body.read('system'))) body.remove('system');
}

/** Takes blank text out of a list of blocks; false where there was none. */
export function dropBlankBlocks(blocks: JsonArray): boolean {
  const before = blocks.length;
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = asRecord(blocks.read(index));
    if (block?.type === 'text' && isBlank(block.text)) blocks.remove(index);
  }
  return blocks.length < before;
}

/** Claude Code's first block is a billing line, which Bedrock refused in early 2026 (anthropics/claude-code#24168). */
function dropReservedWords(context: FitContext, system: JsonArray): void {
  for (const word of context.lessons.reservedWords) {
    for (let index = system.length - 1; index >= 0; index--) {
      const text = asRecord(system.read(index))?.text;
      if (typeof text !== 'string' || !text.trimStart().startsWith(word)) continue;
      system.remove(index);
      note(context, `system block ${word} dropped: refused before`);
    }
  }
}
