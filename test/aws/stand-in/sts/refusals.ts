import { type RefusalRow, Refused } from '../refused.ts';

const noSource = 'no public source';

const rows = {
  invalidMfaCode: {
    type: 'AccessDenied',
    status: 403,
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    source: 'https://github.com/lonelyplanet/aws-mfa/pull/21',
  },
  unknownMfaDevice: {
    type: 'AccessDenied',
    status: 403,
    message:
      'MultiFactorAuthentication failed, unable to validate MFA code.  ' +
      'Please verify your MFA serial number is valid and associated with this user.',
    source: 'https://github.com/aws/aws-cli/issues/6325',
  },
  halfMfa: {
    type: 'AccessDenied',
    status: 403,
    message: 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    source: 'https://github.com/y13i/sgviz/issues/9',
  },
  tooLongForRole: {
    type: 'ValidationError',
    status: 400,
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    source: 'https://github.com/d2a4u/sqs4s/pull/270',
  },
  tooLongForChain: {
    type: 'ValidationError',
    status: 400,
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    source: 'https://github.com/trek10inc/awsume/issues/114; wording: no public source',
  },
  sessionOfSession: {
    type: 'AccessDenied',
    status: 403,
    message: 'Cannot call GetSessionToken with session credentials',
    source: 'https://github.com/apache/hadoop/pull/4705',
  },
  webNotAuthorized: {
    type: 'AccessDenied',
    status: 403,
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    source: 'https://github.com/aws/aws-sdk-js-v3/issues/6225',
  },
  webAudience: {
    type: 'InvalidIdentityToken',
    status: 400,
    message: 'Incorrect token audience',
    source: 'https://github.com/awslabs/amazon-eks-irsa-cfn/pull/18',
  },
  webMalformed: {
    type: 'InvalidIdentityToken',
    status: 400,
    message: 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    source: noSource,
  },
  webSignature: {
    type: 'InvalidIdentityToken',
    status: 400,
    message: "Couldn't retrieve verification key from your identity provider",
    source: noSource,
  },
} satisfies Record<string, RefusalRow>;

export function stsRefusal(name: keyof typeof rows): Refused {
  return new Refused(rows[name]);
}

/** Source: https://github.com/trek10inc/awsume/issues/146 */
export function notAuthorized(arn: string, roleArn: string): Refused {
  const message = `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new Refused({ type: 'AccessDenied', status: 403, message });
}

/** Source: https://github.com/namespacelabs/foundation/issues/801 */
export function unknownIssuer(issuer: string): Refused {
  const message = `No OpenIDConnect provider found in your account for ${issuer}`;
  return new Refused({ type: 'InvalidIdentityToken', status: 400, message });
}

/** Type: service model sts in https://github.com/aws/aws-cli (branch v2). Wording: no public source. */
export function webExpired(now: number, expiredAt: number): Refused {
  const message = `Token expired: current date/time ${now} must be before the expiration date/time ${expiredAt}`;
  return new Refused({ type: 'ExpiredTokenException', status: 400, message });
}
