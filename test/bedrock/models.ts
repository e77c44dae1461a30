/** What a stand-in knows of one Claude model on Bedrock. */
export interface ModelFacts {
  name: string;
  /** Foundation model id. */
  id: string;
  /** Prefixes of its inference profiles. */
  scopes: string[];
  /** 4.6 for `sonnet-4-6`; models of one generation have the same rules, but for those that name a model. */
  generation: number;
  maxOutput: number;
  /** Whether it is on the Messages surface. */
  messages: boolean;
}

/**
 * Models by name; written down from the profiles of
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html and the limits of
 * https://platform.claude.com/docs/en/about-claude/models/overview
 */
const table: [name: string, id: string, generation: number, maxOutput: number, messages: boolean, scopes: string][] = [
  ['sonnet-4', 'anthropic.claude-sonnet-4-20250514-v1:0', 4, 64_000, false, 'us eu apac global'],
  ['opus-4-1', 'anthropic.claude-opus-4-1-20250805-v1:0', 4.1, 32_000, false, 'us'],
  ['haiku-4-5', 'anthropic.claude-haiku-4-5-20251001-v1:0', 4.5, 64_000, true, 'us eu au in jp global'],
  ['sonnet-4-5', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 4.5, 64_000, false, 'us eu au jp global'],
  ['opus-4-5', 'anthropic.claude-opus-4-5-20251101-v1:0', 4.5, 64_000, false, 'us eu global'],
  ['sonnet-4-6', 'anthropic.claude-sonnet-4-6', 4.6, 128_000, false, 'us eu au jp global'],
  ['opus-4-6', 'anthropic.claude-opus-4-6-v1', 4.6, 128_000, false, 'us eu au global'],
  ['opus-4-7', 'anthropic.claude-opus-4-7', 4.7, 128_000, true, 'us eu au jp global'],
  ['opus-4-8', 'anthropic.claude-opus-4-8', 4.8, 128_000, true, 'us eu au jp global'],
  ['sonnet-5', 'anthropic.claude-sonnet-5', 5, 128_000, true, 'us eu au in jp global'],
  ['opus-5', 'anthropic.claude-opus-5', 5, 128_000, true, 'us eu au in jp global'],
  ['fable-5', 'anthropic.claude-fable-5', 5, 128_000, true, 'us eu global'],
  ['fable-5-1', 'anthropic.claude-fable-5-1', 5.1, 128_000, true, 'us global'],
  ['fable-5-2', 'anthropic.claude-fable-5-2', 5.2, 128_000, true, 'us global'],
  ['haiku-5-5', 'anthropic.claude-haiku-5-5', 5.5, 128_000, true, 'us eu au jp global'],
  ['sonnet-5-5', 'anthropic.claude-sonnet-5-5', 5.5, 128_000, true, 'us eu au global'],
  ['opus-5-5', 'anthropic.claude-opus-5-5', 5.5, 128_000, true, 'us eu au jp global'],
];

export const models: ModelFacts[] = table.map(([name, id, generation, maxOutput, messages, scopes]) => ({
  name,
  id,
  generation,
  maxOutput,
  messages,
  scopes: scopes.split(' '),
}));

/** Which prefixes may be called from a region, beside `global`. First match counts. */
const scopesOfRegion: [region: RegExp, scopes: string[]][] = [
  [/^us-gov-/, ['us-gov']],
  [/^us-/, ['us']],
  [/^ca-/, ['ca']],
  [/^eu-/, ['eu']],
  [/^ap-northeast-[13]$/, ['jp', 'apac']],
  [/^ap-southeast-[24]$/, ['au', 'apac']],
  [/^ap-south-/, ['in', 'apac']],
  [/^ap-/, ['apac']],
];

/** The prefixes of the profiles that can be called from a region. */
export function scopesFrom(region: string): string[] {
  const [, scopes = []] = scopesOfRegion.find(([pattern]) => pattern.test(region)) ?? [];
  return [...scopes, 'global'];
}

/** The model of a foundation id; undefined where there is none. */
export function modelOfId(id: string): ModelFacts | undefined {
  return models.find((model) => model.id === id);
}

/** The model of an inference profile's id, as seen from a region. */
export function modelOfProfile(profile: string, region: string): ModelFacts | undefined {
  const [scope = '', id = ''] = profile.split(/\.(.*)/s);
  const model = modelOfId(id);
  return model?.scopes.includes(scope) && scopesFrom(region).includes(scope) ? model : undefined;
}

/** A model by its short name. Throws where the table has none. */
export function modelNamed(name: string): ModelFacts {
  const model = models.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`no model is called ${name}`);
  return model;
}

/**
 * Models whose ids end in a version are held to the API version of 2023, and to what it knew.
 * https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock
 */
export function isVersioned(model: ModelFacts): boolean {
  return model.generation <= 4.6;
}

/**
 * CountTokens knows Claude up to 4.6: sonnet-4-6 is counted in https://github.com/boto/botocore/issues/3707,
 * opus-5 is refused in https://github.com/BerriAI/litellm/pull/37185; of those between nothing is known.
 */
export function countsTokens(model: ModelFacts): boolean {
  return model.generation <= 4.6;
}
