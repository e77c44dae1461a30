import { CLAUDE_MODELS, type Model, type Tier } from '../../bedrock/catalogue/catalogue.ts';
import { AditError } from '../../errors.ts';
import { profileFor, type Resolution, resolve } from '../../routing/resolve.ts';

/** A model in the shape of `GET /v1/models` (https://platform.claude.com/docs/en/api/models-list). */
export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  /** Shown by Claude Code's picker. */
  readonly description: string;
  readonly max_input_tokens: number;
  readonly max_tokens: number;
}

/** One page of the list. */
export interface ModelPage {
  readonly data: readonly ModelInfo[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

const TIERS: readonly Tier[] = ['opus', 'sonnet', 'haiku', 'fable'];

/**
 * The models of a region: those with a profile there, newest first in each tier, the person's own names before them.
 * `mark` goes behind every name that people read.
 */
export function listModels(resolution: Resolution, mark: string): ModelInfo[] {
  const aliases = Object.keys(resolution.aliases).flatMap((name) => {
    const [target] = tryResolve(name, resolution);
    return target?.model ? [toInfo(name, target.model, target.modelId, mark, `${name}: `)] : [];
  });
  const models = TIERS.flatMap((tier) => CLAUDE_MODELS.filter((model) => model.tier === tier)).flatMap((model) => {
    const profile = profileFor(model, resolution);
    return profile === undefined ? [] : [toInfo(model.slug, model, profile, mark)];
  });
  return [...aliases, ...models];
}

/** The model that a name means. Throws AditError (404) where it means none. */
export function findModel(name: string, resolution: Resolution, mark: string): ModelInfo {
  const listed = listModels(resolution, mark).find(({ id }) => id === name);
  if (listed) return listed;
  const [target] = resolve(name, resolution);
  if (target?.model) return toInfo(name, target.model, target.modelId, mark);
  throw new AditError('not_found_error', `Nothing is known of "${name}" but its name.`, { shouldRetry: false });
}

/** A page of the list by Anthropic's parameters. Throws AditError (400) for a limit or an id that is none. */
export function pageOf(models: readonly ModelInfo[], query: URLSearchParams): ModelPage {
  const limit = readLimit(query.get('limit'));
  const after = position(models, query.get('after_id'), 'after_id');
  const before = position(models, query.get('before_id'), 'before_id');
  const upTo = models.slice((after ?? -1) + 1, before ?? models.length);
  const backwards = before !== undefined && after === undefined;
  const data = backwards ? upTo.slice(-limit) : upTo.slice(0, limit);
  return {
    data,
    has_more: upTo.length > data.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function tryResolve(name: string, resolution: Resolution): ReturnType<typeof resolve> {
  try {
    return resolve(name, resolution);
  } catch {
    return [];
  }
}

function toInfo(id: string, model: Model, profile: string, mark: string, prefix = ''): ModelInfo {
  return {
    type: 'model',
    id,
    display_name: `${prefix}${model.name}${mark}`,
    created_at: createdAt(model.id),
    description: `${profile} on Amazon Bedrock${mark}`,
    max_input_tokens: model.contextWindow,
    max_tokens: model.maxOutputTokens,
  };
}

/** The date in the id; where there is none it is unknown, which the API's own clients read as the epoch. */
function createdAt(id: string): string {
  const [, year, month, day] = /-(20\d\d)(\d\d)(\d\d)/.exec(id) ?? [];
  return year ? `${year}-${month}-${day}T00:00:00Z` : '1970-01-01T00:00:00Z';
}

function readLimit(text: string | null): number {
  if (text === null) return 20;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new AditError('invalid_request_error', 'limit: Input should be a whole number from 1 to 1000');
}

function position(models: readonly ModelInfo[], id: string | null, name: string): number | undefined {
  if (id === null) return undefined;
  const index = models.findIndex((model) => model.id === id);
  if (index >= 0) return index;
  throw new AditError('invalid_request_error', `${name}: no model has the id "${id}"`);
}
