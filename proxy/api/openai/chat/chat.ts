import type { IncomingHttpHeaders } from 'node:http';
import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { asJsonErrors, ClientRequest } from '../../../bedrock/client-request.ts';
import { JsonObject } from '../../../bedrock/json/tree.ts';
import type { Dialect, DialectRequest } from '../../answer.ts';
import { errorBody } from '../errors.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import type { AnswerForm } from './answer-form.ts';
import { ChatChunks } from './chunks.ts';
import { toCompletion } from './completion.ts';
import { toNative } from './native.ts';
import { refused } from './refused.ts';
import { readChatRequest } from './request.ts';
import { toMessagesRequest } from './translate.ts';

export interface ChatContext {
  /** The catalogue's row of the model that a client's name stands for; undefined where nothing is known of it. */
  readonly modelNamed: (name: string) => Model | undefined;
  readonly memory: ThinkingMemory;
}

/** `POST /v1/chat/completions` (https://platform.openai.com/docs/api-reference/chat/create). */
export function chatDialect(context: ChatContext): Dialect {
  return {
    errorBody,
    read: (body, headers) => asJsonErrors(() => readChat(body, headers, context)),
  };
}

function readChat(bytes: Buffer, headers: IncomingHttpHeaders, { modelNamed, memory }: ChatContext): DialectRequest {
  const json = parse(bytes);
  const request = readChatRequest(json);
  const model = modelNamed(request.model);
  const translated = toMessagesRequest(request, model, memory);
  const { body, notes, answersByTool, customTools, legacy } = translated;
  const form: AnswerForm = {
    model: request.model,
    includeUsage: request.stream_options?.include_usage === true,
    hidesThinking: request.reasoning?.exclude === true,
    answersByTool,
    customTools,
    legacy,
    memory,
  };
  const native = toNative(json, request, model);
  return {
    request: new ClientRequest(Buffer.from(JSON.stringify(body)), kept(headers), {
      ...(native ? { native } : {}),
      notes,
    }),
    writer: (requestId) => new ChatChunks(form, requestId),
    whole: (answer, requestId) => toCompletion(answer, form, requestId),
  };
}

/** What JSON.parse says of a mistake quotes what is there; the cutter says where it is. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString().replace(/^\ufeff/, ''));
  } catch {
    JsonObject.parse(bytes, NO_CUTS);
    throw refused('body', 'this is not valid JSON');
  }
}

const NO_CUTS: ReadonlySet<string> = new Set();

/** Bedrock's own headers, and flags, say the same in any dialect; the version is that of Anthropic's API. */
function kept(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const names = Object.keys(headers).filter((name) => name.startsWith('x-amzn-bedrock-') || name === 'anthropic-beta');
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}
