import type { BedrockCall, JsonObject, Refusal } from '../../proxy/demo/call.ts';
import { isEmbedding } from '../../proxy/demo/embeddings.ts';
import { countedBody, estimateTokens } from '../../proxy/demo/tokens.ts';
import type { Account, Here } from './account.ts';
import { converseRefusal } from './converse.ts';
import { listRefusal } from './directory.ts';
import { countsTokens, type ModelFacts, modelOfId, modelOfProfile } from './models.ts';
import { openAiRefusal } from './openai.ts';
import { reach, unknownModel } from './reach.ts';
import { blockRules } from './rules/blocks.ts';
import { cacheRules } from './rules/cache.ts';
import { embeddingMistake } from './rules/embeddings.ts';
import { featureRules } from './rules/features.ts';
import { fieldRules } from './rules/fields.ts';
import { headerMistake } from './rules/headers.ts';
import { mediaRules } from './rules/media.ts';
import { type Asked, firstOf, isObject, type Rule } from './rules/rule.ts';
import { thinkingRules } from './rules/thinking.ts';
import { toolResultRules } from './rules/tool-results.ts';
import { toolRules } from './rules/tools.ts';
import { turnRules } from './rules/turns.ts';

/** Everything that is refused in a body; where a request breaks several rules, the first one speaks. */
export const rules: Rule[] = [
  ...fieldRules,
  ...featureRules,
  ...turnRules,
  ...blockRules,
  ...toolRules,
  ...cacheRules,
  ...mediaRules,
  ...thinkingRules,
  ...toolResultRules,
];

/** The longest prompt that CountTokens counts: https://github.com/boto/botocore/issues/3707 */
const maxCounted = 200_000;

/**
 * Judges an authentic request as Bedrock would: is there such a model here, on this surface, and does it
 * take this body?
 */
export function refusalOf(call: BedrockCall, account: Here): Refusal | undefined {
  switch (call.operation) {
    case 'count-tokens':
      return countRefusal(call, account);
    case 'converse':
    case 'converse-stream':
      return converseRefusal(call, account);
    case 'chat':
    case 'responses':
      return openAiRefusal(call, account);
    case 'messages':
    case 'invoke':
    case 'invoke-stream':
      return anthropicRefusal(call, account);
    default:
      return listRefusal(call, account);
  }
}

/** What the rules of Claude's own surfaces say of a request; undefined where Bedrock takes it. */
export function judge(asked: Asked): string | undefined {
  return firstOf(rules, (rule) => rule.check(asked));
}

function anthropicRefusal(call: BedrockCall, account: Here): Refusal | undefined {
  const found = reach(call.model, account);
  if ('status' in found) return inShapeOf(call, found);
  const model = modelOfId(found.foundation);
  if (call.operation === 'messages' && !(model && onMessages(model, account))) return unknownOperation(account);
  const malformed = 'Malformed input request, please reformat your input and try again.';
  if (call.malformed) return inShapeOf(call, invalid(malformed));
  if (!model) {
    // Of other makers' models, those for vectors alone are asked in bodies of their own.
    const mistake = isEmbedding(call) ? embeddingMistake(found.foundation, call.body) : malformed;
    return mistake === undefined ? undefined : invalid(mistake);
  }

  const surface = call.operation === 'messages' ? 'messages' : 'invoke';
  const asked: Asked = {
    surface,
    model,
    body: call.body,
    betas: call.betas,
    version: call.headers['anthropic-version']?.toString(),
    bytes: call.raw.length,
    account,
  };
  const message = headerMistake(call.headers) ?? judge(asked);
  if (message === undefined) return undefined;
  const status = message.startsWith('Request body exceeds') ? 413 : 400;
  return inShapeOf(call, { ...invalid(message, status), message: wrap(call, message, account) });
}

function onMessages(model: ModelFacts, account: Account): boolean {
  return model.messages && !account.withoutMessages?.includes(model.name);
}

function unknownOperation({ unknownOperation: status = 404 }: Account): Refusal {
  const shape = status === 200 ? 'coral' : 'aws';
  return { status, type: 'UnknownOperationException', message: '', shape };
}

/** CountTokens takes foundation ids, of a few models, and a whole InvokeModel body. */
function countRefusal(call: BedrockCall, account: Here): Refusal | undefined {
  const model = modelOfId(call.model);
  if (!model && !modelOfProfile(call.model, account.region)) return invalid(unknownModel);
  if (!model || !countsTokens(model)) return invalid("The provided model doesn't support counting tokens.");
  const raw = countedBody(call);
  const body = raw && parse(raw);
  if (!raw || !body) return invalid('Malformed input request, please reformat your input and try again.');
  const betas = Array.isArray(body.anthropic_beta) ? body.anthropic_beta.map(String) : [];
  const asked: Asked = { surface: 'invoke', model, body, betas, version: undefined, bytes: raw.length, account };
  const tokens = estimateTokens(raw.toString());
  const tooLong = tokens > maxCounted ? `prompt is too long: ${tokens} tokens > ${maxCounted} maximum` : undefined;
  const message = judge(asked) ?? tooLong;
  return message === undefined ? undefined : invalid(message);
}

function parse(raw: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(raw.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function invalid(message: string, status = 400): Refusal {
  return { status, type: 'ValidationException', message };
}

function inShapeOf(call: BedrockCall, refusal: Refusal): Refusal {
  const type = refusal.status === 413 ? 'request_too_large' : 'invalid_request_error';
  return call.operation === 'messages' ? { ...refusal, type, shape: 'anthropic' } : refusal;
}

function wrap(call: BedrockCall, message: string, { wrapped }: Account): string {
  if (!wrapped || call.operation === 'messages') return message;
  const whole = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } });
  return `The model returned the following errors: ${wrapped === 'json' ? whole : message}`;
}
