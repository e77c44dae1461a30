import type { Model, Price, Scope } from '../bedrock/catalogue/catalogue.ts';
import type { ModelAccess } from '../bedrock/catalogue/model-access.ts';
import { profileFor, profilesOf, type Resolution, resolve } from './resolve.ts';

/** What `adit models` tells of one model; the JSON of it is this. */
export interface ModelRow {
  /** What requests name it by: a name of one's own, or the model's. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly maker: string;
  /** Foundation model id. */
  readonly id: string;
  /** What is asked of Bedrock from this region; null where nothing is. */
  readonly through: string | null;
  /** All of its inference profiles that the catalogue or the account knows. */
  readonly profiles: readonly string[];
  /** Whether the account and region have it; null where that is not known. */
  readonly available: boolean | null;
  /** Tokens. */
  readonly context: number;
  /** Tokens. */
  readonly max_output: number;
  readonly input: readonly string[];
  readonly reasoning: boolean;
  /** US dollars for a million tokens, through that profile; null where it is not known. */
  readonly usd_per_million_tokens: Price | null;
  /** `ACTIVE` or `LEGACY`, as the account's list says; null where it says nothing. */
  readonly lifecycle: string | null;
  /** The day on which it ends, such as `2026-11-30`; null where that is not known. */
  readonly end_of_life: string | null;
  /** What stands in the way of the account; null where it was not asked, or could not be known. */
  readonly access: ModelAccess | null;
  /** What else it may depend on, as far as the account tells; empty where it was not asked. */
  readonly hints: readonly string[];
}

/** Every model that can be named from here, the person's own names first. */
export function describeModels(resolution: Resolution): ModelRow[] {
  const { aliases, known } = resolution;
  const own = Object.keys(aliases).flatMap((name) => describeAlias(name, resolution));
  const profiles = known.applicationProfiles.flatMap(({ name }) => describeAlias(name, resolution));
  return [...own, ...profiles, ...known.models.map((model) => toRow(model.slug, model, resolution))];
}

function describeAlias(name: string, resolution: Resolution): ModelRow[] {
  try {
    const [target] = resolve(name, resolution);
    if (!target?.model) return [];
    const available = resolution.known.isListed(target.modelId) ?? null;
    return [{ ...toRow(name, target.model, resolution), through: target.modelId, available }];
  } catch {
    return [];
  }
}

function toRow(name: string, model: Model, resolution: Resolution): ModelRow {
  const through = profileFor(model, resolution) ?? null;
  const reachable = profilesOf(model, resolution);
  const listed = through === null ? false : resolution.known.isListed(through);
  return {
    name,
    title: model.name,
    maker: model.maker,
    id: model.id,
    through,
    profiles: Object.values(model.profiles),
    available: reachable.length === 0 ? false : (listed ?? null),
    context: model.contextWindow,
    max_output: model.maxOutputTokens,
    input: model.input,
    reasoning: model.reasoning,
    usd_per_million_tokens: priceOf(model, through),
    ...lifecycleOf(model, resolution),
    access: null,
    hints: [],
  };
}

function priceOf(model: Model, through: string | null): Price | null {
  const scope = (Object.keys(model.profiles) as Scope[]).find((name) => model.profiles[name] === through);
  return (scope && model.prices[scope]) ?? null;
}

/** The list's word on it, and the catalogue's where the list has none. */
function lifecycleOf({ id, endOfLife }: Model, { known }: Resolution): Pick<ModelRow, 'lifecycle' | 'end_of_life'> {
  const listed = known.listed(id);
  const day = endOfLife === undefined ? undefined : new Date(endOfLife).toISOString().slice(0, 10);
  return { lifecycle: listed?.lifecycle ?? null, end_of_life: listed?.endOfLife ?? day ?? null };
}
