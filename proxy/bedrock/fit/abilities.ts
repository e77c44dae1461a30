/**
 * What each Claude model on Bedrock takes. A new model is a new row.
 *
 * Sources, by column:
 * - thinking, effort, sampling, prefill, forced tool choice, API version: Anthropic's platform documentation
 *   (https://platform.claude.com/docs/en/about-claude/models and the pages on extended and adaptive thinking, effort,
 *   tool use), August 2026; rows of 5.5 also from whchoi98/model-monitoring ADR-026 and the pi-ai catalogue.
 * - structured output: the same ADR, measured September 2026 ("Extra inputs" on every Claude 5 model).
 * - system role inside messages: BerriAI/litellm#29698; the 5.5 rows and sonnet 5 conflict between sources, so 5.5 is
 *   tried and learned.
 * Nothing here was measured against AWS by this project.
 */

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface Abilities {
  /** Whether `thinking.type: enabled` with a budget is taken, and `adaptive`. */
  readonly budgetThinking: boolean;
  readonly adaptiveThinking: boolean;
  /** Whether thinking can be switched off; `up-to-high`: only at effort high and below. */
  readonly thinkingOff: 'yes' | 'no' | 'up-to-high';
  readonly efforts: readonly Effort[];
  /** Effort needs its beta flag. */
  readonly effortNeedsBeta: boolean;
  /** `one`: temperature or top_p, not both. `none`: no temperature, top_p or top_k at all. */
  readonly sampling: 'one' | 'none';
  /** Whether a conversation may end with the beginning of the answer. */
  readonly prefill: boolean;
  /** Whether `tool_choice` may be `any` or `tool`. */
  readonly forcedTool: boolean;
  /** Whether `messages` may contain `role: system`. */
  readonly systemRole: boolean;
  /** Whether InvokeModel takes `output_config.format`. */
  readonly structuredOutput: boolean;
  /** Whether `cache_control.ttl` is taken. */
  readonly cacheTtl: boolean;
  /** Whether the Messages API takes a top-level `cache_control` (models whose id has a version suffix refuse it). */
  readonly automaticCaching: boolean;
  /** Whether API version 2026-10-21 exists. */
  readonly newApiVersion: boolean;
  /** Betas, by prefix, that this model alone refuses; `only` is what it takes at all. */
  readonly betas?: { readonly refuses?: readonly string[]; readonly only?: readonly string[] };
}

const CLAUDE_4: Abilities = {
  budgetThinking: true,
  adaptiveThinking: false,
  thinkingOff: 'yes',
  efforts: [],
  effortNeedsBeta: false,
  sampling: 'one',
  prefill: true,
  forcedTool: true,
  systemRole: false,
  structuredOutput: false,
  cacheTtl: false,
  automaticCaching: false,
  newApiVersion: false,
  betas: { refuses: ['effort-', 'compact-', 'mid-conversation-', 'thinking-binding-controls-'] },
};
const CLAUDE_4_5: Abilities = { ...CLAUDE_4, structuredOutput: true, cacheTtl: true };
const CLAUDE_4_6: Abilities = {
  ...CLAUDE_4_5,
  adaptiveThinking: true,
  efforts: ['low', 'medium', 'high', 'max'],
  prefill: false,
  betas: { refuses: ['thinking-binding-controls-'] },
};
const CLAUDE_4_7: Abilities = {
  ...CLAUDE_4_6,
  budgetThinking: false,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  sampling: 'none',
  structuredOutput: false,
  automaticCaching: true,
  newApiVersion: true,
  betas: {},
};
const CLAUDE_5: Abilities = { ...CLAUDE_4_7, systemRole: true };
const FABLE_5: Abilities = { ...CLAUDE_5, thinkingOff: 'no' };

export const ABILITIES: Readonly<Record<string, Abilities>> = {
  'sonnet-4': CLAUDE_4,
  'opus-4-1': CLAUDE_4,
  'haiku-4-5': CLAUDE_4_5,
  'sonnet-4-5': CLAUDE_4_5,
  'opus-4-5': {
    ...CLAUDE_4_5,
    efforts: ['low', 'medium', 'high'],
    effortNeedsBeta: true,
    betas: { refuses: ['compact-', 'mid-conversation-', 'thinking-binding-controls-'] },
  },
  'sonnet-4-6': CLAUDE_4_6,
  'opus-4-6': CLAUDE_4_6,
  // anthropics/claude-code#49370: at launch every flag but this one was refused.
  'opus-4-7': { ...CLAUDE_4_7, betas: { only: ['interleaved-thinking-'] } },
  'opus-4-8': { ...CLAUDE_4_7, systemRole: true },
  'sonnet-5': { ...CLAUDE_5, systemRole: false },
  'opus-5': { ...CLAUDE_5, thinkingOff: 'up-to-high' },
  'fable-5': FABLE_5,
  'fable-5-1': FABLE_5,
  'fable-5-2': FABLE_5,
  'haiku-5-5': CLAUDE_5,
  'sonnet-5-5': { ...CLAUDE_5, forcedTool: false },
  'opus-5-5': { ...CLAUDE_5, forcedTool: false },
};
