import type { AwsIdentity } from '../aws/profiles.ts';
import type { PersonNeeded } from '../aws/sources/person-needed.ts';
import { AditError } from '../errors.ts';

interface Row {
  readonly message: RegExp;
  readonly mend: (identity: AwsIdentity) => string;
}

/**
 * What AWS's refusals of credentials mean; the last row fits all.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
const REFUSALS: readonly Row[] = [
  {
    message: /scoped to a valid region/,
    mend: () => 'Choose the region of the endpoint with --region NAME, AWS_REGION or the profile: they differ now.',
  },
  {
    message: /Signature expired|not yet current/,
    mend: () => "Set this machine's clock, then run adit doctor again.",
  },
  {
    message: /signature we calculated does not match/,
    mend: () => 'Enter the secret access key anew: it does not belong to the access key id.',
  },
  {
    message: /token .*invalid/i,
    mend: (identity) =>
      `${mendFor(identity)} If that does not help, the account has not enabled the region ${identity.region}.`,
  },
  { message: /^/, mend: mendFor },
];

/** What helps where AWS does not take the credentials, by its words. */
export function mendRefusal(words: string, identity: AwsIdentity): string {
  return (REFUSALS.find(({ message }) => message.test(words))?.mend ?? mendFor)(identity);
}

/** What helps where there are no credentials. */
export function mendError(error: unknown, identity: AwsIdentity): string {
  // Of these the message says that AWS could not be asked, or not at this address.
  const isWay = error instanceof AditError && error.type !== 'authentication_error';
  return isWay
    ? 'Check proxy, firewall and VPN: sign-ins are asked for at other hosts than models.'
    : mendFor(identity);
}

/** What only a person can do. */
export function mendByPerson({ task, profile, mfaSerial }: PersonNeeded): string {
  if (task === 'sso') return `Run "${loginCommand(profile)}".`;
  if (task === 'login') return `Run "aws login --profile ${profile}".`;
  // The codes of a device are good once, so nothing can be looked at without a program that keeps what one gave.
  return `Run "adit serve", and tell it the code of the MFA device ${mfaSerial ?? ''} with "adit mfa".`;
}

/** What helps where credentials are wrong, by where they come from. */
function mendFor({ kind, origin }: AwsIdentity): string {
  switch (kind) {
    case 'profile':
      return mendForProfile(origin);
    case 'bearer':
      return 'Set AWS_BEARER_TOKEN_BEDROCK to a valid Bedrock API key.';
    case 'environment':
      return 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or choose a profile with --profile NAME.';
    default:
      return 'Check the role that this machine was given, or choose a profile with --profile NAME.';
  }
}

function mendForProfile({
  profile = 'default',
  kind = 'none',
}: Partial<NonNullable<AwsIdentity['origin']>> = {}): string {
  switch (kind) {
    case 'sso':
    case 'sso-legacy':
      return `Run "${loginCommand(profile)}".`;
    case 'login':
      return `Run "aws login --profile ${profile}".`;
    case 'keys':
      return `Renew the keys of the AWS profile "${profile}".`;
    case 'process':
      return `Run the credential_process of the AWS profile "${profile}" by itself, and see what it says.`;
    default:
      return `Correct the settings of the AWS profile "${profile}", so that they lead to credentials.`;
  }
}

function loginCommand(profile: string): string {
  return profile === 'default' ? 'adit login' : `adit login --profile ${profile}`;
}
