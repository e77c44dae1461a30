import { AditError } from '../../errors.ts';
import { asJsonErrors, type ClientRequest } from '../client-request.ts';
import { isCacheable } from '../fit/auto-cache.ts';
import { told } from '../fit/context.ts';
import type { FitTarget, FittedRequest } from '../fit/fit.ts';
import { arrangeTurns } from '../messages/arrange.ts';
import { readMessagesRequest } from '../messages/request.ts';
import { UniqueNames } from '../messages/unique.ts';
import { converseAbilities, foundationId } from './abilities.ts';
import { fitCachePoints } from './cache.ts';
import { toMessages } from './content.ts';
import type { ConverseContext } from './context.ts';
import { fieldsOfHeaders } from './headers.ts';
import { toParameters } from './inference.ts';
import { dropRefused } from './learned.ts';
import { checkMedia } from './media.ts';
import { toOutputFormat } from './output-format.ts';
import { foldSystem, toSystem } from './system.ts';
import { ToolIds } from './tool-ids.ts';
import { NO_TOOL_NOW, toToolConfig } from './tools.ts';
import { CACHE_POINT, type ConverseBody } from './wire.ts';

/**
 * A request of the Messages API as one of Converse, for models of all makers: pure, so that it can be fitted anew with
 * what a refusal taught. Throws AditError (400) for what is no request, and for what no change can mend.
 *
 * Its shape is that of ConverseRequest in @aws-sdk/client-bedrock-runtime.
 */
export function fitConverse(request: ClientRequest, target: FitTarget): FittedRequest {
  return asJsonErrors(() => fitParts(request, target));
}

function fitParts(client: ClientRequest, target: FitTarget): FittedRequest {
  const request = readMessagesRequest(JSON.parse(client.bytes.toString()));
  const modelId = foundationId(target);
  const abilities = converseAbilities(modelId, target.model);
  const ids = new ToolIds(abilities.toolIds);
  const notes = new Set(client.notes);
  const documentNames = new UniqueNames();
  const context: ConverseContext = { request, target, modelId, abilities, ids, documentNames, notes };
  const body = toBody(client, context);
  return {
    body: Buffer.from(JSON.stringify(dropRefused(body, target.lessons.refusedFields, notes))),
    headers: {},
    betas: [],
    notes: told(notes),
    isWhole: target.lessons.wholeToolCalls && body.toolConfig !== undefined,
  };
}

function toBody(client: ClientRequest, context: ConverseContext): ConverseBody {
  const { request, abilities, notes } = context;
  checkMedia(request);
  const { system: leading, turns } = arrangeTurns(request.messages, false, notes);
  if (turns.length === 0) throw refused('messages: at least one message of the user is required');
  const toolConfig = toToolConfig(turns, context);
  const format = toOutputFormat(context);
  const words = [...format.words, ...(toolConfig && request.tool_choice?.type === 'none' ? [NO_TOOL_NOW] : [])];
  const messages = toMessages(turns, context);
  if (request.cache_control) messages.at(-1)?.content.push(CACHE_POINT);
  const isLong = isCacheable(client.bytes.length, context.target.model);
  const parts = fitCachePoints({ system: toSystem(request, leading, words, context), messages }, isLong, context);
  if (!abilities.systemPrompt) foldSystem(parts.system, parts.messages, notes);
  return {
    messages: parts.messages,
    ...(abilities.systemPrompt && parts.system.length > 0 ? { system: parts.system } : {}),
    ...toParameters(context),
    ...(toolConfig ? { toolConfig } : {}),
    ...format.field,
    ...fieldsOfHeaders(client.invokeHeaders),
  };
}

function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
