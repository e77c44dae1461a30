import type { JsonObject } from '../../../proxy/demo/call.ts';
import { firstOf, type Located, messageBlocks, objectOf, type Rule } from './rule.ts';

const vision = 'https://platform.claude.com/docs/en/build-with-claude/vision';
const maxImageBytes = 5 * 1024 * 1024;
/** Images above which the smaller limit of pixels holds. */
const manyImages = 20;

const sourcesOf: Record<string, string[]> = { image: ['base64'], document: ['base64', 'content', 'text'] };

/** Images and documents: how they may come, and how large. */
export const mediaRules: Rule[] = [
  {
    name: 'an image or a document by its address',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html; Bifrost v1.6.11',
    check: ({ body }) =>
      firstOf(messageBlocks(body, true), ({ block, path }) => {
        const known = sourcesOf[String(block.type)];
        const { type } = objectOf(block.source);
        return !known || known.includes(String(type))
          ? undefined
          : `${path}.${block.type}.source: Input tag '${type}' found using 'type' does not match any of the expected tags: ${known.map((tag) => `'${tag}'`).join(', ')}`;
      }),
    refused: [
      { body: ask({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }) },
      { body: ask({ type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }) },
      { body: ask({ type: 'document', source: { type: 'file', file_id: 'file_1' } }) },
    ],
    accepted: [
      { body: ask(png(10, 10)) },
      { body: ask({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Hello' } }) },
    ],
  },
  {
    name: 'an image of another format',
    source: vision,
    check: ({ body }) =>
      firstOf(images(body), ({ block, path }) =>
        ['image/jpeg', 'image/png', 'image/gif', 'image/webp'].includes(String(objectOf(block.source).media_type))
          ? undefined
          : `${path}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
      ),
    refused: [{ body: ask({ type: 'image', source: { type: 'base64', media_type: 'image/bmp', data: 'AAAA' } }) }],
    accepted: [{ body: ask(png(10, 10)) }],
  },
  {
    name: 'an image of more than 5 MB',
    source: 'https://github.com/anthropics/claude-code/issues/29551',
    check: ({ body }) =>
      firstOf(images(body), ({ block, path }) => {
        const { length } = String(objectOf(block.source).data);
        return length > maxImageBytes
          ? `${path}.image.source.base64: image exceeds 5 MB maximum: ${length} bytes > ${maxImageBytes} bytes`
          : undefined;
      }),
    refused: [{ body: ask(png(10, 10, maxImageBytes)) }],
    accepted: [{ body: ask(png(10, 10, 1000)) }],
  },
  {
    name: 'an image of too many pixels',
    source: 'https://github.com/anthropics/claude-code/issues/39185',
    check({ body }) {
      const all = images(body);
      const [limit, kind] = all.length > manyImages ? [2000, ' for many-image requests'] : [8000, ''];
      return firstOf(all, ({ block, path }) =>
        Math.max(...pngSize(block)) > limit
          ? `${path}.image.source.base64.data: At least one of the image dimensions exceed max allowed size${kind}: ${limit} pixels`
          : undefined,
      );
    },
    refused: [{ body: ask(png(8001, 10)) }, { body: ask(...Array(21).fill(png(10, 2001))) }],
    accepted: [{ body: ask(png(8000, 10)) }, { body: ask(...Array(20).fill(png(10, 2001))) }],
  },
];

function images(body: JsonObject): Located[] {
  return messageBlocks(body, true).filter(({ block }) => block.type === 'image');
}

/** Width and height of a PNG, from its first chunk (https://www.w3.org/TR/png/#11IHDR); zeros for other formats. */
function pngSize(block: JsonObject): [number, number] {
  const head = Buffer.from(String(objectOf(block.source).data).slice(0, 32), 'base64');
  return head.length >= 24 && head.toString('latin1', 1, 4) === 'PNG'
    ? [head.readUInt32BE(16), head.readUInt32BE(20)]
    : [0, 0];
}

/** The head of a PNG of this size, and `filler` bytes. */
function png(width: number, height: number, filler = 0): JsonObject {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const data = Buffer.concat([head, size, Buffer.alloc(filler)]).toString('base64');
  return { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
}

function ask(...content: JsonObject[]): JsonObject {
  return { messages: [{ role: 'user', content }] };
}
