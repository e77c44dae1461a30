import { asRecord } from '../json/values.ts';
import type { DocumentBlock, OtherBlock } from './request.ts';

/** Whether something is text that says nothing. */
export function isBlank(text: unknown): boolean {
  return typeof text === 'string' && text.trim() === '';
}

/**
 * Whether a block of the system prompt is the billing line that Claude Code begins with: it changes with its version, and
 * says nothing to a model of another maker (anthropics/claude-code#24168).
 */
export function isBillingLine(text: string): boolean {
  return text.startsWith('x-anthropic-billing-header:');
}

/** The texts of blocks, which may be a text themselves. */
export function textsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content : [];
  const texts = blocks.map((block) => asRecord(block)?.text).filter((text) => typeof text === 'string');
  return texts.join('\n\n');
}

/** The text of a document that is text; undefined for any other. */
export function documentText({ source }: DocumentBlock): string | undefined {
  if (source.type === 'text') return source.data ?? '';
  if (source.type === 'content') return textsOf(source.content);
  const isText = source.type === 'base64' && source.media_type?.startsWith('text/');
  return isText ? Buffer.from(source.data ?? '', 'base64').toString() : undefined;
}

/** What blocks say that other wires have no place for; empty where that is nothing, which is noted. */
export function wordsOf({ original }: OtherBlock, notes: Set<string>): string {
  if (original.type === 'tool_reference') {
    notes.add('tool_reference sent as text');
    return typeof original.tool_name === 'string' ? `The tool ${original.tool_name} is loaded.` : '';
  }
  if (original.type === 'search_result') {
    notes.add('search_result sent as text');
    const parts = [original.title, original.source, textsOf(original.content)];
    return parts.filter((part) => typeof part === 'string' && part !== '').join('\n');
  }
  notes.add('content of an unknown kind dropped');
  return '';
}
