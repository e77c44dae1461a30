import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import type { Account, Here } from './account.ts';
import { type MakerModel, makerModelOf, mantleModelOf } from './makers.ts';
import { reach, unknownModel } from './reach.ts';
import { chatRefusal } from './rules/chat.ts';
import { responsesRefusal } from './rules/responses.ts';

/** What OpenAI's APIs refuse, on bedrock-runtime and on bedrock-mantle, as `refusalOf`. */
export function openAiRefusal(call: BedrockCall, account: Here): Refusal | undefined {
  if (call.malformed) return refusal('The request body is not a JSON object.');
  const isMantle = call.service === 'bedrock-mantle';
  const model = isMantle ? mantleModel(call.model, account) : runtimeModel(call.model, account);
  if (!model) return refusal(unknownModel, 'model');
  const api = call.operation === 'chat' ? 'chat' : 'responses';
  if (!model.surfaces.includes(isMantle ? `mantle-${api}` : api)) {
    const path = api === 'chat' ? '/v1/chat/completions' : '/v1/responses';
    return refusal(`The model '${call.model}' does not support the '${path}' API`);
  }
  if (isMantle && call.url.startsWith('/openai/') !== isUnderOpenAi(model)) {
    return refusal(`model \`${call.model}\` isn't supported on this route`);
  }
  const { id, images, reasoning, maxOutput } = model;
  const asked = { model: { id, images, reasoning, maxOutput }, body: call.body, stream: call.stream };
  return api === 'chat' ? chatRefusal(asked) : responsesRefusal(asked);
}

function runtimeModel(id: string, account: Here): MakerModel | undefined {
  const found = reach(id, account);
  return 'status' in found ? undefined : makerModelOf(found.foundation);
}

function mantleModel(id: string, { models }: Account): MakerModel | undefined {
  const model = mantleModelOf(id);
  return model && (!models || models.includes(id) || models.includes(model.id)) ? model : undefined;
}

/** bedrock-mantle has OpenAI's own newer models under /openai/v1, and the others under /v1. */
function isUnderOpenAi({ id }: MakerModel): boolean {
  return /^openai\.gpt-(?!oss)/.test(id);
}

/** Words of the wrong API: https://github.com/mnfst/llm-gateway/issues/2657; of the wrong route: …/userguide/inference-responses-api.html */
function refusal(message: string, param: string | null = null): Refusal {
  return { status: 400, type: 'invalid_request_error', message, shape: 'openai', code: 'validation_error', param };
}
