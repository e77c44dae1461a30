import type { IncomingHttpHeaders } from 'node:http';
import type { Model, Tier } from '../bedrock/catalogue/catalogue.ts';
import { isClaude } from '../bedrock/catalogue/catalogue.ts';
import { AditError } from '../errors.ts';
import { profileFor, type Resolution, resolve } from '../routing/resolve.ts';

/**
 * A model in the shapes of both `GET /v1/models`: Anthropic's (https://platform.claude.com/docs/en/api/models-list) and
 * OpenAI's (https://platform.openai.com/docs/api-reference/models/object). Their names differ, so that each client finds
 * its own.
 */
export interface ModelInfo {
  readonly type: 'model';
  readonly object: 'model';
  /** What requests name it by, and Xcode's picker shows. */
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** The maker. */
  readonly owned_by: string;
  /** Shown by Claude Code's picker. */
  readonly description: string;
  readonly max_input_tokens: number;
  readonly max_tokens: number;
}

/** The list, or one page of it. */
export interface ModelPage {
  readonly object: 'list';
  readonly data: readonly ModelInfo[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

const TIERS: readonly Tier[] = ['opus', 'sonnet', 'haiku', 'fable'];

/**
 * What can be asked for from here: the person's own names, Claude by tier and newest first, inference profiles that the
 * account made, then the other makers' models. Those that the account and region are known to lack are left out. `mark`
 * goes behind every name that people read.
 */
export function listModels(resolution: Resolution, mark: string): ModelInfo[] {
  const { aliases, known } = resolution;
  const named = (id: string, prefix: string) => {
    const [target] = tryResolve(id, resolution);
    return target?.model ? [toInfo(id, target.model, target.modelId, mark, prefix)] : [];
  };
  const claude = known.models.filter(isClaude).toSorted((a, b) => b.version - a.version);
  const ordered: Model[] = [
    ...TIERS.flatMap((tier) => claude.filter((model) => model.tier === tier)),
    ...known.models.filter((model) => !isClaude(model)),
  ];
  const models = ordered.flatMap((model) => {
    const profile = profileFor(model, resolution);
    return profile === undefined ? [] : [toInfo(model.slug, model, profile, mark)];
  });
  const all = [
    ...Object.keys(aliases).flatMap((name) => named(name, `${name}: `)),
    ...models.filter(({ owned_by: maker }) => maker === 'anthropic'),
    ...known.applicationProfiles.flatMap(({ name }) => named(name, `${name}: `)),
    ...models.filter(({ owned_by: maker }) => maker !== 'anthropic'),
  ];
  return [...new Map(all.toReversed().map((info) => [info.id, info])).values()].toReversed();
}

/** The model that a name means. Throws AditError (404) where it means none. */
export function findModel(name: string, resolution: Resolution, mark: string): ModelInfo {
  const listed = listModels(resolution, mark).find(({ id }) => id === name);
  if (listed) return listed;
  const [target] = resolve(name, resolution);
  if (target?.model) return toInfo(name, target.model, target.modelId, mark);
  throw new AditError('not_found_error', `Nothing is known of "${name}" but its name.`, { shouldRetry: false });
}

/**
 * The list as its client expects it: OpenAI's clients get all of it, Anthropic's a page by their own parameters. Throws
 * AditError (400) for a limit or an id that is none.
 */
export function pageOf(
  models: readonly ModelInfo[],
  query: URLSearchParams,
  headers: IncomingHttpHeaders = {},
): ModelPage {
  const isPaged = headers['anthropic-version'] !== undefined || query.has('limit');
  const limit = isPaged ? readLimit(query.get('limit')) : models.length;
  const after = position(models, query.get('after_id'), 'after_id');
  const before = position(models, query.get('before_id'), 'before_id');
  const upTo = models.slice((after ?? -1) + 1, before ?? models.length);
  const backwards = before !== undefined && after === undefined;
  const data = backwards ? upTo.slice(-limit) : upTo.slice(0, limit);
  return {
    object: 'list',
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
  const createdAt = dateIn(model.id);
  return {
    type: 'model',
    object: 'model',
    id,
    display_name: `${prefix}${model.name}${mark}`,
    created_at: createdAt,
    created: Date.parse(createdAt) / 1000,
    owned_by: model.maker,
    description: `${profile} on Amazon Bedrock${mark}`,
    max_input_tokens: model.contextWindow,
    max_tokens: model.maxOutputTokens,
  };
}

/** The date in the id; where there is none it is unknown, which the API's own clients read as the epoch. */
function dateIn(id: string): string {
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
