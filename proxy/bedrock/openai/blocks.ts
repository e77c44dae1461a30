import { AditError } from '../../errors.ts';
import type { FitTarget } from '../fit/fit.ts';
import { asRecord } from '../json/values.ts';
import type { DocumentBlock, ImageBlock, OtherBlock } from '../messages/request.ts';

/** A document as text, with its title; undefined where it is no text. */
export function documentText({ source, title }: DocumentBlock): string | undefined {
  const text = sourceText(source);
  return text === undefined || !title ? text : `${title}\n\n${text}`;
}

function sourceText(source: DocumentBlock['source']): string | undefined {
  if (source.type === 'text') return source.data ?? '';
  if (source.type === 'content') return textsOf(source.content);
  const isText = source.type === 'base64' && /^text\//.test(source.media_type ?? '');
  return isText ? Buffer.from(source.data ?? '', 'base64').toString() : undefined;
}

/** What blocks say that other wires have no place for; undefined where that is nothing. */
export function wordsOf({ original }: OtherBlock): string | undefined {
  if (original.type === 'tool_reference') return `The tool ${String(original.tool_name)} is loaded.`;
  if (original.type !== 'search_result') return undefined;
  const { title, source, content } = original;
  return [title, source, textsOf(content)].filter((text) => typeof text === 'string' && text !== '').join('\n');
}

function textsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content : [];
  return blocks
    .map((block) => asRecord(block)?.text)
    .filter((text) => typeof text === 'string')
    .join('\n\n');
}

/** An image as a data URL. Throws AditError (400) where its data is elsewhere. */
export function dataUrl({ source }: ImageBlock): string {
  if (source.type !== 'base64' || source.data === undefined) {
    throw new AditError(
      'invalid_request_error',
      'image.source: Amazon Bedrock takes images and documents as base64 inside the request, and Adit fetches nothing ' +
        'from elsewhere. Send the data itself with "type": "base64".',
      { shouldRetry: false },
    );
  }
  return `data:${source.media_type ?? 'image/png'};base64,${source.data}`;
}

/** The refusal of a document that is no text: none of these models is known to read one on these wires. */
export function noDocuments({ source }: DocumentBlock, { model, modelId }: FitTarget): AditError {
  const kind = source.media_type ?? source.type;
  return new AditError(
    'invalid_request_error',
    `${model?.name ?? modelId} takes no documents of type ${kind}. Send their text instead, or ask a model that reads them.`,
    { shouldRetry: false },
  );
}

/** What stands for an image where the model sees none: a conversation with one in it goes on. */
export const NO_IMAGE = '(An image is left out here: this model takes no images.)';

/** The JSON of a call's arguments. */
export function argumentsOf(input: unknown): string {
  return JSON.stringify(input ?? {});
}
