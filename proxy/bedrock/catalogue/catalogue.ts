import data from './models.json' with { type: 'json' };

/** The wires whose bodies are those of Anthropic's Messages API. */
export type MessagesSurface = 'messages' | 'invoke';

/** Routes of OpenAI's APIs: on bedrock-runtime, and on bedrock-mantle. */
export type OpenAiSurface = 'chat' | 'responses' | 'mantle-chat' | 'mantle-responses';

/** A wire to a model. */
export type SurfaceName = MessagesSurface | 'converse' | OpenAiSurface;

/** Where a profile may send a request: one geography, anywhere, or the region that was asked alone. */
export type Scope = 'global' | 'us-gov' | 'us' | 'ca' | 'eu' | 'jp' | 'au' | 'in' | 'apac' | 'in-region';

export type Tier = 'opus' | 'sonnet' | 'haiku' | 'fable';

/** US dollars for a million tokens. What is not there is not billed apart from input. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  /** Prices of a request whose input has more than `inputTokens`. */
  readonly above?: Omit<Price, 'above'> & { readonly inputTokens: number };
}

/** A model on Bedrock, whatever the profile it is reached by. */
export interface Model {
  /** Foundation model id, such as `anthropic.claude-opus-4-8` or `amazon.nova-pro-v1:0`. */
  readonly id: string;
  /** Who made it, as the id begins: `anthropic`, `amazon`. */
  readonly maker: string;
  /** What people call it in lists: `claude-opus-4-8` (Anthropic's own API name), `nova-pro`. */
  readonly slug: string;
  /** Row of the abilities table, and what lessons are kept under: `opus-4-8`, `nova-pro`. */
  readonly key: string;
  /** For people: `Claude Opus 4.8`. */
  readonly name: string;
  /** Tokens. */
  readonly contextWindow: number;
  /** Tokens. */
  readonly maxOutputTokens: number;
  /** What a prompt may hold: `text`, `image`. */
  readonly input: readonly string[];
  /** Whether it can think before it answers. */
  readonly reasoning: boolean;
  /** In order of preference. Measured for Claude 5, a guess for Claude 4.7, 4.8, haiku 4.5 and for other makers' models. */
  readonly surfaces: readonly SurfaceName[];
  /** When the model ends, in milliseconds since 1970, where that is known. */
  readonly endOfLife: number | undefined;
  /** Tokens of a prompt below which nothing of it is cached, where that is known. */
  readonly minCacheableTokens: number | undefined;
  /** Inference profile id by scope; `in-region` is the bare foundation model id. */
  readonly profiles: Partial<Record<Scope, string>>;
  /** Prices by scope. */
  readonly prices: Partial<Record<Scope, Price>>;
}

/** A Claude model: named by tier and version. */
export interface ClaudeModel extends Model {
  readonly tier: Tier;
  /** Major and minor as one number that sorts: 4.8 is 408. */
  readonly version: number;
  readonly surfaces: readonly MessagesSurface[];
}

type Row = (typeof data.families)[number] & {
  readonly input?: readonly string[];
  readonly reasoning?: boolean;
  readonly endOfLife?: string;
  readonly minCacheableTokens?: number;
};

/** All models of the catalogue: Claude first, newest first within each tier, then the other makers by id. */
export const MODELS: readonly Model[] = data.families.map(toModel);

export const CLAUDE_MODELS: readonly ClaudeModel[] = MODELS.filter(isClaude);

const BY_ID = new Map(
  MODELS.flatMap((model) => [model.id, ...Object.values(model.profiles)].map((id) => [id, model] as const)),
);

export function isClaude(model: Model | undefined): model is ClaudeModel {
  return model?.maker === 'anthropic';
}

/** The model behind a foundation model id or an inference profile id; undefined for one that the catalogue lacks. */
export function modelOf(id: string): Model | undefined {
  // A profile of a geography that no row names is still one of its model.
  return BY_ID.get(id) ?? BY_ID.get(id.replace(/^[a-z]{2,6}(?:-gov)?\.(?=[a-z\d]+\.)/, ''));
}

/** Tier and version out of a Claude name in any spelling: dots or dashes, dated or not, old order or new. */
export function parseClaudeName(name: string): { tier: Tier; version: number | undefined } | undefined {
  const text = name.toLowerCase();
  const tier = /(?:^|[^a-z])(opus|sonnet|haiku|fable)(?![a-z])/.exec(text)?.[1] as Tier | undefined;
  if (!tier) return undefined;
  const digits =
    /(?:opus|sonnet|haiku|fable)[-_. ]?(\d{1,2})(?:[-_.](\d{1,2}))?(?!\d)/.exec(text) ??
    /claude[-_. ]?(\d{1,2})(?:[-_.](\d{1,2}))?(?!\d)[-_. ]?(?:opus|sonnet|haiku|fable)/.exec(text);
  return { tier, version: digits ? Number(digits[1]) * 100 + Number(digits[2] ?? 0) : undefined };
}

/** A Claude model out of what is known of it besides its name. Throws where the id names no tier and version. */
export function claudeModel(model: Omit<Model, 'key'>): ClaudeModel {
  const parsed = parseClaudeName(model.id);
  if (!parsed?.version) throw new Error(`The id names no version: ${model.id}`);
  const { tier, version } = parsed;
  const key =
    version % 100 === 0 ? `${tier}-${version / 100}` : `${tier}-${Math.floor(version / 100)}-${version % 100}`;
  return { ...model, key, tier, version, surfaces: model.surfaces as readonly MessagesSurface[] };
}

/** What an id is called in lists: without maker and version suffix. Of some makers' ids only a version is left. */
export function slugOf(id: string): string {
  const [, maker = '', rest = id] = /^([a-z\d]+)\.(.+)$/.exec(id) ?? [];
  const slug = rest.replace(/-v\d+:\d+$|-v1$|:\d+$/, '').replace(/(?<=^gpt-oss-\d+b)-\d+$/, '');
  return /^[vr]\d/.test(slug) ? `${maker}-${slug}` : slug;
}

function toModel(row: Row): Model {
  const [maker = ''] = row.id.split('.', 1);
  const profiles = Object.entries(row.profiles).map(([scope, profile]) => [scope, profile.id]);
  const prices = Object.entries(row.profiles).map(([scope, profile]) => [scope, profile.usdPerMTok]);
  const slug = slugOf(row.id);
  const model: Model = {
    id: row.id,
    maker,
    slug,
    key: slug,
    name: row.name,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    input: row.input ?? ['text', 'image'],
    reasoning: row.reasoning ?? true,
    surfaces: row.surfaces as SurfaceName[],
    endOfLife: row.endOfLife === undefined ? undefined : Date.parse(row.endOfLife),
    minCacheableTokens: row.minCacheableTokens,
    profiles: Object.fromEntries(profiles),
    prices: Object.fromEntries(prices),
  };
  if (maker !== 'anthropic') return model;
  return claudeModel({ ...model, profiles: { ...model.profiles, 'us-gov': `us-gov.${row.id}` } });
}
