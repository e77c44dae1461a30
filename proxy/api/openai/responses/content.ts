import type { Part } from './items.ts';
import { refused } from './request.ts';

/** A block of the Messages API (https://platform.claude.com/docs/en/api/messages). */
export type Block = { readonly type: string } & Record<string, unknown>;

/** Takes down what was changed or left out, for the person. */
export type Notes = Set<string>;

const IMAGES = new Map([
  ['image/jpeg', 'image/jpeg'],
  ['image/jpg', 'image/jpeg'],
  ['image/png', 'image/png'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
]);

/** The blocks of a user's message or of a tool's result. Throws AditError (400) for media that cannot be sent. */
export function userBlocks(parts: readonly Part[], path: string, notes: Notes): Block[] {
  return parts.flatMap((part, index) => {
    const at = `${path}.${index}`;
    if (part.type === 'input_image') return imageBlock(part, at);
    if (part.type === 'input_file') return fileBlock(part, at);
    if (part.type === 'input_audio')
      throw refused(`${at}: audio is not taken by any model that Adit asks for messages.`);
    return textBlocks(part, notes);
  });
}

/** What of a message is text, for roles that have nothing else; the rest is left out with a note. Blank text is refused. */
export function textBlocks(part: Part, notes: Notes): Block[] {
  const text = part.type === 'refusal' ? part.refusal : TEXTS.has(part.type) ? part.text : undefined;
  if (typeof text !== 'string') notes.add(`input content ${part.type.slice(0, 40)} dropped`);
  return text?.trim() ? [{ type: 'text', text }] : [];
}

const TEXTS = new Set(['input_text', 'output_text', 'text', 'summary_text', 'reasoning_text']);

function imageBlock({ image_url, file_id }: Part, path: string): Block {
  if (file_id) throw refused(`${path}.file_id: ${NO_FILES}`);
  if (!image_url) throw refused(`${path}.image_url: Field required`);
  const data = readDataUrl(image_url);
  if (!data) throw refused(`${path}.image_url: ${NO_FETCHING}`);
  const mediaType = IMAGES.get(data.mediaType);
  if (!mediaType || !data.isBase64) {
    throw refused(`${path}.image_url: images are taken as JPEG, PNG, GIF or WebP in base64, not as ${data.mediaType}.`);
  }
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: data.text } };
}

function fileBlock({ file_data, file_url, file_id, filename }: Part, path: string): Block {
  if (file_url) throw refused(`${path}.file_url: ${NO_FETCHING}`);
  if (file_id) throw refused(`${path}.file_id: ${NO_FILES}`);
  if (!file_data) throw refused(`${path}.file_data: Field required`);
  const data = readDataUrl(file_data) ?? { mediaType: 'application/pdf', isBase64: true, text: file_data };
  return { type: 'document', source: documentSource(data, path), ...(filename ? { title: filename } : {}) };
}

function documentSource({ mediaType, isBase64, text }: DataUrl, path: string): Block {
  if (mediaType === 'application/pdf' && isBase64) return { type: 'base64', media_type: mediaType, data: text };
  if (!mediaType.startsWith('text/') || !isBase64) {
    throw refused(`${path}.file_data: files are taken as PDF or text in base64, not as ${mediaType}.`);
  }
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(text, 'base64').toString() };
}

const NO_FETCHING =
  'Adit fetches nothing from elsewhere. Send the data itself as a data URL ("data:image/png;base64,…").';
const NO_FILES = "Adit has none of the files that were uploaded to OpenAI. Send the file's own data instead.";

interface DataUrl {
  readonly mediaType: string;
  readonly isBase64: boolean;
  /** As it stands in the URL. */
  readonly text: string;
}

/** https://www.rfc-editor.org/rfc/rfc2397; undefined for any other URL. */
function readDataUrl(url: string): DataUrl | undefined {
  const comma = url.indexOf(',');
  if (comma < 0 || url.slice(0, 5).toLowerCase() !== 'data:') return undefined;
  const [mediaType = '', ...parameters] = url.slice(5, comma).toLowerCase().split(';');
  return {
    mediaType: (mediaType.trim() || 'text/plain').slice(0, 100),
    isBase64: parameters.some((parameter) => parameter.trim() === 'base64'),
    text: url.slice(comma + 1),
  };
}
