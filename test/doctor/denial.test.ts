import { describe, expect, test } from 'vitest';
import type { AwsIdentity } from '../../proxy/aws/profiles.ts';
import { readDenial } from '../../proxy/bedrock/denial.ts';
import { describeDenials, mendDenials } from '../../proxy/doctor/denial.ts';
import { leastPolicy } from '../../proxy/doctor/policy.ts';

const USER = 'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_0123/me@example.com';
const PROFILE = 'arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.anthropic.claude-sonnet-4-6';
const ACTION = 'bedrock:InvokeModelWithResponseStream';
const REFUSED = `${USER} is not authorized to perform: ${ACTION} on resource: ${PROFILE}`;

function identity(more: Partial<AwsIdentity> = {}): AwsIdentity {
  return {
    kind: 'profile',
    profile: 'work',
    region: 'eu-central-1',
    regionFrom: '',
    endpoint: {},
    sources: [],
    ...more,
  };
}

function denialOf(message: string) {
  const denial = readDenial(message);
  if (!denial) throw new Error(`no denial: ${message}`);
  return denial;
}

describe('what IAM says of a denial', () => {
  test.each([
    [
      ' because no identity-based policy allows the bedrock:InvokeModelWithResponseStream action',
      'identity-based policy',
      false,
    ],
    [' because no session policy allows the bedrock:InvokeModelWithResponseStream action', 'session policy', false],
    [' because no VPC endpoint policy allows the x:Y action', 'VPC endpoint policy', false],
    [' with an explicit deny in an identity-based policy', 'identity-based policy', true],
    [
      ' with an explicit deny in a service control policy (The AWS role needs this action)',
      'service control policy',
      true,
    ],
    [' with an explicit deny in a permissions boundary: arn:aws:iam::1:policy/x', 'permissions boundary', true],
    ['', undefined, false],
  ])('%s', (why, policy, isExplicit) => {
    expect(readDenial(REFUSED + why)).toEqual({
      action: ACTION,
      resource: PROFILE,
      who: 'AWSReservedSSO_Developer_0123',
      policy,
      isExplicit,
    });
  });

  test('other refusals are none', () => {
    for (const words of ["You don't have access to the model with the specified model ID.", '', 'not authorized']) {
      expect(readDenial(words)).toBeUndefined();
    }
  });

  test('a user is named as a role is', () => {
    expect(denialOf('User: arn:aws:iam::1:user/me is not authorized to perform: bedrock:CountTokens').who).toBe('me');
  });
});

describe('what to do about it', () => {
  test('one sentence that names action and role, then the policy', () => {
    const [sentence = '', ...rest] = mendDenials([denialOf(REFUSED)], identity()).split('\n');
    expect(sentence).toBe(`Allow ${ACTION} for "AWSReservedSSO_Developer_0123". The least policy, to paste in IAM:`);
    expect(JSON.parse(rest.join('\n'))).toMatchObject({ Version: '2012-10-17' });
  });

  test('an explicit deny is not answered with a policy', () => {
    const mend = mendDenials([denialOf(`${REFUSED} with an explicit deny in a service control policy`)], identity());
    expect(mend).toMatch(/deny of bedrock:InvokeModelWithResponseStream taken out of the service control policy/);
    expect(mend).not.toContain('{');
  });

  test('several are told together, each with its reason', () => {
    const denials = ['bedrock:A', 'bedrock:B', 'bedrock:C'].map((action) => denialOf(REFUSED.replace(ACTION, action)));
    expect(mendDenials(denials, identity())).toMatch(/^Allow bedrock:A, bedrock:B and bedrock:C for/);
    expect(describeDenials(denials).match(/is denied on/g)).toHaveLength(3);
  });
});

describe('the least policy', () => {
  test.each([
    ['us-east-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['us-isob-east-1', 'aws-iso-b'],
  ])('in %s its ARNs are of the partition %s', (region, partition) => {
    const arns = leastPolicy(identity({ region }), []).match(/arn:[\w-]+:/g) ?? [];
    expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
  });

  test('has what a Bedrock API key and what bedrock-mantle asks for, where they are used', () => {
    const actions = (...[who, denied]: Parameters<typeof leastPolicy>) =>
      JSON.parse(leastPolicy(who, denied)).Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    expect(actions(identity(), [])).not.toContain('bedrock-mantle:CreateInference');
    expect(actions(identity(), ['bedrock-mantle:CreateInference'])).toContain('bedrock-mantle:CreateInference');
    expect(actions(identity({ kind: 'bearer' }), [])).toContain('bedrock:CallWithBearerToken');
  });
});
