import {
  CLAUDE_MODELS,
  isClaude,
  type Model,
  modelOf,
  parseClaudeName,
  type Scope,
  type Tier,
} from '../bedrock/catalogue/catalogue.ts';
import { AditError } from '../errors.ts';
import { nearNames } from './near-names.ts';

/** What a client's model name stands for. */
export interface Target {
  /** Inference profile id, foundation model id or ARN: what Bedrock is asked for. */
  readonly modelId: string;
  /** The catalogue's row; undefined where the id tells nothing. */
  readonly model: Model | undefined;
  readonly region: string;
  /** The name ended in `[1m]`. */
  readonly wantsLongContext: boolean;
  /** Said to the person where it is not the model that was asked for. */
  readonly note: string | undefined;
}

/** What names are resolved against. */
export interface Resolution {
  readonly region: string;
  readonly scope: 'geo' | 'global' | 'in-region';
  /** The person's own names. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Whether this account is known to lack an id. */
  readonly isMissing: (modelId: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makers whose ids Bedrock lists: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html */
const MAKERS =
  'ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|xai|zai';
const BEDROCK_ID = new RegExp(`^(?:[a-z]{2,6}(?:-gov)?\\.)?(?:${MAKERS})\\.[\\w.:-]+$`);
/** A name with Claude in it, or a tier by itself with or without a version. */
const CLAUDE_NAME = /claude|^(?:opus|sonnet|haiku|fable)(?:[-_. ]?[\d][\w.-]*)?$/i;
const ARN = /^arn:aws[\w-]*:bedrock:([a-z0-9-]*):\d*:[\w-]+\/(.+)$/;

/** Geographies of inference profiles by region prefix, nearest first (AWS docs, cross-region inference). */
const GEOGRAPHIES: readonly { prefix: string; scopes: readonly Scope[] }[] = [
  { prefix: 'us-gov-', scopes: ['us-gov'] },
  { prefix: 'us-', scopes: ['us'] },
  { prefix: 'ca-', scopes: ['ca', 'us'] },
  { prefix: 'eu-', scopes: ['eu'] },
  { prefix: 'ap-northeast-1', scopes: ['jp', 'apac'] },
  { prefix: 'ap-northeast-3', scopes: ['jp', 'apac'] },
  { prefix: 'ap-southeast-2', scopes: ['au', 'apac'] },
  { prefix: 'ap-southeast-4', scopes: ['au', 'apac'] },
  { prefix: 'ap-south-', scopes: ['in', 'apac'] },
  { prefix: 'ap-', scopes: ['apac'] },
];

/**
 * Every target that a name may mean, the best first: the model itself, then, for a Claude name, the nearest of its
 * tier. Throws AditError (404) that lists near names where it means nothing.
 */
export function resolve(name: string, resolution: Resolution): Target[] {
  const { bare, wantsLongContext } = stripName(aliasOf(name, resolution) ?? name);
  const wish = stripName(aliasOf(bare, resolution) ?? bare).bare;
  const direct = resolveId(wish, resolution, wantsLongContext);
  if (direct) return [direct];
  const targets = resolveClaudeName(wish, resolution, wantsLongContext);
  if (targets.length > 0) return targets;
  throw new AditError(
    'not_found_error',
    `No model is named "${name.slice(0, 120)}". Near names: ${nearNames(wish, knownNames(resolution)).join(', ')}. ` +
      'GET /v1/models lists all; a name of your own goes under "aliases" in settings.json.',
    { shouldRetry: false },
  );
}

/** Scopes in the order in which they are wanted from a region. */
export function scopesFor(region: string, preference: Resolution['scope']): Scope[] {
  const geographies = GEOGRAPHIES.find(({ prefix }) => region.startsWith(prefix))?.scopes ?? [];
  // GovCloud is a partition of its own: nothing leaves it.
  if (geographies.includes('us-gov')) return ['us-gov'];
  if (preference === 'global') return ['global', ...geographies];
  if (preference === 'in-region') return ['in-region', ...geographies, 'global'];
  return [...geographies, 'global'];
}

/** The profile of a model that is best from here; undefined where the region has none. */
export function profileFor(model: Model, resolution: Resolution): string | undefined {
  const ids = scopesFor(resolution.region, resolution.scope).map((scope) => model.profiles[scope]);
  return ids.find((id) => id !== undefined && !resolution.isMissing(id));
}

/** What a name of the person's own means; names come from clients, and one of them may be `constructor`. */
function aliasOf(name: string, { aliases }: Resolution): string | undefined {
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** Prefixes of other tools' spellings and Claude Code's suffix for long contexts mean nothing to Bedrock. */
function stripName(name: string): { bare: string; wantsLongContext: boolean } {
  const wantsLongContext = /\[1m\]$/i.test(name);
  const bare = name
    .trim()
    .replace(/\[1m\]$/i, '')
    .replace(/^bedrock\//i, '')
    .replace(/^anthropic\//i, '');
  return { bare, wantsLongContext };
}

/** Ids of Bedrock's own and ARNs. A bare id that is refused on demand, as all of Claude's, becomes the region's profile. */
function resolveId(wish: string, resolution: Resolution, wantsLongContext: boolean): Target | undefined {
  const arn = ARN.exec(wish);
  if (arn) {
    const [, region, tail = ''] = arn;
    return target(wish, modelOf(tail), region || resolution.region, wantsLongContext);
  }
  const model = modelOf(wish);
  if (model && wish === model.id && (isClaude(model) || !model.profiles['in-region'])) {
    return target(profileFor(model, resolution) ?? wish, model, resolution.region, wantsLongContext);
  }
  if (!model && !BEDROCK_ID.test(wish)) return undefined;
  return target(wish, model, resolution.region, wantsLongContext);
}

function resolveClaudeName(wish: string, resolution: Resolution, wantsLongContext: boolean): Target[] {
  const parsed = CLAUDE_NAME.test(wish) ? parseClaudeName(wish) : undefined;
  if (!parsed) return [];
  const { tier, version } = parsed;
  const reachable = (isMissing: Resolution['isMissing']) =>
    byNearness(tier, version, resolution.now()).flatMap((model) => {
      const modelId = profileFor(model, { ...resolution, isMissing });
      if (modelId === undefined) return [];
      const other = version !== undefined && model.version !== version;
      const note = other ? `${wish} is not to be had in ${resolution.region}: ${model.name} answers` : undefined;
      return [{ ...target(modelId, model, resolution.region, wantsLongContext), note }];
    });
  const targets = reachable(resolution.isMissing);
  // An account that lacked all of a tier a while ago is asked again: its own words say best what is wrong.
  return targets.length > 0 ? targets : reachable(() => false);
}

/** A tier's models: the newest first, or those next to the wanted version first, newer before older. */
function byNearness(tier: Tier, version: number | undefined, now: number) {
  const models = CLAUDE_MODELS.filter((model) => model.tier === tier);
  if (version === undefined) return models.toSorted((a, b) => b.version - a.version);
  const distance = (model: { version: number }) => Math.abs(model.version - version);
  // One that has ended answers to its own name alone, if at all.
  const living = models.filter((model) => model.version === version || (model.endOfLife ?? Infinity) > now);
  return living.toSorted((a, b) => distance(a) - distance(b) || b.version - a.version);
}

function knownNames(resolution: Resolution): string[] {
  return [
    ...Object.keys(resolution.aliases),
    'opus',
    'sonnet',
    'haiku',
    'fable',
    ...CLAUDE_MODELS.map((it) => it.slug),
  ];
}

function target(modelId: string, model: Model | undefined, region: string, wantsLongContext: boolean): Target {
  return { modelId, model, region, wantsLongContext, note: undefined };
}
