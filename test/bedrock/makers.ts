/** Where models other than Claude are asked. */
export type MakerSurface = 'converse' | 'chat' | 'responses' | 'mantle-chat' | 'mantle-responses';

/** What a stand-in knows of one model of another maker than Anthropic. */
export interface MakerModel {
  /** Foundation model id. */
  id: string;
  name: string;
  maxOutput: number;
  images: boolean;
  reasoning: boolean;
  surfaces: readonly MakerSurface[];
  /** Prefixes of its inference profiles. */
  scopes: string[];
  /** Whether its own id may be called, without a profile. */
  inRegion: boolean;
}

/**
 * Which surfaces a family has. Open weights: https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html;
 * GPT on Converse: https://github.com/anomalyco/opencode/issues/49443, and not on Chat Completions:
 * https://github.com/mnfst/llm-gateway/issues/2657; gpt-oss on Responses of bedrock-mantle alone:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
 */
const surfacesOf = {
  own: ['converse'],
  open: ['converse', 'chat', 'mantle-chat'],
  oss: ['converse', 'chat', 'mantle-chat', 'mantle-responses'],
  gpt: ['converse', 'responses', 'mantle-responses'],
} as const satisfies Record<string, readonly MakerSurface[]>;

/**
 * Ids, limits, and what a prompt may hold, as the catalogues of programs for Bedrock have them (npm @earendil-works/pi-ai);
 * `here` among the scopes: the model's own id may be called. Nova 2 and Llama have profiles alone:
 * https://github.com/openclaw/openclaw/pull/14683, https://github.com/ogx-ai/ogx/issues/3370
 */
const table: [
  id: string,
  name: string,
  maxOutput: number,
  kind: keyof typeof surfacesOf,
  can: string,
  scopes: string,
][] = [
  ['amazon.nova-micro-v1:0', 'Nova Micro', 10_000, 'own', '', 'us eu apac here'],
  ['amazon.nova-lite-v1:0', 'Nova Lite', 10_000, 'own', 'see', 'us eu ca apac here'],
  ['amazon.nova-pro-v1:0', 'Nova Pro', 10_000, 'own', 'see', 'us eu apac here'],
  ['amazon.nova-premier-v1:0', 'Nova Premier', 10_000, 'own', 'see', 'us'],
  ['amazon.nova-2-lite-v1:0', 'Nova 2 Lite', 65_535, 'own', 'see think', 'us eu jp global'],
  ['amazon.titan-text-express-v1', 'Titan Text G1 - Express', 8192, 'own', '', 'here'],
  ['deepseek.r1-v1:0', 'DeepSeek-R1', 32_768, 'own', 'think', 'us'],
  ['deepseek.v3-v1:0', 'DeepSeek-V3.1', 81_920, 'open', 'think', 'here'],
  ['deepseek.v3.2', 'DeepSeek V3.2', 81_920, 'open', 'think', 'here'],
  ['google.gemma-4-26b-a4b', 'Gemma 4 26B A4B', 32_768, 'open', 'see think', 'here'],
  ['google.gemma-4-31b', 'Gemma 4 31B', 32_768, 'open', 'see think', 'here'],
  ['google.gemma-4-e2b', 'Gemma 4 E2B', 8192, 'open', 'see think', 'here'],
  ['meta.llama3-1-8b-instruct-v1:0', 'Llama 3.1 8B Instruct', 4096, 'own', '', 'us'],
  ['meta.llama3-1-70b-instruct-v1:0', 'Llama 3.1 70B Instruct', 4096, 'own', '', 'us'],
  ['meta.llama3-3-70b-instruct-v1:0', 'Llama 3.3 70B Instruct', 4096, 'own', '', 'us'],
  ['meta.llama4-maverick-17b-instruct-v1:0', 'Llama 4 Maverick 17B Instruct', 8192, 'own', 'see', 'us'],
  ['meta.llama4-scout-17b-instruct-v1:0', 'Llama 4 Scout 17B Instruct', 8192, 'own', 'see', 'us'],
  ['minimax.minimax-m2', 'MiniMax M2', 128_000, 'open', 'think', 'here'],
  ['minimax.minimax-m2.1', 'MiniMax M2.1', 131_072, 'open', 'think', 'here'],
  ['minimax.minimax-m2.5', 'MiniMax M2.5', 98_304, 'open', 'think', 'here'],
  ['mistral.devstral-2-123b', 'Devstral 2 123B', 8192, 'open', '', 'here'],
  ['mistral.magistral-small-2509', 'Magistral Small 1.2', 40_000, 'open', 'see think', 'here'],
  ['mistral.ministral-3-3b-instruct', 'Ministral 3 3B', 8192, 'open', 'see', 'here'],
  ['mistral.ministral-3-8b-instruct', 'Ministral 3 8B', 4096, 'open', 'see', 'here'],
  ['mistral.ministral-3-14b-instruct', 'Ministral 3 14B', 4096, 'open', 'see', 'here'],
  ['mistral.mistral-large-3-675b-instruct', 'Mistral Large 3', 8192, 'open', 'see', 'here'],
  ['mistral.pixtral-large-2502-v1:0', 'Pixtral Large', 8192, 'open', 'see', 'us eu here'],
  ['mistral.voxtral-mini-3b-2507', 'Voxtral Mini 3B', 4096, 'open', '', 'here'],
  ['mistral.voxtral-small-24b-2507', 'Voxtral Small 24B', 8192, 'open', '', 'here'],
  ['moonshot.kimi-k2-thinking', 'Kimi K2 Thinking', 16_000, 'open', 'think', 'here'],
  ['moonshotai.kimi-k2.5', 'Kimi K2.5', 16_384, 'open', 'see think', 'here'],
  ['moonshotai.kimi-k3', 'Kimi K3', 128_000, 'open', 'see think', 'us global'],
  ['moonshotai.kimi-k3.1', 'Kimi K3.1 Pro Highspeed', 1_048_576, 'open', 'see think', 'us global'],
  ['nvidia.nemotron-nano-9b-v2', 'Nemotron Nano 9B v2', 8192, 'open', '', 'here'],
  ['nvidia.nemotron-nano-12b-v2', 'Nemotron Nano 12B v2 VL', 8192, 'open', 'see', 'here'],
  ['nvidia.nemotron-nano-3-30b', 'Nemotron Nano 3 30B', 8192, 'open', 'think', 'here'],
  ['nvidia.nemotron-super-3-120b', 'Nemotron 3 Super 120B A12B', 131_072, 'open', 'think', 'here'],
  ['openai.gpt-oss-20b-1:0', 'gpt-oss-20b', 128_000, 'oss', 'think', 'us-gov here'],
  ['openai.gpt-oss-120b-1:0', 'gpt-oss-120b', 128_000, 'oss', 'think', 'us-gov here'],
  ['openai.gpt-oss-safeguard-20b', 'gpt-oss-safeguard-20b', 16_384, 'oss', 'think', 'here'],
  ['openai.gpt-oss-safeguard-120b', 'gpt-oss-safeguard-120b', 16_384, 'oss', 'think', 'here'],
  ['openai.gpt-5.4', 'GPT-5.4', 128_000, 'gpt', 'see think', 'here'],
  ['openai.gpt-5.5', 'GPT-5.5', 128_000, 'gpt', 'see think', 'here'],
  ['openai.gpt-5.6-luna', 'GPT-5.6 Luna', 128_000, 'gpt', 'see think', 'us in global here'],
  ['openai.gpt-5.6-sol', 'GPT-5.6 Sol', 128_000, 'gpt', 'see think', 'us global here'],
  ['openai.gpt-5.6-terra', 'GPT-5.6 Terra', 128_000, 'gpt', 'see think', 'us in global here'],
  ['openai.gpt-6-astra', 'GPT-6 Astra', 128_000, 'gpt', 'see think', 'us global here'],
  ['openai.gpt-6-luna', 'GPT-6 Luna', 128_000, 'gpt', 'see think', 'us global here'],
  ['openai.gpt-6-sol', 'GPT-6 Sol', 128_000, 'gpt', 'see think', 'us global here'],
  ['openai.gpt-6.1-sol', 'GPT-6.1 Sol', 128_000, 'gpt', 'see think', 'us global here'],
  ['openai.gpt-6.1-terra', 'GPT-6.1 Terra', 128_000, 'gpt', 'see think', 'us global here'],
  ['qwen.qwen3-32b-v1:0', 'Qwen3 32B', 16_384, 'open', 'think', 'here'],
  ['qwen.qwen3-235b-a22b-2507-v1:0', 'Qwen3 235B A22B 2507', 131_072, 'open', '', 'here'],
  ['qwen.qwen3-coder-30b-a3b-v1:0', 'Qwen3-Coder-30B-A3B', 131_072, 'open', '', 'here'],
  ['qwen.qwen3-coder-480b-a35b-v1:0', 'Qwen3 Coder 480B A35B', 65_536, 'open', '', 'here'],
  ['qwen.qwen3-coder-next', 'Qwen3 Coder Next', 65_536, 'open', '', 'here'],
  ['qwen.qwen3-next-80b-a3b', 'Qwen3 Next 80B A3B', 262_000, 'open', '', 'here'],
  ['qwen.qwen3-vl-235b-a22b', 'Qwen3 VL 235B A22B', 262_000, 'open', 'see', 'here'],
  ['writer.palmyra-x4-v1:0', 'Palmyra X4', 8192, 'own', 'think', 'us here'],
  ['writer.palmyra-x5-v1:0', 'Palmyra X5', 8192, 'own', 'think', 'us here'],
  ['xai.grok-4.3', 'Grok 4.3', 131_072, 'open', 'see think', 'here'],
  ['xai.grok-4.6', 'Grok 4.6', 500_000, 'open', 'see think', 'us global here'],
  ['xai.grok-4.7', 'Grok 4.7', 500_000, 'open', 'see think', 'us global'],
  ['zai.glm-4.7', 'GLM 4.7', 131_072, 'open', 'think', 'here'],
  ['zai.glm-4.7-flash', 'GLM 4.7 Flash', 131_072, 'open', 'think', 'here'],
  ['zai.glm-5', 'GLM 5', 131_072, 'open', 'think', 'here'],
  ['zai.glm-5.3', 'GLM 5.3', 128_000, 'open', 'think', 'us global'],
];

export const makerModels: MakerModel[] = table.map(([id, name, maxOutput, kind, can, scopes]) => ({
  id,
  name,
  maxOutput,
  images: can.includes('see'),
  reasoning: can.includes('think'),
  surfaces: surfacesOf[kind],
  scopes: scopes.split(' ').filter((scope) => scope !== 'here'),
  inRegion: scopes.split(' ').includes('here'),
}));

/** The model of a foundation id; undefined where there is none. */
export function makerModelOf(id: string): MakerModel | undefined {
  return makerModels.find((model) => model.id === id);
}

/**
 * The model that bedrock-mantle has under an id: it knows neither profiles nor the version at an id's end
 * (https://docs.getbifrost.ai/providers/supported-providers/bedrock-mantle).
 */
export function mantleModelOf(id: string): MakerModel | undefined {
  return makerModels.find((model) => model.id.replace(/(-v\d+)?(-\d)?:\d+$/, '') === id);
}

/** Embedding models; they are asked through InvokeModel: …/userguide/model-parameters-titan-embed-text.html, …-embed.html */
export const embeddingModels: { id: string; name: string; scopes: string[]; inRegion: boolean }[] = [
  { id: 'amazon.titan-embed-text-v1', name: 'Titan Embeddings G1 - Text', scopes: [], inRegion: true },
  { id: 'amazon.titan-embed-text-v2:0', name: 'Titan Text Embeddings V2', scopes: [], inRegion: true },
  { id: 'cohere.embed-english-v3', name: 'Embed English', scopes: [], inRegion: true },
  { id: 'cohere.embed-multilingual-v3', name: 'Embed Multilingual', scopes: [], inRegion: true },
  { id: 'cohere.embed-v4:0', name: 'Embed v4', scopes: ['us', 'eu', 'global'], inRegion: true },
];
