import { asRecord } from './json/values.ts';

/** Bytes of text to a token: about 3.5 in English and code, and the newer tokenizers make more of the same text. */
const BYTES_PER_TOKEN = 3;

/** A picture of the largest size that is not scaled down (Anthropic docs, vision). */
const TOKENS_PER_IMAGE = 1600;

/** A page of text and its picture, at about 3 KB of PDF a hundredth of a megabyte (Anthropic docs, PDF support). */
const BYTES_PER_DOCUMENT_TOKEN = 30;

/**
 * Estimates the tokens of a request where Bedrock does not count them: on the high side, so that a client compacts its
 * conversation a little early and not too late (BerriAI/litellm#32683).
 */
export function estimateTokens(body: unknown): number {
  const { messages, system, tools } = asRecord(body) ?? {};
  return Math.ceil([messages, system, tools].reduce<number>((sum, part) => sum + tokensOf(part), 0));
}

function tokensOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) / BYTES_PER_TOKEN;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + tokensOf(item), 0);
  const record = asRecord(value);
  if (!record) return value === undefined || value === null ? 0 : 1;
  const source = asRecord(record.source);
  if (record.type === 'image' && source) return TOKENS_PER_IMAGE;
  if (record.type === 'document' && typeof source?.data === 'string' && source.type === 'base64') {
    return source.data.length / BYTES_PER_DOCUMENT_TOKEN;
  }
  // A name, its quotes and the comma around a value are about two tokens.
  return Object.values(record).reduce<number>((sum, item) => sum + 2 + tokensOf(item), 0);
}
