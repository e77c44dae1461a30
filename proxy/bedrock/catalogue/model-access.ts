import * as v from 'valibot';

/**
 * What an account may do with a model, in the values of GetFoundationModelAvailability:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html; null where the answer
 * does not say.
 */
export interface ModelAccess {
  /** `AVAILABLE`, `PENDING`, `NOT_AVAILABLE` or `ERROR`. */
  readonly agreement: string | null;
  /** Why there is no agreement, in AWS's words. */
  readonly agreement_error: string | null;
  /** `AUTHORIZED` or `NOT_AUTHORIZED`. */
  readonly authorization: string | null;
  /** `AVAILABLE` or `NOT_AVAILABLE`. */
  readonly entitlement: string | null;
  /** `AVAILABLE` or `NOT_AVAILABLE`. */
  readonly region: string | null;
}

const Answer = v.object({
  agreementAvailability: v.fallback(
    v.object({ status: v.nullish(v.string(), null), errorMessage: v.nullish(v.string(), null) }),
    { status: null, errorMessage: null },
  ),
  authorizationStatus: v.fallback(v.nullable(v.string()), null),
  entitlementAvailability: v.fallback(v.nullable(v.string()), null),
  regionAvailability: v.fallback(v.nullable(v.string()), null),
});

/** Reads an answer of GetFoundationModelAvailability; undefined where it is none. */
export function readAccess(json: unknown): ModelAccess | undefined {
  const read = v.safeParse(Answer, json);
  if (!read.success) return undefined;
  const { agreementAvailability, authorizationStatus, entitlementAvailability, regionAvailability } = read.output;
  return {
    agreement: agreementAvailability.status,
    agreement_error: agreementAvailability.errorMessage,
    authorization: authorizationStatus,
    entitlement: entitlementAvailability,
    region: regionAvailability,
  };
}

/** What is wrong with an access: in a word or two for tables, and what to do. */
export interface AccessTrouble {
  readonly short: string;
  readonly mend: string;
}

interface Row extends AccessTrouble {
  readonly holds: (access: ModelAccess) => boolean;
  readonly source: string;
}

const MODEL_ACCESS = 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html';
const FIELDS = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html';

/** The first row that holds is told. */
const ROWS: readonly Row[] = [
  {
    holds: ({ region }) => region === 'NOT_AVAILABLE',
    short: 'not in region',
    mend: 'Choose another model, or a region that has it (--region NAME).',
    source: FIELDS,
  },
  {
    holds: ({ authorization }) => authorization === 'NOT_AUTHORIZED',
    short: 'not authorized',
    mend: 'An administrator of the account can allow this model: its IAM policies or those of the organization deny it.',
    source: FIELDS,
  },
  {
    holds: ({ agreement }) => agreement === 'PENDING',
    short: 'pending',
    mend: 'Wait: the subscription to the model is under way, which takes up to 15 minutes.',
    source: MODEL_ACCESS,
  },
  {
    holds: ({ agreement }) => agreement === 'NOT_AVAILABLE',
    short: 'no agreement',
    mend:
      'Call the model once with a role that has aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions: ' +
      'the first call subscribes the account.',
    source: MODEL_ACCESS,
  },
  {
    holds: ({ agreement }) => agreement === 'ERROR',
    short: 'no agreement',
    mend: 'Open the model in the AWS console (Amazon Bedrock, Model catalog): its subscription failed.',
    source: MODEL_ACCESS,
  },
  {
    holds: ({ entitlement }) => entitlement === 'NOT_AVAILABLE',
    short: 'not entitled',
    mend: 'Open the model in the AWS console (Amazon Bedrock, Model catalog), which says what is missing.',
    source: FIELDS,
  },
];

/**
 * What stands in the way of a model; undefined where nothing is told to. That does not prove that it answers: calls
 * fail on some accounts whose four values are all good (https://github.com/anthropics/claude-code/issues/51183).
 */
export function accessTrouble(access: ModelAccess): AccessTrouble | undefined {
  return ROWS.find(({ holds }) => holds(access));
}

/** Whether Bedrock said anything at all. */
export function isTold({ agreement, authorization, entitlement, region }: ModelAccess): boolean {
  return [agreement, authorization, entitlement, region].some((value) => value !== null);
}
