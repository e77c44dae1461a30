import type { Model } from '../catalogue/catalogue.ts';
import type { FitTarget } from '../fit/fit.ts';

export type ToolChoiceKind = 'auto' | 'any' | 'tool';

/** What Converse takes for one model. */
export interface ConverseAbilities {
  readonly systemPrompt: boolean;
  readonly tools: boolean;
  readonly toolChoices: readonly ToolChoiceKind[];
  /** Whether calls and results may share a turn with anything else. */
  readonly mixedToolTurns: boolean;
  readonly images: boolean;
  /** Whether a tool's result may hold images itself. */
  readonly imagesInResults: boolean;
  readonly documents: boolean;
  /** Whether a tool's result may say that it is an error. */
  readonly resultStatus: boolean;
  /** Whether the prompt is cached up to marks in it, in the system prompt and in messages. */
  readonly cachePoints: boolean;
  /** Which earlier thinking goes back: what is signed or encrypted, its text alone, what is encrypted alone, or none. */
  readonly thinking: 'signed' | 'text' | 'encrypted' | 'none';
  readonly stopSequences: boolean;
  /** Whether temperature and top_p are taken. */
  readonly sampling: boolean;
  /** Fields that a tool's schema may have at its top; undefined for any. */
  readonly schemaFields: readonly string[] | undefined;
  readonly toolIds: 'any' | 'nine-alphanumerics';
  /** `outputConfig.textFormat`, and `strict` on tools. */
  readonly structuredOutput: boolean;
}

/**
 * What is tried with a model that no row knows: nothing is kept from it but what only some models take. Earlier thinking
 * is such: can1357/oh-my-pi#9086 (Nova refuses it); vercel/ai, convert-to-amazon-bedrock-chat-messages.ts (gpt-oss lets it
 * leak).
 */
const PERMISSIVE: ConverseAbilities = {
  systemPrompt: true,
  tools: true,
  toolChoices: ['auto', 'any', 'tool'],
  mixedToolTurns: true,
  images: true,
  imagesInResults: false,
  documents: true,
  resultStatus: false,
  cachePoints: false,
  thinking: 'none',
  stopSequences: true,
  sampling: true,
  schemaFields: undefined,
  toolIds: 'any',
  structuredOutput: false,
};

interface Row extends Partial<ConverseAbilities> {
  /** Of foundation model ids. */
  readonly id: RegExp;
  readonly source: string;
}

const MODELS_AND_FEATURES =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html';
const PROFILES = 'langchain-aws, langchain_aws/data/_profiles.py: structured_output';

/** All rows that fit a model hold; of two that say the same, the later one. */
const ROWS: readonly Row[] = [
  {
    id: /^(?:ai21|cohere|deepseek|google|meta|minimax|mistral|moonshot|moonshotai|nvidia|qwen|writer|xai|zai)\./,
    toolChoices: ['auto', 'any'],
    source:
      'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html: tool is Claude’s and Nova’s',
  },
  { id: /^minimax\./, thinking: 'text', source: 'maximhq/bifrost#6942' },
  { id: /^openai\.gpt-(?!oss)/, thinking: 'encrypted', source: 'maximhq/bifrost#6834' },
  {
    id: /^(?:amazon\.nova|anthropic\.)/,
    imagesInResults: true,
    resultStatus: true,
    source: '@aws-sdk/client-bedrock-runtime, ToolResultContentBlock.image and ToolResultBlock.status: theirs alone',
  },
  {
    id: /^amazon\.nova/,
    cachePoints: true,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html; Nova 2: langchain-aws',
  },
  {
    id: /^amazon\.nova/,
    schemaFields: ['type', 'properties', 'required'],
    source: 'pydantic/pydantic-ai#1623',
  },
  { id: /^amazon\.nova-micro/, documents: false, images: false, source: MODELS_AND_FEATURES },
  { id: /^amazon\.titan/, systemPrompt: false, tools: false, images: false, source: MODELS_AND_FEATURES },
  { id: /^ai21\.jamba-instruct/, documents: false, images: false, tools: false, source: MODELS_AND_FEATURES },
  { id: /^ai21\.jamba-1-5/, images: false, source: MODELS_AND_FEATURES },
  {
    id: /^anthropic\./,
    cachePoints: true,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html',
  },
  {
    id: /^anthropic\./,
    thinking: 'signed',
    source: '@aws-sdk/client-bedrock-runtime, ReasoningTextBlock.signature',
  },
  { id: /^deepseek\.r1/, tools: false, source: 'langchain-ai/langchain-aws#447' },
  { id: /^meta\.llama4/, imagesInResults: true, source: 'anomalyco/opencode#50272' },
  { id: /^meta\./, toolChoices: ['auto'], source: 'langchain-ai/langchain-aws#620' },
  {
    id: /^meta\./,
    mixedToolTurns: false,
    source: 'strands-agents/harness-sdk#1223, quarkiverse/quarkus-langchain4j#1983',
  },
  { id: /^meta\.llama3-2-(?:1|3|11)b/, tools: false, source: 'epam/ai-dial-adapter-bedrock#181' },
  { id: /^mistral\./, toolIds: 'nine-alphanumerics', source: 'vercel/ai#11863, anomalyco/opencode#48843' },
  { id: /^openai\./, stopSequences: false, source: 'crewAIInc/crewAI#3317 and #4046' },
  {
    id: /^openai\.gpt-(?!oss)/,
    sampling: false,
    source: 'langchain-aws, langchain_aws/data/_profiles.py: temperature',
  },
  { id: /^qwen\./, stopSequences: false, source: 'langgenius/dify-official-plugins#1767' },
  {
    id: /^(?:deepseek\.v3|google\.gemma-3-(?:12|27)b|mistral\.(?:devstral|magistral|ministral|mistral-large-3|voxtral)|moonshot(?:ai)?\.|nvidia\.|openai\.|qwen\.|xai\.|zai\.)/,
    structuredOutput: true,
    source: PROFILES,
  },
];

/** What Converse takes for a model: by the rows of its foundation id, and by what the catalogue knows that it reads. */
export function converseAbilities(id: string, model: Model | undefined): ConverseAbilities {
  const rows = ROWS.filter((row) => row.id.test(id)).map(({ id: _, source: __, ...abilities }) => abilities);
  const abilities: ConverseAbilities = Object.assign({}, PERMISSIVE, ...rows);
  return model && !model.input.includes('image') ? { ...abilities, images: false } : abilities;
}

/** The foundation model's id: the catalogue's, else what is in the id of an inference profile or in an ARN of either. */
export function foundationId({ model, modelId }: FitTarget): string {
  if (model) return model.id;
  const name = modelId.startsWith('arn:') ? modelId.slice(modelId.lastIndexOf('/') + 1) : modelId;
  return name.replace(/^(?:[a-z]{2,6}(?:-gov)?)\.(?=[a-z\d]+\.)/, '');
}
