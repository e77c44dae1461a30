import {
  claudeModel,
  MODELS,
  type Model,
  modelOf,
  parseClaudeName,
  type Scope,
  slugOf,
} from '../bedrock/catalogue/catalogue.ts';
import { guessedSurfaces } from '../bedrock/catalogue/guessed-surfaces.ts';
import type { ListedModel, ListedProfile, Listing } from '../bedrock/catalogue/listing.ts';

/** The catalogue, and what the account and region really have as soon as Bedrock has said so. */
export class KnownModels {
  #listing: Listing | undefined;
  #models: readonly Model[] = MODELS;
  #byId = new Map<string, Model>();
  #listed: { profiles: Set<string> | undefined; models: Set<string> | undefined } | undefined;

  /** Takes what was listed; a list that is missing or empty tells nothing. */
  take(listing: Listing): void {
    this.#listing = listing;
    const { profiles, models } = listing;
    this.#listed = {
      profiles: profiles && new Set(profiles.map(({ id }) => id)),
      models: models && new Set(models.filter(({ onDemand }) => onDemand).map(({ id }) => id)),
    };
    const found = discovered(listing);
    this.#models = [...MODELS, ...found];
    this.#byId = new Map(
      found.flatMap((model) => [model.id, ...Object.values(model.profiles)].map((id) => [id, model])),
    );
    for (const { id, modelId, isApplication } of profiles ?? []) {
      const model = isApplication ? this.modelOf(modelId) : undefined;
      if (model) this.#byId.set(id, model);
    }
  }

  /** The catalogue's models, then those that the account has besides. */
  get models(): readonly Model[] {
    return this.#models;
  }

  /** When the account was last asked, in milliseconds since 1970. */
  get fetched(): number | undefined {
    return this.#listing?.fetched;
  }

  /** Inference profiles that the account made itself. */
  get applicationProfiles(): readonly ListedProfile[] {
    return this.#listing?.profiles?.filter(({ isApplication }) => isApplication) ?? [];
  }

  /** What the account's list says of a foundation model; undefined where it says nothing. */
  listed(id: string): ListedModel | undefined {
    return this.#listing?.models?.find((model) => model.id === id);
  }

  /** The model behind a foundation model id, an inference profile id or ARN; undefined for one that nobody knows. */
  modelOf(id: string): Model | undefined {
    return this.#byId.get(id) ?? modelOf(id);
  }

  /** Whether the account and region have an id; undefined where that is not known. */
  isListed(modelId: string): boolean | undefined {
    const model = this.modelOf(modelId);
    // The lists are of bedrock-runtime; what bedrock-mantle has is in neither.
    if (model?.surfaces.some((surface) => surface.startsWith('mantle'))) return undefined;
    const isBare = model === undefined ? /^[a-z\d]+\.[^.]+$/.test(modelId) : model.id === modelId;
    const list = isBare ? this.#listed?.models : this.#listed?.profiles;
    return list?.has(modelId);
  }
}

/** Tokens; stand for limits that no list tells. */
const UNKNOWN_LIMITS = { contextWindow: 128_000, maxOutputTokens: 8192 };
const UNKNOWN_CLAUDE_LIMITS = { contextWindow: 200_000, maxOutputTokens: 64_000 };

/** Models that the account has and the catalogue lacks: a row of each, with what the lists tell. */
function discovered({ profiles = [], models = [] }: Listing): Model[] {
  const ids = [...models.map(({ id }) => id), ...profiles.map(({ modelId }) => modelId)];
  const unknown = new Set(ids.filter((id) => modelOf(id) === undefined && isPlain(id)));
  return [...unknown].map((id) => {
    const listed = models.find((model) => model.id === id);
    const named = profiles.filter((profile) => profile.modelId === id && !profile.isApplication);
    const byScope = named.map((profile) => [profile.id.slice(0, -id.length - 1), profile.id] as const);
    const [maker = ''] = id.split('.', 1);
    const model: Model = {
      id,
      maker,
      slug: slugOf(id),
      key: slugOf(id),
      name: listed?.name || slugOf(id),
      ...UNKNOWN_LIMITS,
      input: listed?.input ?? ['text'],
      // All that OpenAI has on Bedrock does.
      reasoning: maker === 'openai',
      surfaces: guessedSurfaces(id),
      endOfLife: undefined,
      minCacheableTokens: undefined,
      profiles: Object.fromEntries([...byScope, ...(listed?.onDemand ? [['in-region', id] as const] : [])]) as Partial<
        Record<Scope, string>
      >,
      prices: {},
    };
    if (maker !== 'anthropic' || !parseClaudeName(id)?.version) return model;
    return claudeModel({ ...model, ...UNKNOWN_CLAUDE_LIMITS, reasoning: true, surfaces: ['messages', 'invoke'] });
  });
}

/** Ids with a context length behind them (`…-v1:0:200k`) are provisioned variants of others. */
function isPlain(id: string): boolean {
  return !/:\d+:\w+$/.test(id);
}
