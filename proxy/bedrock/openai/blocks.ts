import { AditError } from '../../errors.ts';
import type { FitTarget } from '../fit/fit.ts';
import type { DocumentBlock, ImageBlock } from '../messages/request.ts';
import { documentText, isBlank } from '../messages/words.ts';

/** A document as text, with what is said about it; undefined where it is no text. */
export function wordsOfDocument(document: DocumentBlock): string | undefined {
  const text = documentText(document);
  const parts = [document.context, document.title, text].filter((part) => part && !isBlank(part));
  return text === undefined ? undefined : parts.join('\n\n');
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
