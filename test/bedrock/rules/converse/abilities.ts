import type { MakerModel } from '../../makers.ts';
import type { ModelFacts } from '../../models.ts';

type Place = 'system' | 'messages' | 'tools';

/** What Converse takes for one model. */
export interface ConverseModel {
  id: string;
  maxOutput: number;
  isClaude: boolean;
  system: boolean;
  images: boolean;
  /** Images within the result of a tool. */
  resultImages: boolean;
  documents: boolean;
  tools: boolean;
  streamedTools: boolean;
  /** Kinds of `toolChoice` beside `auto`. */
  toolChoices: readonly string[];
  /** Whether text may stand beside tool calls, and beside their results. */
  mixedTurns: boolean;
  /** Whether a result may say that it is one of an error. */
  resultStatus: boolean;
  /** What may stand at the top of a tool's schema; without it: anything. */
  schemaKeys?: readonly string[];
  /** What the model itself asks of the ids of tool calls. */
  toolIds?: RegExp;
  /** Where cache points may stand. */
  cachePoints: readonly Place[];
  /** Which reasoning may come back: with its signature, without one, encrypted, or none. */
  reasoning: 'signed' | 'unsigned' | 'redacted' | 'none';
  /** How many stop sequences there may be; with none, the field itself is refused. */
  stopSequences: number;
  /** Whether it can think before it answers. */
  thinks: boolean;
  /** Whether it continues a last message of the assistant. */
  prefill: boolean;
  /** Fields of its own, in `additionalModelRequestFields`; without it: any. */
  ownFields?: readonly string[];
}

interface Row {
  /** Of foundation ids. */
  id: RegExp;
  can: Partial<ConverseModel>;
  source: string;
}

const features =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html';
const caching = 'https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html';
const claudeFields = ['thinking', 'top_k', 'anthropic_beta', 'output_config', 'context_management', 'metadata'];

/** What holds where no row says otherwise: the least that is documented for every model. */
const common: Omit<ConverseModel, 'id' | 'maxOutput' | 'images' | 'thinks'> = {
  isClaude: false,
  system: true,
  resultImages: false,
  documents: true,
  tools: true,
  streamedTools: true,
  toolChoices: ['any'],
  mixedTurns: true,
  resultStatus: true,
  cachePoints: [],
  reasoning: 'none',
  stopSequences: 2500,
  prefill: false,
};

/** All rows that fit an id hold; of two that speak of the same, the later one. */
const rows: Row[] = [
  {
    id: /^(anthropic|amazon)\./,
    can: { toolChoices: ['any', 'tool'], resultImages: true },
    source:
      'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html, …/API_runtime_ToolResultContentBlock.html',
  },
  {
    id: /^anthropic\./,
    can: { isClaude: true, cachePoints: ['system', 'messages', 'tools'], reasoning: 'signed', ownFields: claudeFields },
    source: `${caching}; https://github.com/maximhq/bifrost/pull/6942`,
  },
  {
    id: /^amazon\.nova-/,
    can: { cachePoints: ['system', 'messages'] },
    source: `${caching}; https://github.com/nearai/ironclaw/pull/1935`,
  },
  {
    id: /^amazon\.nova-/,
    can: { schemaKeys: ['type', 'properties', 'required'] },
    source: 'https://github.com/zed-industries/zed/issues/31815, https://github.com/lastmile-ai/mcp-agent/pull/126',
  },
  {
    id: /^amazon\.nova-/,
    can: { ownFields: ['inferenceConfig', 'reasoningConfig'] },
    source: 'https://github.com/vanna-ai/vanna/pull/869, https://github.com/UKGovernmentBEIS/inspect_ai/issues/5301',
  },
  { id: /^amazon\.nova-micro/, can: { documents: false }, source: features },
  {
    id: /^(deepseek|openai)\./,
    can: { toolChoices: ['any', 'tool'] },
    source:
      'https://github.com/langchain-ai/langchain-aws/pull/1261, https://github.com/langchain-ai/langchain-aws/issues/1278',
  },
  {
    id: /^meta\./,
    can: { toolChoices: [], streamedTools: false },
    source:
      'https://github.com/langchain-ai/langchain-aws/issues/620, https://github.com/earendil-works/pi/issues/3739',
  },
  {
    id: /^meta\./,
    can: { mixedTurns: false },
    source: 'https://github.com/strands-agents/harness-sdk/issues/1223',
  },
  {
    id: /^meta\.llama4/,
    can: { resultImages: true },
    source: 'https://github.com/anomalyco/opencode/issues/49443',
  },
  {
    id: /^minimax\./,
    can: { reasoning: 'unsigned' },
    source: 'https://github.com/maximhq/bifrost/pull/6942',
  },
  {
    id: /^mistral\./,
    can: { toolIds: /^([a-zA-Z0-9]{9}|tooluse_[\w-]{22})$/ },
    source: 'https://github.com/vercel/ai/issues/11802, https://github.com/anomalyco/opencode/pull/48843',
  },
  {
    id: /^openai\./,
    can: { stopSequences: 0 },
    source: 'https://github.com/crewAIInc/crewAI/issues/3317, https://github.com/crewAIInc/crewAI/issues/4046',
  },
  {
    id: /^openai\.gpt-(?!oss)/,
    can: { reasoning: 'redacted' },
    source: 'https://github.com/strands-rl/strands-env/pull/258',
  },
  {
    id: /^qwen\./,
    can: { stopSequences: 0 },
    source: 'https://github.com/langgenius/dify-official-plugins/issues/1767',
  },
  {
    id: /^writer\./,
    can: { resultStatus: false, streamedTools: false },
    source: 'https://github.com/strands-agents/harness-sdk/issues/393',
  },
  { id: /^deepseek\.r1/, can: { tools: false }, source: 'https://github.com/langchain-ai/langchain-aws/issues/447' },
  { id: /^amazon\.titan-text/, can: { system: false, tools: false }, source: features },
];

/** What Converse takes for a model of another maker. */
export function converseMaker({ id, maxOutput, images, reasoning }: MakerModel): ConverseModel {
  return withRows({ ...common, id, maxOutput, images, thinks: reasoning });
}

/** What Converse takes for Claude: of its rules, those that are not the Messages API's own. */
export function converseClaude({ id, maxOutput, generation }: ModelFacts): ConverseModel {
  return withRows({ ...common, id, maxOutput, images: true, thinks: true, prefill: generation < 4.6 });
}

function withRows(model: ConverseModel): ConverseModel {
  return Object.assign(model, ...rows.filter((row) => row.id.test(model.id)).map((row) => row.can));
}
