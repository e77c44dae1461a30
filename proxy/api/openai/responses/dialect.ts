import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { asJsonErrors, ClientRequest } from '../../../bedrock/client-request.ts';
import { asRecord } from '../../../bedrock/json/values.ts';
import type { AditError } from '../../../errors.ts';
import type { Dialect, DialectRequest } from '../../answer.ts';
import { errorBody, openAiError } from '../errors.ts';
import { parseExact } from '../exact-json.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import { type AnswerContext, wholeResponse } from './answer.ts';
import { type History, listed, readHistory, UnknownPreviousResponse } from './history.ts';
import { nativeBody } from './native.ts';
import { type ResponsesRequest, readResponsesRequest, refused } from './request.ts';
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
    read: (body) => asJsonErrors(() => readRequest(body, context)),
  };
}

function readRequest(bytes: Buffer, { modelNamed, memory, store }: ResponsesContext): DialectRequest {
  const body = asRecord(JSON.parse(bytes.toString()));
  if (!body) throw refused('The request body is no JSON object.');
  const request = readResponsesRequest(body);
  // What lives as long as the answer must not hold the request, with its megabytes.
  const { model } = request;
  const history = readHistory(request, store);
  const names = new ToolNames();
  const notes = new Set<string>();
  const messages = translateRequest(request, {
    items: history.read,
    model: modelNamed(model),
    names,
    recall: (callId) => memory.recall(model, [callId]),
    notes,
  });
  const echo = echoOf(request, body);
  // Measured here, so that what is nested too deeply is refused before there is an answer to repeat it in.
  const echoBytes = JSON.stringify(echo).length;
  const answer: AnswerContext = {
    echo,
    names,
    showsEncrypted: request.store === false || (request.include ?? []).includes('reasoning.encrypted_content'),
    keep: keeping(request, history, echoBytes, store),
    remember: (parts) => memory.remember(model, parts),
  };
  return {
    request: new ClientRequest(
      Buffer.from(JSON.stringify(messages)),
      {},
      { native: { dialect: 'responses', body: nativeBody(body, history.items) }, notes: [...notes] },
    ),
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
