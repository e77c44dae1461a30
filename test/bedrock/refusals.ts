import type { BedrockCall, JsonObject, Refusal } from '../../proxy/demo/call.ts';
import { countedBody, estimateTokens } from '../../proxy/demo/tokens.ts';
import type { Account } from './account.ts';
import { countsTokens, type ModelFacts, modelOfId, modelOfProfile } from './models.ts';
import { blockRules } from './rules/blocks.ts';
import { cacheRules } from './rules/cache.ts';
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
export function refusalOf(call: BedrockCall, account: Account & { region: string }): Refusal | undefined {
  if (call.operation === 'count-tokens') return countRefusal(call, account);
  const found = findModel(call.model, account);
  if ('status' in found) return inShapeOf(call, found);
  if (call.operation === 'messages' && !onMessages(found, account)) return unknownOperation(account);
  if (call.malformed)
    return inShapeOf(call, invalid('Malformed input request, please reformat your input and try again.'));

  const surface = call.operation === 'messages' ? 'messages' : 'invoke';
  const asked: Asked = {
    surface,
    model: found,
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

/** What the rules say of a request; undefined where Bedrock takes it. */
export function judge(asked: Asked): string | undefined {
  return firstOf(rules, (rule) => rule.check(asked));
}

function findModel(id: string, account: Account & { region: string }): ModelFacts | Refusal {
  const own = account.applicationProfiles?.[id];
  const profile = own ?? systemProfile(id, account.region);
  const foundation = id.startsWith('arn:') ? (id.split('foundation-model/')[1] ?? '') : id;
  if (modelOfId(foundation)) {
    return invalid(
      `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  }
  const model = modelOfProfile(profile, account.region);
  const allowed = own !== undefined || !account.models || account.models.includes(profile);
  return model && allowed ? model : invalid('The provided model identifier is invalid.');
}

/** A system profile may be named by its ARN: `arn:aws:bedrock:<region>:<account>:inference-profile/<id>`. */
function systemProfile(id: string, region: string): string {
  const [, arnRegion, profile] = id.match(/^arn:aws[\w-]*:bedrock:([\w-]+):\d{12}:inference-profile\/(.+)$/) ?? [];
  return arnRegion === region && profile ? profile : id;
}

function onMessages(model: ModelFacts, account: Account): boolean {
  return model.messages && !account.withoutMessages?.includes(model.name);
}

function unknownOperation({ unknownOperation: status = 404 }: Account): Refusal {
  const shape = status === 200 ? 'coral' : 'aws';
  return { status, type: 'UnknownOperationException', message: '', shape };
}

/** CountTokens takes foundation ids, of a few models, and a whole InvokeModel body. */
function countRefusal(call: BedrockCall, account: Account & { region: string }): Refusal | undefined {
  const model = modelOfId(call.model);
  if (!model && !modelOfProfile(call.model, account.region))
    return invalid('The provided model identifier is invalid.');
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
