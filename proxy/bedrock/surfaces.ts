import type { IncomingMessage } from 'node:http';
import { AditError } from '../errors.ts';
import type { SurfaceName } from './catalogue/catalogue.ts';
import type { ClientRequest } from './client-request.ts';
import { ConverseEvents } from './converse/events.ts';
import { readConverseMessage } from './converse/message.ts';
import { fitConverse } from './converse/request.ts';
import { isMessage } from './failure.ts';
import { type FitTarget, type FittedRequest, fitRequest } from './fit/fit.ts';
import { ChatEvents } from './openai/chat-events.ts';
import { readChatMessage } from './openai/chat-message.ts';
import { fitChat } from './openai/chat-request.ts';
import { NativeChatEvents, NativeResponsesEvents } from './openai/native-events.ts';
import { ResponsesEvents } from './openai/responses-events.ts';
import { readResponsesMessage } from './openai/responses-message.ts';
import { fitResponses } from './openai/responses-request.ts';
import type { AnswerContext, EventDecoder } from './stream/decoder.ts';
import { FramedEvents } from './stream/frames.ts';
import { ServerSentEvents } from './stream/server-sent.ts';

/** One wire to a model: where a request goes and in which form, how its answer is read, how large it may be. */
export interface Surface {
  readonly name: SurfaceName;
  /** For people. */
  readonly title: string;
  /** The service whose host has it. */
  readonly service: Host;
  /** Path below the endpoint, escaped as it is sent. */
  path(modelId: string, stream: boolean): string;
  /** The request as the surface takes it. Throws AditError (400) for what no change can mend. */
  fit(request: ClientRequest, target: FitTarget): FittedRequest;
  /** Content type of a stream, and what reads it. */
  readonly streamType: string;
  decoder(answer: AnswerContext): EventDecoder;
  /** The message in a whole answer; undefined where it holds none. */
  message(body: Buffer, answer: AnswerContext): Buffer | undefined;
  /** Bytes; undefined where no limit is known below Adit's own. */
  readonly maxBody: number | undefined;
}

/** The hosts that serve models. */
type Host = 'bedrock-runtime' | 'bedrock-mantle';

/** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html and …/APIReference/API_runtime_InvokeModel.html */
export const SURFACES: Readonly<Record<SurfaceName, Surface>> = {
  messages: {
    name: 'messages',
    title: 'Messages API',
    service: 'bedrock-runtime',
    path: () => '/anthropic/v1/messages',
    fit: (request, target) => fitRequest(request, { ...target, surface: 'messages' }),
    message: messageIn,
    streamType: 'text/event-stream',
    decoder: () => new ServerSentEvents(),
    maxBody: undefined,
  },
  invoke: {
    name: 'invoke',
    title: 'InvokeModel',
    service: 'bedrock-runtime',
    fit: (request, target) => fitRequest(request, { ...target, surface: 'invoke' }),
    message: messageIn,
    path: (modelId, stream) =>
      `/model/${encodeURIComponent(modelId)}/${stream ? 'invoke-with-response-stream' : 'invoke'}`,
    streamType: 'application/vnd.amazon.eventstream',
    decoder: ({ requestId }) => new FramedEvents(requestId),
    maxBody: 20 * 1024 * 1024,
  },
  converse: {
    name: 'converse',
    title: 'Converse',
    service: 'bedrock-runtime',
    path: (modelId, stream) => `/model/${encodeURIComponent(modelId)}/${stream ? 'converse-stream' : 'converse'}`,
    fit: fitConverse,
    streamType: 'application/vnd.amazon.eventstream',
    decoder: (answer) => new ConverseEvents(answer),
    message: readConverseMessage,
    maxBody: undefined,
  },
  chat: chatOn('bedrock-runtime'),
  responses: responsesOn('bedrock-runtime'),
  'mantle-chat': chatOn('bedrock-mantle'),
  'mantle-responses': responsesOn('bedrock-mantle'),
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html */
function chatOn(service: Host): Surface {
  return {
    name: service === 'bedrock-runtime' ? 'chat' : 'mantle-chat',
    title: 'Chat Completions',
    service,
    path: (modelId) => `${openAiBase(service, modelId)}/chat/completions`,
    fit: fitChat,
    streamType: 'text/event-stream',
    decoder: (answer) => (answer.isNative ? new NativeChatEvents(answer) : new ChatEvents(answer)),
    message: readChatMessage,
    maxBody: undefined,
  };
}

function responsesOn(service: Host): Surface {
  return {
    name: service === 'bedrock-runtime' ? 'responses' : 'mantle-responses',
    title: 'Responses',
    service,
    path: (modelId) => `${openAiBase(service, modelId)}/responses`,
    fit: fitResponses,
    streamType: 'text/event-stream',
    decoder: (answer) => (answer.isNative ? new NativeResponsesEvents(answer) : new ResponsesEvents(answer)),
    message: readResponsesMessage,
    maxBody: undefined,
  };
}

/**
 * bedrock-runtime has OpenAI's APIs under /openai/v1, and bedrock-mantle under /v1, but for GPT, Grok and Gemma 4;
 * the other one is refused (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html).
 */
function openAiBase(service: Host, modelId: string): string {
  const isElsewhere =
    service === 'bedrock-mantle' && !/(^|\.)(openai\.gpt-(?!oss)|xai\.|google\.gemma-4)/.test(modelId);
  return isElsewhere ? '/v1' : '/openai/v1';
}

function messageIn(body: Buffer): Buffer | undefined {
  return isMessage(body) ? body : undefined;
}

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
