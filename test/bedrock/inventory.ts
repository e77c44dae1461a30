import type { JsonObject } from '../../proxy/demo/call.ts';
import type { Account, Here } from './account.ts';
import { embeddingModels, makerModels } from './makers.ts';
import { models, scopesFrom } from './models.ts';
import { accountNumber, type Offer, offerOfProfile, offers, withoutArn } from './reach.ts';

/** The profiles that can be called here: the system's, and the account's own. */
export function profiles(account: Here): JsonObject[] {
  const { region, applicationProfiles = {} } = account;
  const system = offers.flatMap((offer) =>
    scopesFrom(region)
      .filter((scope) => offer.scopes.includes(scope) && isAllowed(`${scope}.${offer.id}`, account))
      .map((scope) => systemProfile(`${scope}.${offer.id}`, offer, region)),
  );
  const own = Object.entries(applicationProfiles).map(([arn, stands]) => {
    const offer = offerOfProfile(stands, region) ?? offers.find(({ id }) => id === stands);
    return profile(
      arn.split('/').at(-1) ?? '',
      arn,
      `application of ${stands}`,
      'APPLICATION',
      offer?.id ?? stands,
      region,
    );
  });
  return [...system, ...own];
}

/** A profile by its id or its ARN; undefined where this account has none. */
export function profileNamed(name: string, account: Here): JsonObject | undefined {
  const id = withoutArn(name, account.region);
  return profiles(account).find(
    ({ inferenceProfileId, inferenceProfileArn }) => inferenceProfileId === id || inferenceProfileArn === name,
  );
}

function systemProfile(id: string, offer: Offer, region: string): JsonObject {
  const arn = `arn:aws:bedrock:${region}:${accountNumber}:inference-profile/${id}`;
  const scope = id.split('.', 1)[0]?.toUpperCase();
  return profile(id, arn, `${scope} ${providerOf(offer.id)} ${nameOf(offer.id)}`, 'SYSTEM_DEFINED', offer.id, region);
}

function profile(id: string, arn: string, name: string, type: string, model: string, region: string): JsonObject {
  return {
    inferenceProfileId: id,
    inferenceProfileArn: arn,
    inferenceProfileName: name.replace(/[^0-9a-zA-Z _-]/g, '-').slice(0, 64),
    models: [region, 'us-west-2'].map((place) => ({ modelArn: modelArn(model, place) })),
    status: 'ACTIVE',
    type,
    createdAt: '2025-11-21T09:00:00Z',
    updatedAt: '2026-10-01T09:00:00Z',
  };
}

/** A model, where this account has it, by itself or through a profile. */
export function modelSummary(name: string, account: Here): JsonObject | undefined {
  const id = withoutArn(name, account.region);
  const offer = offers.find((candidate) => candidate.id === id);
  if (!offer) return undefined;
  const onDemand = offer.inRegion && isAllowed(id, account);
  const scopes = scopesFrom(account.region).filter((scope) => offer.scopes.includes(scope));
  const byProfile = scopes.some((scope) => isAllowed(`${scope}.${id}`, account));
  if (!onDemand && !byProfile) return undefined;
  const isEmbedding = embeddingModels.some((model) => model.id === id);
  return {
    modelArn: modelArn(id, account.region),
    modelId: id,
    modelName: nameOf(id),
    providerName: providerOf(id),
    inputModalities: seesImages(id) ? ['TEXT', 'IMAGE'] : ['TEXT'],
    outputModalities: [isEmbedding ? 'EMBEDDING' : 'TEXT'],
    responseStreamingSupported: !isEmbedding,
    customizationsSupported: [],
    inferenceTypesSupported: [...(onDemand ? ['ON_DEMAND'] : []), ...(byProfile ? ['INFERENCE_PROFILE'] : [])],
    modelLifecycle: lifecycleOf(id, account),
  };
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html */
function lifecycleOf(id: string, { legacy = {} }: Account): JsonObject {
  const endOfLifeTime = legacy[id];
  return endOfLifeTime === undefined ? { status: 'ACTIVE' } : { status: 'LEGACY', endOfLifeTime };
}

function isAllowed(id: string, { models: allowed }: Account): boolean {
  return !allowed || allowed.includes(id);
}

function nameOf(id: string): string {
  const claude = models.find((model) => model.id === id);
  if (claude)
    return `Claude ${claude.name
      .replace('-', ' ')
      .replace(/^./, (letter) => letter.toUpperCase())
      .replace('-', '.')}`;
  return [...makerModels, ...embeddingModels].find((model) => model.id === id)?.name ?? id;
}

const providers: Record<string, string> = {
  minimax: 'MiniMax',
  mistral: 'Mistral AI',
  moonshot: 'Moonshot AI',
  moonshotai: 'Moonshot AI',
  nvidia: 'NVIDIA',
  openai: 'OpenAI',
  xai: 'xAI',
  zai: 'Z.AI',
};

function providerOf(id: string): string {
  const [maker = ''] = id.split('.', 1);
  return providers[maker] ?? maker.replace(/^./, (letter) => letter.toUpperCase());
}

function seesImages(id: string): boolean {
  return makerModels.find((model) => model.id === id)?.images ?? id.startsWith('anthropic.');
}

function modelArn(id: string, region: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${id}`;
}
