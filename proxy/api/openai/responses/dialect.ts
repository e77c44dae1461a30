import type { IncomingHttpHeaders } from 'node:http';
import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { asJsonErrors, ClientRequest } from '../../../bedrock/client-request.ts';
import { asRecord } from '../../../bedrock/json/values.ts';
import type { AditError } from '../../../errors.ts';
import type { Dialect, DialectRequest } from '../../answer.ts';
import { errorBody, openAiError } from '../errors.ts';
import { parseExact } from '../exact-json.ts';
import { parseBody } from '../json-body.ts';
import { keptHeaders } from '../kept-headers.ts';
import { refused } from '../refused.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import { type AnswerContext, wholeResponse } from './answer.ts';
import { type History, listed, readHistory, UnknownPreviousResponse } from './history.ts';
import { toNative } from './native.ts';
import { type ResponsesRequest, readResponsesRequest } from './request.ts';
import { echoOf } from './response.ts';
import type { ResponseStore } from './store.ts';
import { ToolNames } from './tool-names.ts';
import { translateRequest } from './translate.ts';
import { keepNative, ResponsesEvents } from './writer.ts';

/** What the dialect needs of the program. */
export interface ResponsesContext {
  /** The catalogue's model for the name that a client asks for; undefined where nothing is known of it. */
  readonly modelNamed: (name: string) => Model | undefined;
  readonly memory: ThinkingMemory;
  readonly store: ResponseStore;
}

/** `POST /v1/responses` of OpenAI's API (openai 7.55.0, resources/responses/responses.d.ts). */
export function responsesDialect(context: ResponsesContext): Dialect {
  return {
    errorBody: (error) =>
      error instanceof UnknownPreviousResponse ? { error: previousNotFound(error) } : errorBody(error),
    read: (body, headers) => asJsonErrors(() => readRequest(body, headers, context)),
  };
}

function readRequest(
  bytes: Buffer,
  headers: IncomingHttpHeaders,
  { modelNamed, memory, store }: ResponsesContext,
): DialectRequest {
  const body = asRecord(parseBody(bytes));
  if (!body) throw refused('The request body is no JSON object.');
  const request = readResponsesRequest(body);
  // What lives as long as the answer must not hold the request, with its megabytes.
  const { model: name } = request;
  const model = modelNamed(name);
  const history = readHistory(request, store);
  const names = new ToolNames();
  const notes = new Set<string>();
  const translated = translateRequest(request, {
    items: history.read,
    model,
    names,
    recall: (callId) => memory.recall(name, [callId]),
    notes,
  });
  const echo = echoOf(request, body);
  // Measured here, so that what is nested too deeply is refused before there is an answer to repeat it in.
  const echoBytes = JSON.stringify(echo).length;
  const answer: AnswerContext = {
    echo,
    names,
    answersByTool: translated.answersByTool,
    showsEncrypted: request.store === false || (request.include ?? []).includes('reasoning.encrypted_content'),
    keep: keeping(request, history, echoBytes, store),
    remember: (parts) => memory.remember(name, parts),
  };
  const native = toNative(body, request, history.items, model);
  return {
    request: new ClientRequest(Buffer.from(JSON.stringify(translated.body)), keptHeaders(headers), {
      ...(native ? { native } : {}),
      notes: [...notes],
    }),
    writer: () => new ResponsesEvents(answer),
    whole: (whole) => wholeAnswer(answer, whole),
  };
}

/** What keeps the finished response, unless the client wants nothing kept. */
function keeping(
  { store: wanted }: ResponsesRequest,
  { items, own, previous }: History,
  echoBytes: number,
  store: ResponseStore,
): AnswerContext['keep'] {
  if (wanted === false) return () => {};
  const input = listed(items);
  const bytes = echoBytes + JSON.stringify(own).length + (previous?.bytes ?? 0);
  return (response, output) => store.put({ response, input, output, bytes: bytes + JSON.stringify(output).length });
}

function wholeAnswer(answer: AnswerContext, body: Buffer): Buffer | object {
  const message = parseExact(body);
  if (message?.object === 'response') {
    keepNative(answer, message);
    return body;
  }
  return wholeResponse(answer, message ?? {});
}

function previousNotFound(error: AditError): object {
  return { ...openAiError(error), param: 'previous_response_id', code: 'previous_response_not_found' };
}
