import { NO_FILES, toDocument, toImage } from '../media.ts';
import { refused } from '../refused.ts';
import type { Part } from './items.ts';

/** A block of the Messages API (https://platform.claude.com/docs/en/api/messages). */
export type Block = { readonly type: string } & Record<string, unknown>;

/** Takes down what was changed or left out, for the person. */
export type Notes = Set<string>;

/** The blocks of a user's message or of a tool's result. Throws AditError (400) for media that cannot be sent. */
export function userBlocks(parts: readonly Part[], path: string, notes: Notes): Block[] {
  return parts.flatMap((part, index) => {
    const at = `${path}.${index}`;
    if (part.type === 'input_image') return imageBlock(part, at);
    if (part.type === 'input_file') return toDocument(part, at);
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
  if (!image_url) throw refused(`${path}.image_url: this field is required.`);
  return toImage(image_url, `${path}.image_url`);
}
