import type { Refusal } from '../../../proxy/demo/call.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import { type OpenAiRule, refusalBy, unknownName } from './openai-rule.ts';
import { absent } from './openai-shapes.ts';
import { itemRules } from './responses-items.ts';
import { responsesParameterRules } from './responses-parameters.ts';
import { reasoningRules } from './responses-reasoning.ts';
import { responsesToolRules } from './responses-tools.ts';

const aws = 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html';

const fields = [
  'background',
  'context_management',
  'include',
  'input',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'model',
  'parallel_tool_calls',
  'previous_response_id',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'reasoning',
  'safety_identifier',
  'service_tier',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
];

const responsesFieldRules: OpenAiRule[] = [
  {
    name: 'a field that the Responses API of Bedrock does not know',
    source:
      'openai 7.55.0, ResponseCreateParamsBase; without conversations: https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md',
    check: ({ body }) => unknownName(body, fields),
    refused: [
      { body: { messages: [] } },
      { body: { client_metadata: {} } },
      { body: { max_tokens: 100 } },
      { body: { reasoning_effort: 'low' } },
      { body: { conversation: 'conv_1' } },
      { body: { thinking: {} } },
      { model: 'gpt', body: { cache_control: {} } },
    ],
    accepted: [
      { body: { store: false, truncation: 'auto', user: 'me' } },
      { model: 'gpt', body: { prompt_cache_key: 'a' } },
    ],
  },
  {
    name: 'an answer in the background',
    source: aws,
    check: ({ body }) =>
      body.background === true
        ? { message: "'background' is not supported on this endpoint.", param: 'background' }
        : undefined,
    refused: [{ model: 'gpt', body: { background: true } }],
    accepted: [{ model: 'gpt', body: { background: false } }],
  },
  {
    name: 'a response to go on from, of which none is stored here',
    source: aws,
    check: ({ body: { previous_response_id } }) =>
      absent(previous_response_id)
        ? undefined
        : {
            message: `Previous response with id '${previous_response_id}' not found.`,
            code: 'previous_response_not_found',
            param: 'previous_response_id',
            status: 404,
          },
    refused: [{ body: { previous_response_id: 'resp_1' } }],
    accepted: [{ body: { previous_response_id: null } }],
  },
];

/** What a response is refused for; where a request breaks several rules, the first one speaks. */
export const responsesRules: OpenAiRule[] = [
  ...responsesFieldRules,
  ...itemRules,
  ...reasoningRules,
  ...responsesToolRules,
  ...responsesParameterRules,
];

/** Judges a body of the Responses API as Bedrock would; undefined lets it pass. */
export function responsesRefusal(asked: OpenAiAsked): Refusal | undefined {
  return refusalBy(responsesRules, asked);
}
