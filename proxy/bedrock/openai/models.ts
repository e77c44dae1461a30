import type { FitTarget } from '../fit/fit.ts';
import type { MessagesRequest } from '../messages/request.ts';

/** Levels of reasoning effort, lowest first, in OpenAI's names. */
const EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export type Effort = (typeof EFFORTS)[number];

interface EffortRow {
  readonly id: RegExp;
  readonly levels: readonly Effort[];
  readonly source: string;
}

const MATRIX = 'aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md';

/** Which levels a model takes that reasons. First match counts. */
const EFFORT_ROWS: readonly EffortRow[] = [
  {
    id: /(^|\.)openai\.gpt-(oss|5\.4)/,
    levels: ['low', 'medium', 'high'],
    source: 'openai/codex codex-rs/model-provider/src/amazon_bedrock/catalog.rs',
  },
  {
    id: /(^|\.)openai\.gpt-5/,
    levels: ['none', 'low', 'medium', 'high', 'xhigh'],
    source: `${MATRIX}; of xhigh: openai 7.55 ReasoningEffort, no public source for Bedrock`,
  },
  {
    id: /(^|\.)openai\.gpt-/,
    levels: ['low', 'medium', 'high', 'xhigh'],
    source: 'CopilotKit/CopilotKit#7191: GPT-6 has no none; of xhigh as above',
  },
  {
    id: /(^|\.)xai\./,
    levels: ['low', 'medium', 'high', 'xhigh'],
    source: 'BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py',
  },
  { id: /./, levels: ['low', 'medium', 'high'], source: MATRIX },
];

/** Thinking budgets, in tokens, up to which an effort stands for them: no public source, a choice. */
const BUDGETS: readonly { upTo: number; effort: Effort }[] = [
  { upTo: 4096, effort: 'low' },
  { upTo: 16_384, effort: 'medium' },
  { upTo: Number.POSITIVE_INFINITY, effort: 'high' },
];

/** The effort to ask for: what the client wants, or the nearest lower level that the model has, else its lowest. */
export function effortFor(
  { thinking, output_config }: MessagesRequest,
  { model, modelId }: FitTarget,
  notes: Set<string>,
): Effort | undefined {
  if (model?.reasoning === false) return undefined;
  const wanted = wantedEffort(thinking, output_config?.effort);
  if (wanted === undefined) return undefined;
  const levels = EFFORT_ROWS.find(({ id }) => id.test(modelId))?.levels ?? [];
  const index = EFFORTS.indexOf(wanted);
  const level = EFFORTS.slice(0, index + 1).findLast((each) => levels.includes(each)) ?? levels[0];
  if (level !== wanted && output_config?.effort === wanted) notes.add(`effort lowered to ${level}`);
  return level;
}

function wantedEffort(thinking: MessagesRequest['thinking'], effort: unknown): Effort | undefined {
  if (thinking?.type === 'disabled') return 'none';
  const named = EFFORTS.find((each) => each === effort);
  if (named !== undefined || thinking?.type !== 'enabled') return named;
  return BUDGETS.find(({ upTo }) => (thinking.budget_tokens ?? 0) <= upTo)?.effort;
}

/** The answer's limit, in tokens: what is asked for, as far as the model goes. */
export function maxTokensFor({ max_tokens }: MessagesRequest, { model }: FitTarget, notes: Set<string>) {
  if (typeof max_tokens !== 'number') return undefined;
  if (!model || max_tokens <= model.maxOutputTokens) return max_tokens;
  notes.add(`max_tokens lowered to ${model.maxOutputTokens}, the limit of ${model.name}`);
  return model.maxOutputTokens;
}

/**
 * What goes into a body's `model`. On bedrock-mantle ids have neither the prefix of a profile nor a version at the end
 * (https://docs.getbifrost.ai/providers/supported-providers/bedrock-mantle).
 */
export function bodyModel({ surface, model, modelId }: FitTarget): string {
  if (!surface.startsWith('mantle-')) return modelId;
  const bare = model?.id ?? modelId.replace(/^(?:global|us-gov|[a-z]{2,4})\.(?=[a-z\d]+\.)/, '');
  return bare.replace(/(?:-v\d+|-\d)?:\d+$/, '');
}

/** Whether a model is OpenAI's own. Templates of others refuse the system role between messages (vllm-project/vllm#41114). */
export function isOpenAi({ modelId }: FitTarget): boolean {
  return /(^|\.)openai\./.test(modelId);
}

/** Whether a model is one of OpenAI's open-weight ones. */
export function isGptOss(modelId: string): boolean {
  return /(^|\.)openai\.gpt-oss/.test(modelId);
}

/** Whether the model sees images; one that the catalogue lacks is taken to. */
export function takesImages({ model }: FitTarget): boolean {
  return model?.input.includes('image') ?? true;
}
