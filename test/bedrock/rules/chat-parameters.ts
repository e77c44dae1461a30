import type { JsonObject } from '../../../proxy/demo/call.ts';
import {
  type Finding,
  firstFinding,
  invalidValue,
  type OpenAiRule,
  unknownName,
  unreadable,
  unsupported,
} from './openai-rule.ts';
import { absent, limitMistake, rangeMistake, schemaMistake } from './openai-shapes.ts';
import { isObject, objectOf } from './rule.ts';

const types = 'openai 7.55.0, ChatCompletionCreateParamsBase';
const schema = { type: 'object', properties: {} };

/** What the other fields may be. */
export const chatParameterRules: OpenAiRule[] = [
  {
    name: 'options of a stream where nothing is streamed',
    source: 'https://github.com/BerriAI/litellm/issues/5803',
    check({ body: { stream_options }, stream }) {
      if (absent(stream_options)) return undefined;
      if (!stream)
        return {
          message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          param: 'stream_options',
        };
      return isObject(stream_options)
        ? unknownName(stream_options, ['include_usage', 'include_obfuscation'], 'stream_options.')
        : unreadable('stream_options: invalid type, expected a map');
    },
    refused: [
      { body: { stream_options: { include_usage: true } } },
      { body: { stream: true, stream_options: true } },
      { body: { stream: true, stream_options: { usage: true } } },
    ],
    accepted: [{ body: { stream: true, stream_options: { include_usage: true } } }],
  },
  {
    name: 'both limits of the output, or one that the model does not reach',
    source: 'https://github.com/langchain-ai/langgraph/issues/5943; of the model’s own limit no public source',
    check({ body, model }) {
      if (!absent(body.max_tokens) && !absent(body.max_completion_tokens))
        return {
          message: "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
          code: 'invalid_parameter_combination',
          param: 'max_tokens',
        };
      return firstFinding(['max_tokens', 'max_completion_tokens'], (field) =>
        limitMistake(body, field, 1, model.maxOutput),
      );
    },
    refused: [
      { body: { max_tokens: 10, max_completion_tokens: 10 } },
      { body: { max_tokens: 0 } },
      { body: { max_completion_tokens: '10' } },
      { model: 'qwen', body: { max_completion_tokens: 32_001 } },
    ],
    accepted: [{ body: { max_tokens: 128_000 } }, { model: 'qwen', body: { max_completion_tokens: 32_000 } }],
  },
  {
    name: 'a number out of its range, or more than one answer',
    source: `${types}; of n: https://github.com/BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py and its tests`,
    check: ({ body }) =>
      rangeMistake(body, 'temperature', 0, 2) ??
      rangeMistake(body, 'top_p', 0, 1) ??
      rangeMistake(body, 'frequency_penalty', -2, 2) ??
      rangeMistake(body, 'presence_penalty', -2, 2) ??
      (absent(body.n) || body.n === 1 ? undefined : unsupported('n')),
    refused: [
      { body: { temperature: 2.1 } },
      { body: { temperature: '1' } },
      { body: { top_p: 2 } },
      { body: { frequency_penalty: -3 } },
      { body: { n: 2 } },
    ],
    accepted: [{ body: { temperature: 2, top_p: 0, frequency_penalty: -2, n: 1 } }],
  },
  {
    name: 'stop sequences that are no strings, or too many',
    source: types,
    check({ body: { stop } }) {
      if (absent(stop) || typeof stop === 'string') return undefined;
      return Array.isArray(stop) && stop.length <= 4 && stop.every((text) => typeof text === 'string')
        ? undefined
        : invalidValue('stop', "Invalid 'stop': expected a string or at most 4 strings.");
    },
    refused: [{ body: { stop: ['a', 'b', 'c', 'd', 'e'] } }, { body: { stop: [1] } }, { body: { stop: 1 } }],
    accepted: [{ body: { stop: ['a', 'b', 'c', 'd'] } }, { body: { stop: 'a' } }],
  },
  {
    name: 'a format of the answer that is no whole one',
    source: 'openai 7.55.0, ResponseFormatJSONSchema',
    check: ({ body: { response_format } }) => (absent(response_format) ? undefined : formatMistake(response_format)),
    refused: [
      { body: { response_format: 'json' } },
      { body: { response_format: { type: 'json' } } },
      { body: { response_format: { type: 'json_schema' } } },
      { body: { response_format: { type: 'json_schema', json_schema: { schema } } } },
      { body: { response_format: { type: 'json_schema', json_schema: { name: 'a b', schema } } } },
      { body: { response_format: { type: 'json_schema', json_schema: { name: 'a' } } } },
      { body: { response_format: { type: 'json_schema', name: 'a', schema } } },
    ],
    accepted: [
      { body: { response_format: { type: 'json_object' } } },
      { body: { response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } } } },
    ],
  },
];

function formatMistake(value: unknown): Finding | undefined {
  const format: JsonObject = objectOf(value);
  const { type, json_schema } = format;
  if (type !== 'text' && type !== 'json_object' && type !== 'json_schema')
    return unreadable("response_format: Invalid 'response_format': value did not match any expected variant");
  const unknown = unknownName(format, type === 'json_schema' ? ['type', 'json_schema'] : ['type'], 'response_format.');
  if (unknown || type !== 'json_schema') return unknown;
  const fields = ['name', 'description', 'schema', 'strict'];
  return schemaMistake(json_schema, 'response_format.json_schema', fields);
}
