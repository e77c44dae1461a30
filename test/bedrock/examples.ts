import type { JsonObject } from '../../proxy/demo/call.ts';
import { type ModelFacts, modelNamed } from './models.ts';
import type { Asked, Example, Surface } from './rules/rule.ts';

/** A request of an example on one surface, ready to be sent or judged. */
export interface ExampleRequest {
  surface: Surface;
  path: string;
  headers: Record<string, string>;
  body: JsonObject;
  asked: Asked;
}

/** Writes an example out for every surface on which it means something. */
export function requestsOf(example: Example): ExampleRequest[] {
  const model = modelNamed(example.model ?? 'opus-5');
  const surfaces: Surface[] = example.surface
    ? [example.surface]
    : model.messages
      ? ['invoke', 'messages']
      : ['invoke'];
  return surfaces.map((surface) => requestOn(surface, model, example));
}

function requestOn(surface: Surface, model: ModelFacts, example: Example): ExampleRequest {
  const profile = `us.${model.id}`;
  const betas = example.betas ?? [];
  const onMessages = surface === 'messages';
  const version = onMessages ? (example.version ?? '2023-06-01') : undefined;
  const question = { max_tokens: 256, messages: [{ role: 'user', content: 'Hello' }] };
  const surfaceFields = onMessages
    ? { model: profile }
    : { anthropic_version: 'bedrock-2023-05-31', ...(betas.length > 0 ? { anthropic_beta: betas } : {}) };
  const body: JsonObject = JSON.parse(JSON.stringify({ ...surfaceFields, ...question, ...example.body }));
  return {
    surface,
    path: onMessages ? '/anthropic/v1/messages' : `/model/${encodeURIComponent(profile)}/invoke`,
    headers: {
      'content-type': 'application/json',
      ...(version ? { 'anthropic-version': version } : {}),
      ...(onMessages && betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
    },
    body,
    asked: {
      surface,
      model,
      body,
      betas,
      version,
      bytes: JSON.stringify(body).length,
      account: example.account ?? {},
    },
  };
}
