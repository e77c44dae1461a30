import { kindOf, type ProfileKind } from '../aws/files/kinds.ts';
import type { CredentialKind } from '../aws/profiles.ts';
import { AditError } from '../errors.ts';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';

const PROFILE_WORDS: Readonly<Record<ProfileKind, string>> = {
  sso: 'IAM Identity Center',
  'sso-legacy': 'IAM Identity Center, older form',
  keys: 'keys in the file',
  role: 'a role that is assumed',
  process: 'a program of its own (credential_process)',
  'web-identity': 'a web identity',
  login: 'aws login',
  none: 'no credentials of its own',
};

const SOURCE_WORDS: Readonly<Record<Exclude<CredentialKind, 'profile'>, string>> = {
  bearer: 'a Bedrock API key (AWS_BEARER_TOKEN_BEDROCK)',
  environment: 'keys in the environment (AWS_ACCESS_KEY_ID)',
  'web-identity': 'a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)',
  container: "the container's role",
  instance: "the instance's role",
  none: 'nothing',
};

/** Who this machine is to AWS, and in which region. */
export async function checkProfile(context: DoctorContext): Promise<Finding[]> {
  try {
    const { kind, profile, region, regionFrom } = await context.identity();
    const { sections } = await context.files();
    const who =
      kind === 'profile' && profile !== undefined
        ? `AWS profile "${profile}" (${PROFILE_WORDS[kindOf(sections[profile])]})`
        : SOURCE_WORDS[kind as Exclude<CredentialKind, 'profile'>];
    const from = regionFrom === 'default' ? 'nothing names another' : regionFrom;
    return [
      { id: 'profile', title: 'Profile', verdict: 'ok', evidence: `Credentials: ${who}.` },
      { id: 'region', title: 'Region', verdict: 'ok', evidence: `${region} (${from}).` },
    ];
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    return [error.type === 'authentication_error' ? wrongProfile(error) : wrongRegion(error)];
  }
}

function wrongProfile({ message }: AditError): Finding {
  const mend =
    'Choose a profile with --profile NAME (or AWS_PROFILE, or "profile" in settings.json), for doctor and serve alike.';
  return { id: 'profile', title: 'Profile', verdict: 'broken', evidence: message, mend };
}

function wrongRegion({ message }: AditError): Finding {
  const mend = 'Name a region that Amazon Bedrock is in, such as us-east-1, with --region, AWS_REGION or the profile.';
  return { id: 'region', title: 'Region', verdict: 'broken', evidence: message, mend };
}
