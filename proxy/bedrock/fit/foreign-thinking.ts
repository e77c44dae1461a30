import { Mark } from '../json/scanner.ts';
import type { JsonArray } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { REASONING_PREFIX } from '../openai/reasoning-signature.ts';
import { type FitContext, note } from './context.ts';

/**
 * A conversation may have been another maker's before: thinking that does not bear Claude's signature is refused
 * (https://platform.claude.com/docs/en/build-with-claude/extended-thinking), so it goes; a message that was nothing else
 * goes with it. Looks into a message only where the scan saw such a signature. False where there was none.
 */
export function dropForeignThinking(context: FitContext): boolean {
  const messages = context.body.array('messages');
  if (!messages || (context.body.marks & Mark.foreignSignature) === 0) return false;
  let found = false;
  for (let index = 0; index < messages.length; index++) {
    if ((messages.marksOf(index) & Mark.foreignSignature) === 0) continue;
    const content = messages.object(index)?.array('content');
    if (!content || !dropFrom(content)) continue;
    found = true;
    if (content.length === 0 && messages.length > 1) messages.remove(index--);
  }
  if (found) note(context, 'thinking of another model dropped');
  return found;
}

/** False where there was none. */
function dropFrom(content: JsonArray): boolean {
  const before = content.length;
  for (let at = before - 1; at >= 0; at--) {
    const block = asRecord(content.read(at));
    if (block?.type === 'thinking' && isForeign(block.signature)) content.remove(at);
  }
  return content.length < before;
}

function isForeign(signature: unknown): boolean {
  return signature === '' || (typeof signature === 'string' && signature.startsWith(REASONING_PREFIX));
}
