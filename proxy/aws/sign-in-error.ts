import { AditError, reason } from '../errors.ts';
import type { AwsIdentity } from './profiles.ts';
import { PersonNeeded } from './sources/person-needed.ts';

/** From here a wait is worth telling, in milliseconds. */
const WORTH_TELLING_MS = 1000;

/**
 * 401 that says which credentials are not valid, why, how long the request waited for a person, and what to do. Clients
 * are told not to try again by themselves. `why`: what AWS said of the credentials, or the error that there were none for.
 */
export function signInError(identity: AwsIdentity, why: unknown, waitedMs = 0): AditError {
  const isPersons = why instanceof PersonNeeded;
  // What a person has to do needs no words of AWS's.
  const text = isPersons ? why.message : reason(why);
  const words = [
    `${describe(identity)}: ${text.replace(/\.*$/, '.')}`,
    ...(isPersons && waitedMs >= WORTH_TELLING_MS
      ? [`The request waited ${Math.round(waitedMs / 1000)} s for somebody to help.`]
      : []),
    isPersons ? `${howToHelp(why)}, then repeat the request.` : remedy(identity, typeof why === 'string'),
  ];
  const cause = why instanceof Error ? { cause: why } : {};
  return new AditError('authentication_error', words.join(' '), { shouldRetry: false, ...cause });
}

/** What a person does to help, as an order without a full stop. */
export function howToHelp({ task, profile }: Pick<PersonNeeded, 'task' | 'profile'>): string {
  const named = profile === 'default' ? '' : ` --profile ${profile}`;
  switch (task) {
    case 'sso':
      return `Sign in with "adit login${named}" (or "aws sso login${named}")`;
    case 'login':
      return `Sign in with "aws login${named}"`;
    case 'mfa':
      return 'Tell Adit the code of the MFA device with "adit mfa"';
  }
}

function describe({ kind, profile }: AwsIdentity): string {
  if (kind === 'profile') return `AWS profile "${profile}" gives no valid credentials`;
  return 'The AWS credentials are not valid';
}

/** `isRefused`: there were credentials, and AWS did not take them. */
function remedy({ kind, origin }: AwsIdentity, isRefused: boolean): string {
  switch (kind) {
    case 'profile':
      return `${remedyOfProfile(origin, isRefused)}, then repeat the request.`;
    case 'bearer':
      return 'Set AWS_BEARER_TOKEN_BEDROCK to a valid Bedrock API key and start Adit again, or keep one in its home as bedrock-api-key.';
    case 'environment':
      return 'Start Adit again with valid AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or with --profile NAME.';
    case 'web-identity':
      return 'See that AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN lead to a role that trusts the token, or start Adit with --profile NAME.';
    case 'container':
    case 'instance':
      return `See that the ${kind} has a role, or start Adit with --profile NAME.`;
    default:
      return 'Start Adit with --profile NAME, or set up a profile with "adit login".';
  }
}

function remedyOfProfile(origin: AwsIdentity['origin'], isRefused: boolean): string {
  const { profile = 'default', kind = 'none' } = origin ?? {};
  if (isRefused && (kind === 'sso' || kind === 'sso-legacy')) return howToHelp({ task: 'sso', profile });
  if (isRefused && kind === 'login') return howToHelp({ task: 'login', profile });
  switch (kind) {
    case 'keys':
      return `Renew the keys of profile "${profile}"`;
    case 'process':
      return `See that the credential_process of profile "${profile}" gives valid credentials`;
    default:
      return `See that the settings of profile "${profile}" lead to valid credentials`;
  }
}
