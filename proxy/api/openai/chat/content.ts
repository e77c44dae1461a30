import { asRecord } from '../../../bedrock/json/values.ts';
import { refused } from './refused.ts';
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

/** Base64ImageSource of @anthropic-ai/sdk, and a name for the first that clients have. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/png': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
};

function toImage(url: string, path: string): Block {
  if (/^https?:/i.test(url)) throw refused(path, 'Adit fetches nothing from elsewhere; send the image as a data: URL');
  const { type, data } = readDataUrl(url, path);
  const mediaType = Object.hasOwn(IMAGE_TYPES, type) ? IMAGE_TYPES[type] : undefined;
  if (!mediaType) throw refused(path, 'expected a JPEG, PNG, GIF or WebP image');
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
}

type File = Extract<ContentPart, { type: 'file' }>['file'];

function toDocument({ file_data, file_id, filename }: File, path: string): Block {
  if (file_id) throw refused(`${path}.file_id`, 'Adit keeps no files; send the document itself as file_data');
  if (!file_data) throw refused(`${path}.file_data`, 'this field is required');
  const title = filename ? { title: filename } : {};
  const source = toSource(file_data, `${path}.file_data`);
  return { type: 'document', source, ...title };
}

function toSource(fileData: string, path: string): object {
  // The API's own text says base64, its clients send data: URLs.
  if (!/^data:/i.test(fileData)) return { type: 'base64', media_type: 'application/pdf', data: fileData };
  const { type, data } = readDataUrl(fileData, path);
  if (type === 'application/pdf') return { type: 'base64', media_type: type, data };
  if (!type.startsWith('text/')) throw refused(path, 'expected a PDF or a text');
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString() };
}

function readDataUrl(url: string, path: string): { type: string; data: string } {
  const comma = url.indexOf(',');
  const [, type] = /^data:([^;,]+)(?:;[^;,]+)*;base64$/i.exec(url.slice(0, Math.min(comma, 300))) ?? [];
  if (!type) throw refused(path, 'expected a data: URL with base64, such as data:image/png;base64,iVBORw0K…');
  return { type: type.toLowerCase(), data: url.slice(comma + 1) };
}
