import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, isObject, objectOf } from '../rule.ts';
import { type ConverseAsked, type ConverseRule, constraint, fromModel, malformed, unknownKey } from './rule.ts';

const limitsOf = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html';
const qwen = 'qwen.qwen3-32b-v1:0';

/** Everything that is not in the conversation, and what of it concerns the model alone. */
export const settingRules: ConverseRule[] = [
  {
    name: 'maxTokens below 1, or above the model’s limit',
    source: 'https://github.com/vercel/ai/issues/2772',
    check({ body, model }) {
      const { maxTokens } = objectOf(body.inferenceConfig);
      if (maxTokens === undefined) return undefined;
      if (!Number.isInteger(maxTokens) || Number(maxTokens) < 1)
        return constraint('inferenceConfig.maxTokens', 'have value greater than or equal to 1', maxTokens);
      return Number(maxTokens) > model.maxOutput
        ? `The maximum tokens you requested exceeds the model limit of ${model.maxOutput}. Try again with a maximum tokens value that is lower than ${model.maxOutput}.`
        : undefined;
    },
    refused: [
      { body: { inferenceConfig: { maxTokens: 0 } } },
      { body: { inferenceConfig: { maxTokens: '100' } } },
      { body: { inferenceConfig: { maxTokens: 10_001 } } },
      { model: 'haiku-4-5', body: { inferenceConfig: { maxTokens: 64_001 } } },
    ],
    accepted: [{ body: { inferenceConfig: { maxTokens: 10_000 } } }, { body: { inferenceConfig: {} } }],
  },
  {
    name: 'temperature and topP outside of 0 to 1',
    source: 'https://github.com/stdapi-ai/stdapi.ai/issues/224',
    check: ({ body }) =>
      firstOf(['temperature', 'topP'], (name) => {
        const value = objectOf(body.inferenceConfig)[name];
        if (value === undefined) return undefined;
        if (typeof value !== 'number' || value < 0)
          return constraint(`inferenceConfig.${name}`, 'have value greater than or equal to 0', value);
        return value > 1
          ? constraint(`inferenceConfig.${name}`, 'have value less than or equal to 1', value)
          : undefined;
      }),
    refused: [
      { body: { inferenceConfig: { temperature: 1.5 } } },
      { body: { inferenceConfig: { temperature: -0.1 } } },
      { body: { inferenceConfig: { topP: 2 } } },
      { body: { inferenceConfig: { topP: '0.5' } } },
    ],
    accepted: [{ body: { inferenceConfig: { temperature: 1, topP: 0 } } }],
  },
  {
    name: 'stop sequences: too many, empty, or of a model that has none',
    source: `https://github.com/langchain4j/langchain4j/issues/3650, ${limitsOf}`,
    check({ body, model }) {
      const { stopSequences } = objectOf(body.inferenceConfig);
      if (stopSequences === undefined) return undefined;
      if (model.stopSequences === 0)
        return "This model doesn't support the stopSequences field. Remove stopSequences and try again.";
      if (!Array.isArray(stopSequences)) return constraint('inferenceConfig.stopSequences', 'be a list');
      if (stopSequences.length > model.stopSequences)
        return constraint('inferenceConfig.stopSequences', `have length less than or equal to ${model.stopSequences}`);
      return stopSequences.every((text) => typeof text === 'string' && text !== '')
        ? undefined
        : constraint('inferenceConfig.stopSequences', 'have length greater than or equal to 1');
    },
    refused: [
      { model: qwen, body: { inferenceConfig: { stopSequences: ['END'] } } },
      { model: 'openai.gpt-oss-120b-1:0', body: { inferenceConfig: { stopSequences: [] } } },
      { body: { inferenceConfig: { stopSequences: Array(2501).fill('a') } } },
      { body: { inferenceConfig: { stopSequences: [''] } } },
      { body: { inferenceConfig: { stopSequences: 'END' } } },
    ],
    accepted: [{ body: { inferenceConfig: { stopSequences: ['a', 'b', 'c', 'd'] } } }],
  },
  {
    name: 'an output format without a schema in JSON',
    source:
      'no public source; names: OutputFormat and JsonSchemaDefinition of @aws-sdk/client-bedrock-runtime 3.1162.0',
    check({ body }) {
      const { textFormat } = objectOf(body.outputConfig);
      if (textFormat === undefined) return undefined;
      const { type, structure } = objectOf(textFormat);
      if (type !== 'json_schema')
        return constraint('outputConfig.textFormat.type', 'satisfy enum value set: [json_schema]', type);
      return isObject(parsed(objectOf(objectOf(structure).jsonSchema).schema))
        ? undefined
        : 'The format of the value at outputConfig.textFormat.structure.jsonSchema.schema is invalid. Provide a json object for the field and try again.';
    },
    refused: [
      { body: formatted({ type: 'json_object' }) },
      { body: formatted({ type: 'json_schema' }) },
      { body: formatted({ type: 'json_schema', structure: { jsonSchema: { schema: { type: 'object' } } } }) },
    ],
    accepted: [
      {
        body: formatted({ type: 'json_schema', structure: { jsonSchema: { schema: '{"type":"object"}', name: 'a' } } }),
      },
    ],
  },
  {
    name: 'fields of the model’s own that it does not know, or that Converse has itself',
    source:
      'https://github.com/danny-avila/LibreChat/pull/14246, https://github.com/UKGovernmentBEIS/inspect_ai/issues/5301',
    check: ownFieldMistake,
    refused: [
      { body: { additionalModelRequestFields: { reasoningConfig: { type: 'enabled' } } } },
      { body: { additionalModelRequestFields: { top_k: 5 } } },
      { model: 'sonnet-5', body: { additionalModelRequestFields: { system: 'Be brief.' } } },
      { model: 'sonnet-5', body: { additionalModelRequestFields: { foo: 1 } } },
      { body: { additionalModelRequestFields: 'top_k' } },
    ],
    accepted: [
      { body: { additionalModelRequestFields: { inferenceConfig: { topK: 5 } } } },
      {
        model: 'amazon.nova-2-lite-v1:0',
        body: { additionalModelRequestFields: { reasoningConfig: { type: 'enabled' } } },
      },
      { model: 'openai.gpt-oss-120b-1:0', body: { additionalModelRequestFields: { reasoning_effort: 'low' } } },
      { model: 'sonnet-5', body: { additionalModelRequestFields: { thinking: { type: 'adaptive' }, top_k: 5 } } },
    ],
  },
];

/** What Converse has fields of its own for, in the names of the Messages API. */
const reserved = ['messages', 'system', 'max_tokens', 'stop_sequences', 'temperature', 'top_p', 'tools', 'tool_choice'];

function ownFieldMistake({ body, model }: ConverseAsked): string | undefined {
  const fields = body.additionalModelRequestFields;
  if (fields === undefined) return undefined;
  if (!isObject(fields)) return 'The format of the additional fields is invalid. Provide a json object for the field.';
  const conflict = model.isClaude ? Object.keys(fields).find((name) => reserved.includes(name)) : undefined;
  if (conflict) return `The additional field ${conflict} conflicts with an existing field.`;
  const unknown = model.ownFields && unknownKey(fields, model.ownFields);
  if (unknown !== undefined)
    return model.isClaude ? fromModel(`${unknown}: Extra inputs are not permitted`) : malformed('', unknown);
  return fields.reasoningConfig !== undefined && !model.thinks
    ? fromModel(
        'Malformed input request: the provided reasoning config value is invalid, please reformat your input and try again.',
      )
    : undefined;
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function formatted(textFormat: JsonObject): JsonObject {
  return { outputConfig: { textFormat } };
}
