import * as v from 'valibot';

/** What an account and region have, as Bedrock's control plane lists it. */
export interface Listing {
  /** Who was asked, and where: a list holds for one identity in one region. */
  readonly identity: string;
  readonly region: string;
  /** When it was fetched, in milliseconds since 1970. */
  readonly fetched: number;
  /** Undefined where this list could not be had, or was empty. */
  readonly profiles: readonly ListedProfile[] | undefined;
  readonly models: readonly ListedModel[] | undefined;
}

/** An inference profile: AWS's own (`us.amazon.nova-pro-v1:0`), or one that the account made (an ARN). */
export interface ListedProfile {
  /** What requests name it by. */
  readonly id: string;
  readonly name: string;
  /** Foundation model id. */
  readonly modelId: string;
  readonly isApplication: boolean;
}

/** A foundation model that answers in text. */
export interface ListedModel {
  readonly id: string;
  readonly name: string;
  readonly input: readonly string[];
  /** Whether it can be asked by its own id, without a profile. */
  readonly onDemand: boolean;
  /** `ACTIVE` or `LEGACY`; undefined where the list does not say. */
  readonly lifecycle?: string | undefined;
  /** The day on which it ends, such as `2026-11-30`, where the list says. */
  readonly endOfLife?: string | undefined;
}

const Profile = v.object({
  inferenceProfileId: v.string(),
  inferenceProfileArn: v.string(),
  inferenceProfileName: v.optional(v.string(), ''),
  models: v.array(v.object({ modelArn: v.string() })),
  status: v.optional(v.string()),
  type: v.optional(v.string()),
});

const Model = v.object({
  modelId: v.string(),
  modelName: v.optional(v.string(), ''),
  inputModalities: v.optional(v.array(v.string()), []),
  outputModalities: v.optional(v.array(v.string()), []),
  inferenceTypesSupported: v.optional(v.array(v.string()), []),
  modelLifecycle: v.fallback(
    v.optional(v.object({ status: v.optional(v.string()), endOfLifeTime: v.optional(v.unknown()) })),
    undefined,
  ),
});

const Page = v.object({ nextToken: v.optional(v.string()) });

/** Where the next page of a list begins; undefined behind the last one. */
export function nextToken(json: unknown): string | undefined {
  const page = v.safeParse(Page, json);
  return page.success ? page.output.nextToken : undefined;
}

/**
 * The profiles of one page of ListInferenceProfiles
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html); entries that cannot be read
 * are left out.
 */
export function readProfiles(json: unknown): ListedProfile[] {
  return entries(json, 'inferenceProfileSummaries', Profile).flatMap((summary) => {
    const isApplication = summary.type === 'APPLICATION';
    const modelId = /foundation-model\/(.+)$/.exec(summary.models[0]?.modelArn ?? '')?.[1];
    if (modelId === undefined || (summary.status !== undefined && summary.status !== 'ACTIVE')) return [];
    const id = isApplication ? summary.inferenceProfileArn : summary.inferenceProfileId;
    return [{ id, name: summary.inferenceProfileName, modelId, isApplication }];
  });
}

/** The models of ListFoundationModels (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html). */
export function readModels(json: unknown): ListedModel[] {
  return entries(json, 'modelSummaries', Model)
    .filter(({ outputModalities }) => outputModalities.includes('TEXT'))
    .map(({ modelId, modelName, inputModalities, inferenceTypesSupported, modelLifecycle }) => ({
      id: modelId,
      name: modelName,
      input: inputModalities.map((modality) => modality.toLowerCase()),
      onDemand: inferenceTypesSupported.includes('ON_DEMAND'),
      lifecycle: modelLifecycle?.status,
      endOfLife: dayOf(modelLifecycle?.endOfLifeTime),
    }));
}

/** A timestamp's day: ISO 8601, or seconds since 1970 as AWS's JSON protocol has them where a model does not say otherwise. */
function dayOf(time: unknown): string | undefined {
  const date = new Date(typeof time === 'number' ? time * 1000 : typeof time === 'string' ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}

function entries<T>(json: unknown, field: string, schema: v.GenericSchema<unknown, T>): T[] {
  const list = v.safeParse(v.object({ [field]: v.array(v.unknown()) }), json);
  if (!list.success) return [];
  return (list.output[field] ?? []).flatMap((entry) => {
    const read = v.safeParse(schema, entry);
    return read.success ? [read.output] : [];
  });
}
