import type { Refusal } from '../../proxy/demo/call.ts';
import type { Here } from './account.ts';
import { embeddingModels, makerModels } from './makers.ts';
import { models, scopesFrom } from './models.ts';

/** A model as far as calling it goes. */
export interface Offer {
  /** Foundation model id. */
  id: string;
  /** Prefixes of its inference profiles. */
  scopes: string[];
  /** Whether its own id may be called. Claude's never is: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html */
  inRegion: boolean;
}

/** Every model of every maker. */
export const offers: Offer[] = [
  ...models.map(({ id, scopes }) => ({ id, scopes, inRegion: false })),
  ...makerModels,
  ...embeddingModels,
];

/** The account's number in ARNs. */
export const accountNumber = '123456789012';

export const unknownModel = 'The provided model identifier is invalid.';

/** The foundation id behind what a request names: a model, a profile, or the ARN of either; else the refusal. */
export function reach(id: string, account: Here): { foundation: string } | Refusal {
  const own = account.applicationProfiles?.[id];
  const named = own ?? withoutArn(id, account.region);
  const plain = offers.find((offer) => offer.id === named);
  if (plain && !plain.inRegion) {
    return invalid(
      `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  }
  const offer = plain ?? offerOfProfile(named, account.region);
  const allowed = own !== undefined || !account.models || account.models.includes(named);
  return offer && allowed ? { foundation: offer.id } : invalid(unknownModel);
}

/** The model of an inference profile's id, as seen from a region. */
export function offerOfProfile(profile: string, region: string): Offer | undefined {
  const [scope = '', id = ''] = profile.split(/\.(.*)/s);
  const offer = offers.find((candidate) => candidate.id === id);
  return offer?.scopes.includes(scope) && scopesFrom(region).includes(scope) ? offer : undefined;
}

/** `arn:aws:bedrock:<region>:<account>:inference-profile/<id>`, and foundation models, whose ARN has no account. */
export function withoutArn(id: string, region: string): string {
  const [, arnRegion, name] =
    id.match(/^arn:aws[\w-]*:bedrock:([\w-]+):(?:\d{12}:inference-profile|:foundation-model)\/(.+)$/) ?? [];
  return arnRegion === region && name ? name : id;
}

function invalid(message: string): Refusal {
  return { status: 400, type: 'ValidationException', message };
}
