import type { JsonObject, Refusal } from '../../../proxy/demo/call.ts';
import { chatMessageRules } from './chat-messages.ts';
import { chatModelRules } from './chat-models.ts';
import { chatParameterRules } from './chat-parameters.ts';
import { chatToolRules } from './chat-tools.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import { isGpt, type OpenAiRule, refusalBy, unknownName } from './openai-rule.ts';

const openFields = [
  'messages',
  'model',
  'store',
  'reasoning_effort',
  'metadata',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'modalities',
  'prediction',
  'audio',
  'presence_penalty',
  'response_format',
  'seed',
  'service_tier',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'user',
  'function_call',
  'functions',
];
const gptFields = [
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'safety_identifier',
  'verbosity',
];

const chatFieldRules: OpenAiRule[] = [
  {
    name: 'a field that the model’s server does not know',
    source:
      'https://github.com/BerriAI/litellm/issues/13959; of OpenAI’s own models: openai 7.55.0, ChatCompletionCreateParamsBase',
    check: ({ body, model }) => unknownName(body, isGpt(model.id) ? [...openFields, ...gptFields] : openFields),
    refused: [
      ...['thinking', 'top_k', 'cache_control', 'verbosity', 'prompt_cache_key', 'reasoning'].map(extra),
      { body: { max_output_tokens: 100 } },
      { model: 'gpt', body: { top_k: 5 } },
    ],
    accepted: [
      { body: { seed: 1, user: 'me', metadata: { a: 'b' }, store: false } },
      { model: 'gpt', body: { verbosity: 'low', prompt_cache_key: 'a' } },
    ],
  },
];

/** What a chat completion is refused for; where a request breaks several rules, the first one speaks. */
export const chatRules: OpenAiRule[] = [
  ...chatFieldRules,
  ...chatMessageRules,
  ...chatToolRules,
  ...chatModelRules,
  ...chatParameterRules,
];

/** Judges a body of Chat Completions as the model's server would; undefined lets it pass. */
export function chatRefusal(asked: OpenAiAsked): Refusal | undefined {
  return refusalBy(chatRules, asked);
}

function extra(name: string): { body: JsonObject } {
  return { body: { [name]: 'x' } };
}
