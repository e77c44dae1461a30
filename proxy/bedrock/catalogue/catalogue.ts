import data from './models.json' with { type: 'json' };

/** A wire to a model on bedrock-runtime: the Messages API, or InvokeModel. */
export type SurfaceName = 'messages' | 'invoke';

/** Where a profile may send a request: one geography, anywhere, or the region that was asked alone. */
export type Scope = 'global' | 'us-gov' | 'us' | 'eu' | 'jp' | 'au' | 'in' | 'apac' | 'in-region';

export type Tier = 'opus' | 'sonnet' | 'haiku' | 'fable';

/** A Claude model on Bedrock, whatever the profile it is reached by. */
export interface ClaudeModel {
  /** Foundation model id, such as `anthropic.claude-opus-4-8`. */
  readonly id: string;
  /** What Anthropic's API calls it: `claude-opus-4-8`, `claude-haiku-4-5-20251001`. */
  readonly anthropicName: string;
  /** Row of the abilities table: `opus-4-8`. */
  readonly key: string;
  readonly tier: Tier;
  /** Major and minor as one number that sorts: 4.8 is 408. */
  readonly version: number;
  /** For people: `Claude Opus 4.8`. */
  readonly name: string;
  /** Tokens. */
  readonly contextWindow: number;
  /** Tokens. */
  readonly maxOutputTokens: number;
  /** In order of preference. Measured for Claude 5, a guess for 4.7, 4.8 and haiku 4.5. */
  readonly surfaces: readonly SurfaceName[];
  /** When the model ends, in milliseconds since 1970, where that is known. */
  readonly endOfLife: number | undefined;
  /** Inference profile id by scope; `in-region` is the bare foundation model id. */
  readonly profiles: Partial<Record<Scope, string>>;
}

/** All Claude models of the catalogue, newest first within each tier. */
export const CLAUDE_MODELS: readonly ClaudeModel[] = data.families.map(toModel);

const BY_ID = new Map(
  CLAUDE_MODELS.flatMap((model) => [model.id, ...Object.values(model.profiles)].map((id) => [id, model] as const)),
);

/** The model behind a foundation model id or an inference profile id; undefined for one that the catalogue lacks. */
export function modelOf(id: string): ClaudeModel | undefined {
  // A profile of a geography that no row names is still one of its model.
  return BY_ID.get(id) ?? BY_ID.get(id.replace(/^[a-z-]+\.(?=anthropic\.)/, ''));
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

function toModel(row: (typeof data.families)[number]): ClaudeModel {
  const parsed = parseClaudeName(row.id);
  if (!parsed?.version) throw new Error(`The catalogue has a row whose id names no version: ${row.id}`);
  const { tier, version } = parsed;
  const profiles = Object.entries(row.profiles).map(([scope, profile]) => [scope, profile.id]);
  return {
    id: row.id,
    anthropicName: row.id.replace(/^anthropic\./, '').replace(/-v\d+(?::\d+)?$/, ''),
    key: version % 100 === 0 ? `${tier}-${version / 100}` : `${tier}-${Math.floor(version / 100)}-${version % 100}`,
    tier,
    version,
    name: row.name,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    surfaces: row.surfaces as SurfaceName[],
    endOfLife: 'endOfLife' in row ? Date.parse(row.endOfLife) : undefined,
    profiles: { ...Object.fromEntries(profiles), 'us-gov': `us-gov.${row.id}` },
  };
}
