import { isClaude, type Model, parseClaudeName, type Scope, type Tier } from '../bedrock/catalogue/catalogue.ts';
import { AditError } from '../errors.ts';
import type { KnownModels } from './known-models.ts';
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
  /** The catalogue, and what the account has. */
  readonly known: KnownModels;
  /** Whether this account turned out to lack an id a short while ago. */
  readonly isMissing: (modelId: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makers whose ids Bedrock lists: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html */
const MAKERS =
  'ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|xai|zai';
/** `anthropic/claude-opus-4-8`, `openai/gpt-oss-120b`: how hosted routers spell names. */
const MAKER_PREFIX = new RegExp(`^(?:${MAKERS}|meta-llama|mistralai|z-ai|x-ai)/`, 'i');
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
 * Every target that a name may mean, the best first: an id of Bedrock's, a model by its name, an inference profile by the
 * name that the account gave it, and for a Claude name the nearest of its tier. Throws AditError (404) that lists near
 * names where it means nothing.
 */
export function resolve(name: string, resolution: Resolution): Target[] {
  const { bare, wantsLongContext } = stripName(aliasOf(name, resolution) ?? name);
  const wish = stripName(aliasOf(bare, resolution) ?? bare).bare;
  const direct = resolveId(wish, resolution, wantsLongContext) ?? resolveName(wish, resolution, wantsLongContext);
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
  const { known, isMissing } = resolution;
  return profilesOf(model, resolution).find((id) => !isMissing(id) && known.isListed(id) !== false);
}

/** A model's profiles from here, the best first. On demand, by its bare id, a Claude model is refused. */
export function profilesOf(model: Model, { region, scope: preference }: Resolution): string[] {
  const scopes = scopesFor(region, preference);
  if (!isClaude(model) && !scopes.includes('in-region')) {
    const last = preference === 'global' ? -1 : scopes.indexOf('global');
    scopes.splice(last < 0 ? scopes.length : last, 0, 'in-region');
  }
  return scopes.flatMap((scope) => model.profiles[scope] ?? []);
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
    .replace(MAKER_PREFIX, '');
  return { bare, wantsLongContext };
}

/** Ids of Bedrock's own and ARNs. A bare id that is refused on demand, as all of Claude's, becomes the region's profile. */
function resolveId(wish: string, resolution: Resolution, wantsLongContext: boolean): Target | undefined {
  const arn = ARN.exec(wish);
  if (arn) {
    const [, region, tail = ''] = arn;
    const model = resolution.known.modelOf(wish) ?? resolution.known.modelOf(tail);
    return target(wish, model, region || resolution.region, wantsLongContext);
  }
  const model = resolution.known.modelOf(wish);
  if (model && wish === model.id && (needsProfile(model) || resolution.isMissing(wish))) {
    return target(profileFor(model, resolution) ?? wish, model, resolution.region, wantsLongContext);
  }
  if (!model && !BEDROCK_ID.test(wish)) return undefined;
  return target(wish, model, resolution.region, wantsLongContext);
}

/** Whether a model is refused by its bare id: all of Claude's, and those that only profiles reach. */
function needsProfile(model: Model): boolean {
  return isClaude(model) || model.profiles['in-region'] === undefined;
}

/** A name of another maker's model, in any spelling (`Llama 3.3 70B Instruct`), or of a profile that the account made. */
function resolveName(wish: string, resolution: Resolution, wantsLongContext: boolean): Target | undefined {
  const { known, region } = resolution;
  const own = known.applicationProfiles.find(({ name }) => name === wish);
  if (own) return target(own.id, known.modelOf(own.id), region, wantsLongContext);
  const letters = lettersOf(wish);
  const model = known.models.find(
    (candidate) => !isClaude(candidate) && [candidate.slug, candidate.name].some((name) => lettersOf(name) === letters),
  );
  if (!model || letters === '') return undefined;
  const modelId = profileFor(model, resolution) ?? profilesOf(model, resolution)[0] ?? model.id;
  return target(modelId, model, region, wantsLongContext);
}

/** Letters and digits alone: spellings differ in spaces, dots and dashes. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

function resolveClaudeName(wish: string, resolution: Resolution, wantsLongContext: boolean): Target[] {
  const parsed = CLAUDE_NAME.test(wish) ? parseClaudeName(wish) : undefined;
  if (!parsed) return [];
  const { tier, version } = parsed;
  const models = byNearness(tier, version, resolution);
  const reachable = (find: (model: Model) => string | undefined) =>
    models.flatMap((model) => {
      const modelId = find(model);
      if (modelId === undefined) return [];
      const other = version !== undefined && model.version !== version;
      const note = other ? `${wish} is not to be had in ${resolution.region}: ${model.name} answers` : undefined;
      return [{ ...target(modelId, model, resolution.region, wantsLongContext), note }];
    });
  const targets = reachable((model) => profileFor(model, resolution));
  // An account that lacked all of a tier a while ago is asked again: its own words say best what is wrong.
  return targets.length > 0 ? targets : reachable((model) => profilesOf(model, resolution)[0]);
}

/** A tier's models: the newest first, or those next to the wanted version first, newer before older. */
function byNearness(tier: Tier, version: number | undefined, { known, now }: Resolution) {
  const models = known.models.filter(isClaude).filter((model) => model.tier === tier);
  if (version === undefined) return models.toSorted((a, b) => b.version - a.version);
  const distance = (model: { version: number }) => Math.abs(model.version - version);
  // One that has ended answers to its own name alone, if at all.
  const living = models.filter((model) => model.version === version || (model.endOfLife ?? Infinity) > now());
  return living.toSorted((a, b) => distance(a) - distance(b) || b.version - a.version);
}

function knownNames(resolution: Resolution): string[] {
  return [
    ...Object.keys(resolution.aliases),
    'opus',
    'sonnet',
    'haiku',
    'fable',
    ...resolution.known.models.map(({ slug }) => slug),
    ...resolution.known.applicationProfiles.map(({ name }) => name),
  ];
}

function target(modelId: string, model: Model | undefined, region: string, wantsLongContext: boolean): Target {
  return { modelId, model, region, wantsLongContext, note: undefined };
}
