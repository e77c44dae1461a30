import type { ConverseContext } from './context.ts';

/** Levels of effort of Anthropic's API, least first. */
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
type Effort = (typeof EFFORTS)[number];

interface Row {
  /** Of foundation model ids. */
  readonly id: RegExp;
  /** Levels that the model has, least first. */
  readonly efforts: readonly Effort[];
  /** Whether the model thinks without being asked to: then effort alone says how much. */
  readonly alwaysThinks: boolean;
  /** True where the model calls no tool while it thinks. */
  readonly notWithTools?: boolean;
  /** What asks for it, in `additionalModelRequestFields`. */
  readonly fields: (effort: Effort) => Record<string, unknown>;
  readonly source: string;
}

/** How makers' models are told to think. The first row that fits holds; of models without one, nothing is known. */
const ROWS: readonly Row[] = [
  {
    id: /^amazon\.nova-2/,
    efforts: ['low', 'medium', 'high'],
    alwaysThinks: false,
    fields: (effort) => ({ reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } }),
    source: 'https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html; langchain-aws',
  },
  {
    id: /^openai\.gpt-oss/,
    efforts: ['low', 'medium', 'high'],
    alwaysThinks: true,
    fields: (effort) => ({ reasoning_effort: effort }),
    source: 'langchain-aws, reasoning_effort_additional_fields; vercel/ai, amazon-bedrock-chat-language-model.ts',
  },
  {
    id: /^openai\.gpt-/,
    efforts: EFFORTS,
    alwaysThinks: true,
    fields: (effort) => ({ reasoning: { effort } }),
    source: 'stdapi-ai/stdapi.ai#283',
  },
  {
    id: /^moonshot(?:ai)?\./,
    efforts: ['low', 'high', 'max'],
    alwaysThinks: false,
    fields: (effort) => ({ reasoning_effort: effort }),
    source: 'langchain-aws, reasoning_effort_additional_fields and _profiles.py: reasoning_effort_levels',
  },
  {
    id: /^deepseek\.v3-/,
    efforts: ['high'],
    alwaysThinks: false,
    notWithTools: true,
    fields: (effort) => ({ reasoning_effort: effort }),
    source: 'langchain-ai/langchain-aws#1261',
  },
  {
    id: /^deepseek\.v3/,
    efforts: ['high'],
    alwaysThinks: false,
    fields: (effort) => ({ reasoning_effort: effort }),
    source: 'langchain-ai/langchain-aws#1261',
  },
  {
    id: /^zai\.glm/,
    efforts: ['high'],
    alwaysThinks: false,
    fields: (effort) => ({ reasoning_config: effort }),
    source: 'danny-avila/LibreChat#11974',
  },
];

/** How much the model is to think, and the fields that say so; empty where it is not asked to, or not known how. */
export interface Reasoning {
  readonly effort: Effort | undefined;
  readonly fields: Record<string, unknown>;
}

/** Thinking and effort in the form of the model's maker. */
export function toReasoning({ request, modelId, notes }: ConverseContext): Reasoning {
  const { thinking, output_config } = request;
  const row = ROWS.find(({ id }) => id.test(modelId));
  const thinks = thinking?.type === 'enabled' || thinking?.type === 'adaptive';
  const asked = EFFORTS.find((effort) => effort === output_config?.effort);
  if (!row) {
    if (thinks) notes.add('thinking dropped: this model has no known form of it');
    if (asked) notes.add('output_config.effort dropped');
    return NOTHING;
  }
  if (thinking?.type === 'disabled' || !(thinks || (asked && row.alwaysThinks))) return NOTHING;
  if (row.notWithTools && request.tools.length > 0) {
    notes.add('thinking dropped: this model calls no tools while it thinks');
    return NOTHING;
  }
  const wanted = asked ?? effortOf(thinking?.budget_tokens);
  const effort = nearest(wanted, row.efforts);
  if (asked && effort !== asked) notes.add(`output_config.effort sent as ${effort}`);
  return { effort, fields: row.fields(effort) };
}

const NOTHING: Reasoning = { effort: undefined, fields: {} };

/** A budget, in tokens, as a level; adaptive thinking has none. */
function effortOf(budget: number | null | undefined): Effort {
  if (budget === null || budget === undefined) return 'medium';
  return budget < 4096 ? 'low' : budget < 16_384 ? 'medium' : 'high';
}

/** The wanted level, else the nearest lower one that the model has, else its least. */
function nearest(wanted: Effort, levels: readonly Effort[]): Effort {
  const lower = EFFORTS.slice(0, EFFORTS.indexOf(wanted) + 1).findLast((level) => levels.includes(level));
  return lower ?? levels[0] ?? wanted;
}
