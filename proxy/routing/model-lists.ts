import * as v from 'valibot';
import type { AwsIdentity } from '../aws/profiles.ts';
import { type Listing, nextToken, readModels, readProfiles } from '../bedrock/catalogue/listing.ts';
import { readFailure } from '../bedrock/failure.ts';
import type { Home } from '../settings/home.ts';
import { type CallAnswer, callAws } from './call.ts';
import type { KnownModels } from './known-models.ts';
import type { Upstream } from './upstream.ts';

const FILE = 'models.json';

/** How long a list holds, in milliseconds: models come and go by the week. */
const FRESH_MS = 60 * 60 * 1000;

/** A list of an earlier run that is older, in milliseconds, hides more than it tells where no newer one can be had. */
const STALE_MS = 7 * 24 * 60 * 60 * 1000;

/** After a failure, such as no network or no permission, the lists are asked for again this much later. */
const RETRY_MS = 5 * 60 * 1000;

/** Milliseconds that one page may take. */
const PAGE_MS = 15_000;

/** As many on a page as the API gives. */
const ALL = { maxResults: '1000' };

/** More pages than any account has. */
const MAX_PAGES = 20;

/** Whose models are listed, and where. */
export interface ListScope {
  readonly region: string;
  /** Tells one identity from another: `profile work`. */
  readonly identity: string;
}

/** The scope of an identity. */
export function listScope({ kind, profile, region }: AwsIdentity): ListScope {
  return { region, identity: profile === undefined ? kind : `profile ${profile}` };
}

/** What keeps the lists of an account's models. */
export interface ModelLists {
  /** Fetches the lists now. Rejects with the first reason where none of them could be had. */
  refresh(): Promise<Listing>;
  close(): void;
}

/** How long after a start Bedrock is asked, in milliseconds: the first request goes first. */
export const LIST_AFTER_MS = 1000;

/**
 * Keeps the lists of what the account and region have: from the home at once, from Bedrock in the background
 * `firstAfterMs` after the start and every hour. What cannot be had is left to the catalogue.
 */
export function openModelLists(
  upstream: Upstream,
  scope: ListScope,
  home: Home,
  known: KnownModels,
  firstAfterMs = LIST_AFTER_MS,
): ModelLists {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const later = (ms: number) => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void refresh().catch(() => {}), ms).unref();
  };
  const refresh = async () => {
    try {
      const listing = await fetchListing(upstream, scope);
      if (isClosed) return listing;
      known.take(listing);
      save(home, listing);
      later(FRESH_MS);
      return listing;
    } catch (error) {
      later(RETRY_MS);
      throw error;
    }
  };
  const saved = readListing(home, scope);
  if (saved && Date.now() - saved.fetched < STALE_MS) known.take(saved);
  if (Number.isFinite(firstAfterMs)) later(firstAfterMs);
  return {
    refresh,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Asks the control plane what the account and region have. Lists that are refused (each needs a permission of its own) or
 * empty are undefined; rejects with the first reason where all are refused.
 */
export async function fetchListing(upstream: Upstream, { region, identity }: ListScope): Promise<Listing> {
  const lists = await Promise.allSettled([
    fetchPages(upstream, region, '/inference-profiles', { ...ALL, type: 'SYSTEM_DEFINED' }, readProfiles),
    fetchPages(upstream, region, '/inference-profiles', { ...ALL, type: 'APPLICATION' }, readProfiles),
    fetchPages(upstream, region, '/foundation-models', {}, readModels),
  ]);
  const [system, own, models] = lists;
  if (system.status === 'rejected' && models.status === 'rejected') throw system.reason;
  const profiles = filled(system);
  return {
    identity,
    region,
    fetched: Date.now(),
    profiles: profiles && [...profiles, ...(filled(own) ?? [])],
    models: filled(models),
  };
}

function filled<T>(list: PromiseSettledResult<T[]>): T[] | undefined {
  return list.status === 'fulfilled' && list.value.length > 0 ? list.value : undefined;
}

async function fetchPages<T>(
  upstream: Upstream,
  region: string,
  path: string,
  query: Record<string, string>,
  read: (json: unknown) => T[],
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const more = token === undefined ? {} : { nextToken: token };
    const call = {
      method: 'GET',
      service: 'bedrock',
      region,
      path,
      query: { ...query, ...more },
      limitMs: PAGE_MS,
    } as const;
    const json = readJson(await callAws(upstream, call));
    found.push(...read(json));
    token = nextToken(json);
    if (token === undefined) break;
  }
  return found;
}

function readJson({ status, headers, body }: CallAnswer): unknown {
  if (status === 200) return JSON.parse(body.toString());
  const { name, message } = readFailure(status, headers, body);
  throw new Error([name, message].filter(Boolean).join(': '));
}

const ListingSchema = v.object({
  identity: v.string(),
  region: v.string(),
  fetched: v.number(),
  profiles: v.optional(
    v.array(v.object({ id: v.string(), name: v.string(), modelId: v.string(), isApplication: v.boolean() })),
  ),
  models: v.optional(
    v.array(
      v.object({
        id: v.string(),
        name: v.string(),
        input: v.array(v.string()),
        onDemand: v.boolean(),
        lifecycle: v.optional(v.string()),
        endOfLife: v.optional(v.string()),
      }),
    ),
  ),
});

/** The lists of an earlier run; undefined where there are none of this scope, or the file cannot be read. */
export function readListing(home: Home, { region, identity }: ListScope): Listing | undefined {
  try {
    const listing = v.parse(ListingSchema, JSON.parse(home.read(FILE) ?? 'null'));
    const isOurs = listing.region === region && listing.identity === identity;
    return isOurs ? { profiles: undefined, models: undefined, ...listing } : undefined;
  } catch {
    return undefined;
  }
}

function save(home: Home, listing: Listing): void {
  try {
    home.write(FILE, `${JSON.stringify(listing)}\n`);
  } catch {
    // A home that cannot be written costs one question to Bedrock at the next start.
  }
}
