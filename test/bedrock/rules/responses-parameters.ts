import {
  type Finding,
  firstFinding,
  invalidValue,
  isGpt,
  type OpenAiRule,
  placed,
  unknownName,
  unreadable,
  unsupported,
} from './openai-rule.ts';
import { absent, limitMistake, rangeMistake, schemaMistake } from './openai-shapes.ts';
import { isObject } from './rule.ts';

const types = 'openai 7.55.0, ResponseCreateParamsBase';
const samples = 'https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md';
const schema = { type: 'object', properties: {} };

/** `ResponseIncludable` of npm openai. */
const includable = [
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
];

/** What the other fields may be. */
export const responsesParameterRules: OpenAiRule[] = [
  {
    name: 'a limit of the output that is too small, or that the model does not reach',
    source: `${samples}; of the model’s own limit no public source`,
    check: ({ body, model }) => limitMistake(body, 'max_output_tokens', 16, model.maxOutput),
    refused: [
      { body: { max_output_tokens: 15 } },
      { body: { max_output_tokens: '16' } },
      { model: 'qwen', body: { max_output_tokens: 32_001 } },
    ],
    accepted: [{ body: { max_output_tokens: 16 } }, { body: { max_output_tokens: 128_000 } }],
  },
  {
    name: 'a sampling parameter that the model does not take',
    source: samples,
    check({ body, model }) {
      const temperature = isGpt(model.id) && !absent(body.temperature) && body.temperature !== 1;
      if (temperature) return unsupported('temperature');
      if (isGpt(model.id) && !absent(body.top_p)) return unsupported('top_p');
      return rangeMistake(body, 'temperature', 0, 2) ?? rangeMistake(body, 'top_p', 0, 1);
    },
    refused: [
      { model: 'gpt', body: { temperature: 0.7 } },
      { model: 'gpt', body: { top_p: 0.9 } },
      { body: { temperature: 3 } },
      { body: { top_p: -1 } },
    ],
    accepted: [{ model: 'gpt', body: { temperature: 1 } }, { body: { temperature: 0.7, top_p: 0.9 } }],
  },
  {
    name: 'a service tier that the model does not have',
    source: `${samples}; https://github.com/BerriAI/litellm litellm/llms/bedrock_mantle/responses/transformation.py`,
    check({ body: { service_tier }, model }) {
      const tiers = isGpt(model.id) ? ['auto', 'default'] : ['auto', 'default', 'flex', 'priority'];
      return absent(service_tier) || tiers.includes(String(service_tier))
        ? undefined
        : invalidValue('service_tier', `Invalid 'service_tier': '${service_tier}' is not supported for this model.`);
    },
    refused: [{ model: 'gpt', body: { service_tier: 'priority' } }, { body: { service_tier: 'reserved' } }],
    accepted: [{ model: 'gpt', body: { service_tier: 'auto' } }, { body: { service_tier: 'flex' } }],
  },
  {
    name: 'something to include that does not exist',
    source: 'openai 7.55.0, ResponseIncludable',
    check({ body: { include } }) {
      if (absent(include)) return undefined;
      if (!Array.isArray(include)) return unreadable("Invalid 'include': invalid type, expected a sequence");
      return firstFinding(placed(include), ([at, value]) =>
        includable.includes(String(value))
          ? undefined
          : invalidValue(
              `include[${at}]`,
              `Invalid value: '${value}'. Supported values are: '${includable.join("', '")}'.`,
            ),
      );
    },
    refused: [{ body: { include: 'reasoning.encrypted_content' } }, { body: { include: ['reasoning'] } }],
    accepted: [{ body: { include: ['reasoning.encrypted_content'] } }, { body: { include: [] } }],
  },
  {
    name: 'a format of the answer that is no whole one',
    source: 'openai 7.55.0, ResponseTextConfig',
    check: ({ body: { text } }) => (absent(text) ? undefined : textMistake(text)),
    refused: [
      { body: { text: 'json' } },
      { body: { text: { style: 'plain' } } },
      { body: { text: { verbosity: 'some' } } },
      { body: { text: { format: { type: 'json' } } } },
      { body: { text: { format: { type: 'json_schema', schema } } } },
      { body: { text: { format: { type: 'json_schema', name: 'a' } } } },
      { body: { text: { format: { type: 'json_schema', json_schema: { name: 'a', schema } } } } },
    ],
    accepted: [
      { body: { text: { format: { type: 'text' }, verbosity: 'low' } } },
      { body: { text: { format: { type: 'json_schema', name: 'a', schema, strict: true } } } },
    ],
  },
  {
    name: 'a field of the wrong type',
    source: types,
    check({ body, stream }) {
      const flags = ['parallel_tool_calls', 'store', 'stream', 'background'];
      const flag = flags.find((field) => !absent(body[field]) && typeof body[field] !== 'boolean');
      if (flag) return unreadable(`${flag}: invalid type, expected a boolean`);
      if (!absent(body.instructions) && typeof body.instructions !== 'string')
        return unreadable('instructions: invalid type, expected a string');
      if (!absent(body.truncation) && body.truncation !== 'auto' && body.truncation !== 'disabled')
        return unreadable(`truncation: unknown variant \`${body.truncation}\`, expected \`auto\` or \`disabled\``);
      return !stream && !absent(body.stream_options)
        ? invalidValue('stream_options', "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
        : undefined;
    },
    refused: [
      { body: { store: 'no' } },
      { body: { parallel_tool_calls: 1 } },
      { body: { instructions: [{ type: 'text', text: 'a' }] } },
      { body: { truncation: 'always' } },
      { body: { stream_options: { include_obfuscation: false } } },
    ],
    accepted: [{ body: { store: false, instructions: 'a', truncation: 'auto', parallel_tool_calls: false } }],
  },
];

function textMistake(text: unknown): Finding | undefined {
  if (!isObject(text)) return unreadable('text: invalid type, expected a map');
  const { format, verbosity } = text;
  const unknown = unknownName(text, ['format', 'verbosity'], 'text.');
  if (unknown) return unknown;
  if (!absent(verbosity) && !['low', 'medium', 'high'].includes(String(verbosity)))
    return unreadable(
      `text.verbosity: unknown variant \`${verbosity}\`, expected one of \`low\`, \`medium\`, \`high\``,
    );
  if (absent(format)) return undefined;
  if (!isObject(format) || !['text', 'json_object', 'json_schema'].includes(String(format.type)))
    return unreadable("text.format: Invalid 'format': value did not match any expected variant");
  return format.type === 'json_schema'
    ? schemaMistake(format, 'text.format', ['type', 'name', 'description', 'schema', 'strict'])
    : unknownName(format, ['type'], 'text.format.');
}
