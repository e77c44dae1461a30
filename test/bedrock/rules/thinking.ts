import type { JsonObject } from '../../../proxy/demo/call.ts';
import { type Asked, extraInputs, hasBeta, objectOf, oneOf, type Rule, since, thinks, unknownField } from './rule.ts';

const effortDocs = 'https://platform.claude.com/docs/en/build-with-claude/effort';
const thinkingDocs = 'https://platform.claude.com/docs/en/build-with-claude/extended-thinking';
const adaptiveDocs = 'https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking';

/** How a model is asked to think, and what it then does not take. */
export const thinkingRules: Rule[] = [
  {
    name: 'an effort that the model does not have',
    source: `https://github.com/BerriAI/litellm/issues/22797; ${effortDocs}`,
    check: effortMistake,
    refused: [
      { model: 'haiku-4-5', body: effort('low') },
      { model: 'sonnet-4-5', body: effort('high') },
      { model: 'opus-4-5', body: effort('high') },
      { model: 'opus-4-5', body: effort('max'), betas: ['effort-2025-11-24'] },
      { model: 'sonnet-4-6', body: effort('xhigh') },
      { body: effort('utmost') },
    ],
    accepted: [
      { body: effort('xhigh') },
      { model: 'opus-4-5', body: effort('high'), betas: ['effort-2025-11-24'] },
      { model: 'sonnet-4-6', body: effort('max') },
      { model: 'opus-4-7', body: effort('xhigh') },
    ],
  },
  {
    name: 'an output format where there are no structured outputs',
    source: 'whchoi98/model-monitoring ADR-026 (measured 2026-09)',
    check({ surface, model, body }) {
      const config = objectOf(body.output_config);
      const structured = surface === 'invoke' && [4.5, 4.6].includes(model.generation);
      if (config.format !== undefined && !structured) return `output_config.format: ${extraInputs}`;
      return unknownField(config, ['effort', 'format'], 'output_config.');
    },
    refused: [
      { body: format() },
      { model: 'opus-4-8', body: format() },
      { model: 'haiku-4-5', surface: 'messages', body: format() },
      { body: { output_config: { task_budget: {} } } },
    ],
    accepted: [
      { model: 'sonnet-4-6', body: format() },
      { model: 'haiku-4-5', surface: 'invoke', body: format() },
    ],
  },
  {
    name: 'a form of thinking that the model does not have',
    source: `https://github.com/earendil-works/pi/pull/7081; ${adaptiveDocs}`,
    check: formMistake,
    refused: [
      { body: enabled(2000) },
      { model: 'opus-4-7', body: enabled(2000) },
      { model: 'haiku-4-5', body: { thinking: { type: 'adaptive' } } },
      { model: 'fable-5', body: { thinking: { type: 'disabled' } } },
      { body: { thinking: { type: 'disabled' }, ...effort('xhigh') } },
      { body: { thinking: { type: 'always' } } },
    ],
    accepted: [
      { body: { thinking: { type: 'adaptive' } } },
      { model: 'opus-4-6', body: enabled(2000) },
      { model: 'haiku-4-5', body: enabled(2000) },
      { body: { thinking: { type: 'disabled' }, ...effort('high') } },
    ],
  },
  {
    name: 'fields of thinking which do not go with its form, or want a beta',
    source: 'https://github.com/BerriAI/litellm anthropic_beta_headers_config.json (thinking-display-updates)',
    check(asked) {
      const thinking = objectOf(asked.body.thinking);
      const budget = thinking.type === 'enabled' ? ['budget_tokens'] : [];
      const display = thinking.type === 'disabled' ? [] : ['display'];
      const shown = ['summarized', 'omitted', ...(hasBeta(asked, 'thinking-display-updates-') ? ['updates'] : [])];
      const path = `thinking.${thinking.type}.`;
      const unknown = unknownField(thinking, ['type', ...budget, ...display], path);
      if (unknown || thinking.display === undefined) return unknown;
      return shown.includes(String(thinking.display)) ? undefined : `${path}display: Input should be ${oneOf(shown)}`;
    },
    refused: [
      { body: { thinking: { type: 'adaptive', budget_tokens: 2000 } } },
      { body: { thinking: { type: 'disabled', display: 'omitted' } } },
      { body: { thinking: { type: 'adaptive', display: 'updates' } } },
    ],
    accepted: [
      { body: { thinking: { type: 'adaptive', display: 'omitted' } } },
      { body: { thinking: { type: 'adaptive', display: 'updates' } }, betas: ['thinking-display-updates-2026-08-18'] },
    ],
  },
  {
    name: 'a budget below 1024 tokens or not below max_tokens',
    source: thinkingDocs,
    check({ body }) {
      const { type, budget_tokens } = objectOf(body.thinking);
      if (type !== 'enabled') return undefined;
      if (budget_tokens === undefined) return 'thinking.enabled.budget_tokens: Field required';
      if (Number(budget_tokens) < 1024) {
        return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024';
      }
      return Number(budget_tokens) >= Number(body.max_tokens)
        ? `\`max_tokens\` must be greater than \`thinking.budget_tokens\`. Please consult our documentation at ${thinkingDocs}#max-tokens-and-context-window-size`
        : undefined;
    },
    refused: [
      { model: 'haiku-4-5', body: { thinking: { type: 'enabled' } } },
      { model: 'haiku-4-5', body: enabled(1000) },
      { model: 'haiku-4-5', body: { ...enabled(4000), max_tokens: 4000 } },
    ],
    accepted: [{ model: 'haiku-4-5', body: { ...enabled(3999), max_tokens: 4000 } }],
  },
  {
    name: 'sampling which the model, the API version or thinking does not take',
    source: 'https://github.com/promptfoo/promptfoo/issues/10307, https://github.com/BerriAI/litellm/issues/15070',
    check: samplingMistake,
    refused: [
      { body: { temperature: 0.5 } },
      { model: 'opus-4-7', body: { top_p: 0.9 } },
      { model: 'sonnet-5-5', body: { top_k: 5 } },
      { model: 'sonnet-4-6', body: { temperature: 0.5, top_p: 0.9 } },
      { model: 'haiku-4-5', body: { temperature: 1.5 } },
      { model: 'haiku-4-5', body: { ...enabled(2000), temperature: 0.5 } },
      { model: 'haiku-4-5', body: { ...enabled(2000), top_k: 5 } },
      { model: 'sonnet-4-6', body: { thinking: { type: 'adaptive' }, top_p: 0.5 } },
    ],
    accepted: [
      { model: 'sonnet-4-6', body: { temperature: 0.5, top_k: 5 } },
      { model: 'haiku-4-5', body: { ...enabled(2000), temperature: 1 } },
    ],
  },
];

function effortMistake(asked: Asked): string | undefined {
  const { effort } = objectOf(asked.body.output_config);
  if (effort === undefined) return undefined;
  const early = asked.model.name === 'opus-4-5';
  if (!since(asked, 4.6) && !(early && hasBeta(asked, 'effort-'))) {
    return early ? `output_config.effort: ${extraInputs}` : 'This model does not support the effort parameter.';
  }
  const levels = [
    'low',
    'medium',
    'high',
    ...(since(asked, 4.7) ? ['xhigh'] : []),
    ...(since(asked, 4.6) ? ['max'] : []),
  ];
  return levels.includes(String(effort)) ? undefined : `output_config.effort: Input should be ${oneOf(levels)}`;
}

function formMistake(asked: Asked): string | undefined {
  const { type } = objectOf(asked.body.thinking);
  if (asked.body.thinking === undefined) return undefined;
  if (type === 'enabled') {
    return since(asked, 4.7)
      ? '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
      : undefined;
  }
  if (type === 'adaptive') return since(asked, 4.6) ? undefined : 'adaptive thinking is not supported on this model';
  if (type !== 'disabled') {
    return `thinking: Input tag '${type}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'`;
  }
  const { effort } = objectOf(asked.body.output_config);
  if (asked.model.name.startsWith('fable-')) return '"thinking.type.disabled" is not supported for this model.';
  return asked.model.name === 'opus-5' && ['xhigh', 'max'].includes(String(effort))
    ? `"thinking.type.disabled" is not supported with effort '${effort}' on this model.`
    : undefined;
}

function samplingMistake(asked: Asked): string | undefined {
  const { temperature, top_p, top_k } = asked.body;
  const given = ['temperature', 'top_p', 'top_k'].find((name) => asked.body[name] !== undefined);
  if (!given) return undefined;
  if (since(asked, 4.7)) return `\`${given}\` is deprecated for this model.`;
  if (since(asked, 4.5) && temperature !== undefined && top_p !== undefined) {
    return '`temperature` and `top_p` cannot both be specified for this model. Please use only one.';
  }
  if (Number(temperature ?? 0) > 1) return 'temperature: Input should be less than or equal to 1';
  if (!thinks(asked)) return undefined;
  const documented = `Please consult our documentation at ${thinkingDocs}#important-considerations-when-using-extended-thinking`;
  if ((temperature ?? 1) !== 1) return `\`temperature\` may only be set to 1 when thinking is enabled. ${documented}`;
  if (top_k !== undefined) return `\`top_k\` must be unset when thinking is enabled. ${documented}`;
  return Number(top_p ?? 1) < 0.95
    ? `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled. ${documented}`
    : undefined;
}

function effort(level: string): JsonObject {
  return { output_config: { effort: level } };
}

function format(): JsonObject {
  return { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } };
}

function enabled(budget: number): JsonObject {
  return { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: budget } };
}
