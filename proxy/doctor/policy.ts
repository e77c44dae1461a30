import type { AwsIdentity } from '../aws/profiles.ts';

/** Partitions of ARNs by region prefix: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS: readonly [prefix: string, partition: string][] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-iso-', 'aws-iso'],
  ['', 'aws'],
];

/** Actions on models and profiles: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html */
const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:CountTokens'];

/** Actions that lists and questions about models need. */
const LOOK = [
  'bedrock:ListInferenceProfiles',
  'bedrock:GetInferenceProfile',
  'bedrock:ListFoundationModels',
  'bedrock:GetFoundationModelAvailability',
];

/**
 * The least policy that lets a role use Adit in a region, to be pasted as JSON; with what bedrock-mantle asks for where
 * `denied` has an action of it.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockMantleInferenceAccess.html
 */
export function leastPolicy({ region, kind }: AwsIdentity, denied: readonly string[]): string {
  const partition = PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
  const ofRegion = `arn:${partition}:bedrock:${region}:*`;
  const statements = [
    {
      Sid: 'AditModels',
      Effect: 'Allow',
      Action: INVOKE,
      // A profile sends requests to models in other regions, and global ones to an ARN without a region.
      Resource: [
        `arn:${partition}:bedrock:*::foundation-model/*`,
        `${ofRegion}:inference-profile/*`,
        `${ofRegion}:application-inference-profile/*`,
      ],
    },
    { Sid: 'AditLists', Effect: 'Allow', Action: LOOK, Resource: '*' },
    ...(denied.some((action) => action.startsWith('bedrock-mantle:'))
      ? [
          {
            Sid: 'AditMantle',
            Effect: 'Allow',
            Action: ['bedrock-mantle:CreateInference'],
            Resource: `arn:${partition}:bedrock-mantle:${region}:*:project/*`,
          },
        ]
      : []),
    ...(kind === 'bearer'
      ? [{ Sid: 'AditApiKey', Effect: 'Allow', Action: ['bedrock:CallWithBearerToken'], Resource: '*' }]
      : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
}
