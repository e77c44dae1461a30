import type { OpenAiAsked } from './openai-asked.ts';
import { firstFinding, invalidValue, isGpt, isOss, type OpenAiRule, ticked, unsupported } from './openai-rule.ts';
import { absent } from './openai-shapes.ts';

const litellm = 'https://github.com/BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py';
const tools = [{ type: 'function', function: { name: 'Read', parameters: { type: 'object', properties: {} } } }];

/** What only some models take. */
export const chatModelRules: OpenAiRule[] = [
  {
    name: 'max_tokens, which GPT-5.6 and later do not take',
    source: 'https://github.com/aws-samples/sample-apj-sup-sa/pull/231',
    check: ({ body, model }) =>
      isLaterGpt(model.id) && !absent(body.max_tokens) ? unsupported('max_tokens') : undefined,
    refused: [{ model: 'gpt', body: { max_tokens: 10 } }],
    accepted: [
      { model: 'gpt', body: { max_completion_tokens: 10 } },
      { model: 'older', body: { max_tokens: 10 } },
    ],
  },
  {
    name: 'tools for a GPT-5.6 or later that reasons',
    source: 'https://github.com/BerriAI/litellm/pull/40775; https://github.com/wiseria-ai-labs/pie-ai-agent/pull/357',
    check: ({ body, model }) =>
      isLaterGpt(model.id) && !absent(body.tools) && body.reasoning_effort !== 'none'
        ? invalidValue(
            'reasoning_effort',
            `Function tools with reasoning_effort are not supported for ${model.id} in /v1/chat/completions.`,
          )
        : undefined,
    refused: [
      { model: 'gpt', body: { tools } },
      { model: 'gpt', body: { tools, reasoning_effort: 'low' } },
    ],
    accepted: [
      { model: 'gpt', body: { tools, reasoning_effort: 'none' } },
      { model: 'oss', body: { tools, reasoning_effort: 'low' } },
    ],
  },
  {
    name: 'an effort that the model does not have',
    source: `${litellm}; https://github.com/aws-samples/sample-per-model-bedrock 14-openai-gpt-oss/01-gpt-oss-on-both-endpoints.ipynb and harness/research/mantle-capability-matrix.md`,
    check({ body: { reasoning_effort }, model }) {
      if (absent(reasoning_effort)) return undefined;
      const efforts = effortsOf(model.id);
      if (typeof reasoning_effort === 'string' && efforts.includes(reasoning_effort)) return undefined;
      const given = JSON.stringify(reasoning_effort);
      return {
        message: `Invalid 'reasoning_effort': unknown variant ${given}, expected one of ${ticked(efforts)}`,
        code: 'unsupported_value',
        param: 'reasoning_effort',
      };
    },
    refused: [
      { body: { reasoning_effort: 'minimal' } },
      { body: { reasoning_effort: 'xhigh' } },
      { body: { reasoning_effort: { effort: 'low' } } },
      { model: 'gpt', body: { reasoning_effort: 'ultra' } },
      { model: 'grok', body: { reasoning_effort: 'none' } },
    ],
    accepted: [
      { body: { reasoning_effort: 'high' } },
      { model: 'gpt', body: { reasoning_effort: 'xhigh' } },
      { model: 'qwen', body: { reasoning_effort: 'low' } },
    ],
  },
  {
    name: 'a parameter that the model does not take',
    source: litellm,
    check: (asked) =>
      firstFinding(refusedBy(asked), (field) => (absent(asked.body[field]) ? undefined : unsupported(field))),
    refused: [
      { body: { logit_bias: { 1: 1 } } },
      { model: 'gpt', body: { temperature: 1 } },
      { model: 'gpt', body: { top_p: 0.5, reasoning_effort: 'low' } },
    ],
    accepted: [
      { body: { temperature: 1, stop: ['a'] } },
      { model: 'grok', body: { presence_penalty: 1 } },
      { model: 'gpt', body: { temperature: 1, reasoning_effort: 'none' } },
    ],
  },
];

/** GPT-5.6 and what came after it. */
function isLaterGpt(id: string): boolean {
  return /openai\.gpt-(5\.[6-9]|[6-9])/.test(id);
}

function effortsOf(id: string): string[] {
  if (isOss(id)) return ['low', 'medium', 'high'];
  const others = ['low', 'medium', 'high', 'xhigh'];
  return id.includes('xai.') ? others : ['none', ...others, 'max'];
}

function refusedBy({ model, body }: OpenAiAsked): string[] {
  if (isOss(model.id)) return ['logit_bias'];
  if (!isGpt(model.id)) return [];
  // Only while the model reasons.
  const sampling = ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'logprobs', 'top_logprobs'];
  return body.reasoning_effort === 'none' ? [] : sampling;
}
