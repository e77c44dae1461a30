import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { Block } from './content.ts';

/** What tells Adit's own `encrypted_content` from that of other servers; the number is the version of what follows. */
const MARK = 'adit-thinking-1.';

/**
 * Thinking as the `encrypted_content` of a reasoning item, which clients send back as it is: whole, since a signature
 * is good for the very text alone. It is not encrypted: the client has seen the text, and the signature is a seal.
 */
export function sealThinking(block: Block): string {
  return MARK + Buffer.from(JSON.stringify(block)).toString('base64url');
}

/** The block in `encrypted_content`; undefined where another server made it, or it was damaged. */
export function openThinking(content: string): Block | undefined {
  if (!isOwnThinking(content)) return undefined;
  const block = parseRecord(Buffer.from(content.slice(MARK.length), 'base64url'));
  if (block?.type === 'thinking' && typeof block.thinking === 'string' && typeof block.signature === 'string') {
    return { type: 'thinking', thinking: block.thinking, signature: block.signature };
  }
  if (block?.type === 'redacted_thinking' && typeof block.data === 'string') {
    return { type: 'redacted_thinking', data: block.data };
  }
  return undefined;
}

/** Whether Adit made a reasoning item's content: to any other server it means nothing. */
export function isOwnThinking(content: unknown): boolean {
  return typeof content === 'string' && content.startsWith(MARK);
}

export function isThinking(block: unknown): boolean {
  const type = asRecord(block)?.type;
  return type === 'thinking' || type === 'redacted_thinking';
}
