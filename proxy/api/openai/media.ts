import { refused } from './refused.ts';

/** Base64ImageSource of @anthropic-ai/sdk, and a name for the first that clients have. */
const IMAGES = new Map([
  ['image/jpeg', 'image/jpeg'],
  ['image/jpg', 'image/jpeg'],
  ['image/png', 'image/png'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
]);

/** A block of the Messages API for an image's URL, which stands at `path`. Throws AditError (400) for what cannot be sent. */
export function toImage(url: string, path: string) {
  const data = readDataUrl(url);
  if (!data) throw refused(`${path}: ${NO_FETCHING}`);
  const mediaType = IMAGES.get(data.mediaType);
  if (!mediaType || !data.isBase64) {
    throw refused(`${path}: images are taken as JPEG, PNG, GIF or WebP in base64, not as ${data.mediaType}.`);
  }
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: data.text } };
}

/** A file as both of OpenAI's APIs have it. */
export interface File {
  readonly file_data?: string | null | undefined;
  readonly file_url?: string | null | undefined;
  readonly file_id?: string | null | undefined;
  readonly filename?: string | null | undefined;
}

/** A block of the Messages API for a file, which stands at `path`. Throws AditError (400) for what cannot be sent. */
export function toDocument({ file_data, file_url, file_id, filename }: File, path: string) {
  if (file_url) throw refused(`${path}.file_url: ${NO_FETCHING}`);
  if (file_id) throw refused(`${path}.file_id: ${NO_FILES}`);
  if (!file_data) throw refused(`${path}.file_data: this field is required.`);
  // The API's own text says base64, its clients send data URLs.
  const data = readDataUrl(file_data) ?? { mediaType: 'application/pdf', isBase64: true, text: file_data };
  return { type: 'document', source: toSource(data, path), ...(filename ? { title: filename } : {}) };
}

function toSource({ mediaType, isBase64, text }: DataUrl, path: string): object {
  if (mediaType === 'application/pdf' && isBase64) return { type: 'base64', media_type: mediaType, data: text };
  if (!mediaType.startsWith('text/') || !isBase64) {
    throw refused(`${path}.file_data: files are taken as PDF or text in base64, not as ${mediaType}.`);
  }
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(text, 'base64').toString() };
}

const NO_FETCHING =
  'Adit fetches nothing from elsewhere. Send the data itself as a data: URL ("data:image/png;base64,…").';
export const NO_FILES = "Adit has none of the files that were uploaded to OpenAI. Send the file's own data instead.";

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
  const [mediaType = '', ...parameters] = url.slice(5, Math.min(comma, 300)).toLowerCase().split(';');
  return {
    mediaType: (mediaType.trim() || 'text/plain').slice(0, 100),
    isBase64: parameters.some((parameter) => parameter.trim() === 'base64'),
    text: url.slice(comma + 1),
  };
}
