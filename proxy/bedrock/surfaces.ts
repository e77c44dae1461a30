import type { IncomingMessage } from 'node:http';
import { AditError } from '../errors.ts';
import type { SurfaceName } from './catalogue/catalogue.ts';
import type { EventDecoder } from './stream/decoder.ts';
import { FramedEvents } from './stream/frames.ts';
import { ServerSentEvents } from './stream/server-sent.ts';

/** One wire to a model: where a request goes, how its stream comes back, how large it may be. */
export interface Surface {
  readonly name: SurfaceName;
  /** For people. */
  readonly title: string;
  /** Path below the endpoint, escaped as it is sent. */
  path(modelId: string, stream: boolean): string;
  /** Content type of a stream, and what reads it. */
  readonly streamType: string;
  decoder(requestId: string | undefined): EventDecoder;
  /** Bytes; undefined where no limit is known below Adit's own. */
  readonly maxBody: number | undefined;
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html and …/APIReference/API_runtime_InvokeModel.html */
export const SURFACES: Readonly<Record<SurfaceName, Surface>> = {
  messages: {
    name: 'messages',
    title: 'Messages API',
    path: () => '/anthropic/v1/messages',
    streamType: 'text/event-stream',
    decoder: () => new ServerSentEvents(),
    maxBody: undefined,
  },
  invoke: {
    name: 'invoke',
    title: 'InvokeModel',
    path: (modelId, stream) =>
      `/model/${encodeURIComponent(modelId)}/${stream ? 'invoke-with-response-stream' : 'invoke'}`,
    streamType: 'application/vnd.amazon.eventstream',
    decoder: (requestId) => new FramedEvents(requestId),
    maxBody: 20 * 1024 * 1024,
  },
};

/** Throws AditError (413) with both figures where a body is too large for its surface. */
export function checkSize(surface: Surface, bytes: number): void {
  if (surface.maxBody === undefined || bytes <= surface.maxBody) return;
  throw new AditError(
    'request_too_large',
    `The request has ${sizeAbove(surface.maxBody, bytes)}, and ${surface.title} on Amazon Bedrock takes ${megabytes(surface.maxBody)}. ` +
      'Images and documents weigh most: send fewer, or smaller ones.',
    { shouldRetry: false },
  );
}

/** Whether an answer carries a stream of this surface. */
export function isStream(surface: Surface, response: IncomingMessage): boolean {
  return (response.headers['content-type'] ?? '').startsWith(surface.streamType);
}

/** A size above a limit, for people: never in the words of the limit itself. */
export function sizeAbove(limit: number, bytes = limit): string {
  const size = megabytes(bytes);
  return size === megabytes(limit) ? `more than ${size}` : size;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}
