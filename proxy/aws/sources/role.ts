import { customEndpoint, endpointSettings } from '../endpoint.ts';
import type { Section } from '../files/sections.ts';
import { PersonNeeded } from './person-needed.ts';
import type { Credentials, SourceContext } from './source.ts';

/** How STS says that a code is wrong, or was used before: https://github.com/lonelyplanet/aws-mfa/pull/21 */
const WRONG_CODE = /MultiFactorAuthentication failed with invalid MFA one time pass code/i;

/** A session's name may have these characters alone, and at most 64 of them. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/**
 * Assumes the role of a profile with its settings: `role_session_name`, `external_id`, `duration_seconds`, `mfa_serial`.
 * Rejects with PersonNeeded where the code of an MFA device is asked for and there is none, or it was not taken.
 */
export async function assumeRole(
  profile: string,
  section: Section,
  masterCredentials: Credentials,
  context: SourceContext,
): Promise<Credentials> {
  const { mfa_serial: serial, role_arn: role = '' } = section;
  const { mfaCode } = context;
  if (serial && mfaCode === undefined) {
    const why = `the code of the MFA device ${serial} is needed to assume ${role}`;
    throw new PersonNeeded('mfa', profile, why, { mfaSerial: serial });
  }
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const provider = fromTemporaryCredentials({
    masterCredentials,
    clientConfig: stsConfig(section, context),
    params: {
      RoleArn: role,
      RoleSessionName: sessionName(section.role_session_name),
      DurationSeconds: seconds(section.duration_seconds),
      ...(section.external_id ? { ExternalId: section.external_id } : {}),
      ...(serial ? { SerialNumber: serial } : {}),
    },
    mfaCodeProvider: async () => mfaCode ?? '',
  });
  return provider().catch((error: unknown) => {
    if (!serial || !WRONG_CODE.test((error as Error).message)) throw error;
    const why = `AWS did not take the code of the MFA device ${serial}: it was wrong, or had been used before`;
    throw new PersonNeeded('mfa', profile, why, { mfaSerial: serial, cause: error });
  });
}

/** Assumes a role with the token in a file, which whoever runs this machine keeps fresh. */
export async function assumeRoleWithToken(
  file: string,
  role: string,
  session: string | undefined,
  section: Section,
  context: SourceContext,
): Promise<Credentials> {
  const { fromTokenFile } = await import('@aws-sdk/credential-providers');
  return fromTokenFile({
    webIdentityTokenFile: file,
    roleArn: role,
    roleSessionName: sessionName(session),
    clientConfig: stsConfig(section, context),
  })();
}

/** Where STS is asked: the person's own endpoint, or that of the profile's region. */
function stsConfig(section: Section, { env, handler, sections, region }: SourceContext) {
  const endpoint = customEndpoint('sts', env, endpointSettings(sections, section));
  return {
    region: section.region ?? region,
    requestHandler: handler,
    ...(endpoint ? { endpoint: endpoint.href } : {}),
  };
}

function sessionName(wished: string | undefined): string {
  if (wished && !SESSION_NAME.test(wished)) throw new Error(`role_session_name is no name for a session: "${wished}"`);
  return wished || `adit-${Date.now()}`;
}

/** From 15 minutes to 12 hours; an hour where nothing is said. */
function seconds(text: string | undefined): number {
  const number = Number(text ?? 3600);
  if (Number.isInteger(number) && number >= 900 && number <= 43_200) return number;
  throw new Error(`duration_seconds is to be a number from 900 to 43200, and is "${text}"`);
}
