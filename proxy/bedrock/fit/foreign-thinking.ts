import type { JsonArray } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { REASONING_PREFIX } from '../openai/reasoning-signature.ts';
import { type FitContext, note } from './context.ts';

/** What thinking without a signature of Claude's has in its place: nothing, or another API's reasoning. */
const FOREIGN = ['"signature":""', '"signature": ""', `"${REASONING_PREFIX}`].map((text) => Buffer.from(text));

/**
 * A conversation may have been another maker's before: thinking that does not bear Claude's signature is refused
 * (https://platform.claude.com/docs/en/build-with-claude/extended-thinking), so it goes; a message that was nothing else
 * goes with it. Blocks are looked at only where the bytes hold such a signature somewhere.
 */
export function dropForeignThinking(context: FitContext, messages: JsonArray): void {
  if (!FOREIGN.some((text) => messages.bytes.includes(text))) return;
  for (let index = 0; index < messages.length; index++) {
    const content = messages.object(index)?.array('content');
    if (!content || !dropFrom(content)) continue;
    note(context, 'thinking of another model dropped');
    if (content.length === 0 && messages.length > 1) messages.remove(index--);
  }
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
