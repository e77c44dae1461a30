import { AditError } from '../../errors.ts';
import type { DocumentBlock, ImageBlock, MessagesRequest } from '../messages/request.ts';
import type { UniqueNames } from '../messages/unique.ts';
import { documentText, isBlank } from '../messages/words.ts';
import type { ConverseContext } from './context.ts';
import type { ConverseBlock } from './wire.ts';

type WireImage = Extract<ConverseBlock, { image: object }>['image'];
type WireDocument = Extract<ConverseBlock, { document: object }>['document'];

/** @aws-sdk/client-bedrock-runtime, ImageFormat. */
const IMAGE_FORMATS = new Map<string, WireImage['format']>([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/** @aws-sdk/client-bedrock-runtime, DocumentFormat. */
const DOCUMENT_FORMATS = new Map<string, WireDocument['format']>([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['text/markdown', 'md'],
  ['text/plain', 'txt'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
]);

/** Throws AditError (400) that names the first image or document whose data is elsewhere, or of an unknown type. */
export function checkMedia({ messages }: MessagesRequest): void {
  for (const [index, { content }] of messages.entries()) {
    for (const [at, block] of content.entries()) {
      const path = `messages.${index}.content.${at}`;
      checkBlock(block, path);
      if (block.type !== 'tool_result') continue;
      for (const [inner, part] of block.content.entries()) checkBlock(part, `${path}.content.${inner}`);
    }
  }
}

function checkBlock(block: { type: string }, path: string): void {
  if (block.type === 'image') checkImage(block as ImageBlock, `${path}.source`);
  if (block.type === 'document') checkDocument(block as DocumentBlock, `${path}.source`);
}

function checkImage({ source }: ImageBlock, path: string): void {
  checkSource(source, path);
  if (source.type !== 'base64' || !IMAGE_FORMATS.has(source.media_type ?? '')) {
    throw refused(`${path}.media_type: Amazon Bedrock takes images as PNG, JPEG, GIF or WebP`);
  }
}

function checkDocument({ source }: DocumentBlock, path: string): void {
  if (source.type === 'content') return;
  checkSource(source, path);
  if (source.type === 'text' || formatOf(source.media_type)) return;
  throw refused(`${path}.media_type: Amazon Bedrock takes documents as PDF, Word, Excel, HTML, Markdown, CSV or text`);
}

function checkSource({ type, data }: ImageBlock['source'], path: string): void {
  if (type !== 'base64' && type !== 'text') {
    throw refused(
      `${path}: Amazon Bedrock takes images and documents as base64 inside the request, and Adit fetches nothing from ` +
        'elsewhere. Send the data itself with "type": "base64".',
    );
  }
  if (data === undefined || (type === 'base64' ? isBlank(data) : data === '')) {
    throw refused(`${path}.data: Field required`);
  }
  if (type === 'base64' && NOT_BASE64.test(data))
    throw refused(`${path}.data: Input should be base64, and nothing else`);
}

/** Base64 as AWS takes it: on one line, with its end. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[a-zA-Z0-9+/]*={0,2}$/.test(text);
}

/** What is in no base64, also where it has line breaks, or the letters for addresses (RFC 4648, section 5). */
const NOT_BASE64 = /[^a-zA-Z0-9+/_=\s-]/;

/** An image; what is said in its place where the model takes none. */
export function imageBlock({ source }: ImageBlock, { abilities, notes }: ConverseContext): ConverseBlock {
  if (!abilities.images) {
    notes.add('image left out: this model takes none');
    return { text: '(An image is left out here: this model takes no images.)' };
  }
  const format = IMAGE_FORMATS.get(source.media_type ?? '') ?? 'png';
  return { image: { format, source: { bytes: base64Of(source) } } };
}

/** A document; its text, or what is said in its place, where the model takes none. */
export function documentBlocks(document: DocumentBlock, context: ConverseContext): ConverseBlock[] {
  const { source, title, context: about } = document;
  const text = documentText(document);
  const intro = about && !isBlank(about) ? [{ text: about }] : [];
  if (text !== undefined && isBlank(text)) return intro;
  if (!context.abilities.documents) {
    context.notes.add(text === undefined ? 'document left out: this model takes none' : 'document sent as text');
    const words = text ?? '(A document is left out here: this model takes no documents.)';
    return [...intro, { text: title ? `${title}\n\n${words}` : words }];
  }
  const isCoded = source.type === 'base64';
  const bytes = isCoded ? base64Of(source) : Buffer.from(text ?? '').toString('base64');
  const format = (isCoded ? formatOf(source.media_type) : undefined) ?? 'txt';
  return [...intro, { document: { format, name: nameOf(title, context.documentNames), source: { bytes } } }];
}

function base64Of({ data = '' }: ImageBlock['source']): string {
  return isBase64(data) ? data : Buffer.from(data, 'base64').toString('base64');
}

function formatOf(type: string | undefined): WireDocument['format'] | undefined {
  return DOCUMENT_FORMATS.get(type ?? '') ?? (type?.startsWith('text/') ? 'txt' : undefined);
}

/**
 * A name of letters, digits, single spaces, hyphens and brackets that no other document of the request has
 * (vercel/ai#20365, maximhq/bifrost#7003).
 */
function nameOf(title: string | null | undefined, names: UniqueNames): string {
  const words = (title ?? '').replace(/[^a-zA-Z0-9()[\]-]+/g, ' ').trim();
  return names.claim(words.slice(0, 180).trim() || 'document', ' ');
}

function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
