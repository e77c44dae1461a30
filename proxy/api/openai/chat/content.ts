import { asRecord } from '../../../bedrock/json/values.ts';
import { toDocument, toImage } from '../media.ts';
import type { ContentPart } from './request.ts';

/** A block of content in Anthropic's Messages API. */
export interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a client's message or part says of caching. */
interface Cacheable {
  readonly cache_control?: unknown;
  readonly [field: string]: unknown;
}

/**
 * The blocks of a message's parts, without blank text, which is refused. `path` is where the parts are, for errors.
 * Throws AditError (400) for what no model here can be given.
 */
export function toBlocks(parts: readonly ContentPart[] | null | undefined, path: string): Block[] {
  return (parts ?? []).flatMap((part, index) => {
    const block = toBlock(part, `${path}.${index}`);
    if (block.type === 'text' && String(block.text).trim() === '') return [];
    return [{ ...block, ...cacheOf(part) }];
  });
}

/** `cache_control` for a block, where the client has put one on what the block was made of. */
export function cacheOf({ cache_control }: Cacheable): { cache_control?: unknown } {
  return asRecord(cache_control) ? { cache_control } : {};
}

/** A message that is marked as a whole is marked at its end. */
export function markLast(blocks: readonly Block[], message: Cacheable): readonly Block[] {
  const last = blocks.at(-1);
  const cache = cacheOf(message);
  if (!last || !('cache_control' in cache)) return blocks;
  return [...blocks.slice(0, -1), { ...last, ...cache }];
}

function toBlock(part: ContentPart, path: string): Block {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'refusal') return { type: 'text', text: part.refusal };
  if (part.type === 'image_url') return toImage(part.image_url.url, `${path}.image_url.url`);
  return toDocument(part.file, `${path}.file`);
}
