import type { IncomingHttpHeaders } from 'node:http';
import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { asJsonErrors, ClientRequest } from '../../../bedrock/client-request.ts';
import type { Dialect, DialectRequest } from '../../answer.ts';
import { errorBody } from '../errors.ts';
import { parseBody } from '../json-body.ts';
import { keptHeaders } from '../kept-headers.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import type { AnswerForm } from './answer-form.ts';
import { ChatChunks } from './chunks.ts';
import { toCompletion } from './completion.ts';
import { toNative } from './native.ts';
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
  const json = parseBody(bytes);
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
    request: new ClientRequest(Buffer.from(JSON.stringify(body)), keptHeaders(headers), {
      ...(native ? { native } : {}),
      notes,
    }),
    writer: (requestId) => new ChatChunks(form, requestId),
    whole: (answer, requestId) => toCompletion(answer, form, requestId),
  };
}
