import { kindOf } from '../files/kinds.ts';
import type { Section } from '../files/sections.ts';
import { containerCredentials } from './container.ts';
import { instanceCredentials } from './instance.ts';
import { loginCredentials } from './login.ts';
import { processCredentials } from './process.ts';
import { assumeRole, assumeRoleWithToken } from './role.ts';
import type { Credentials, SourceContext } from './source.ts';
import { ssoCredentials } from './sso.ts';

/**
 * Credentials of a profile, fetched anew. Rejects with PersonNeeded where a person has to do something first, and with
 * an error whose message says what is wrong with the profile, or what AWS answered.
 */
export function profileCredentials(profile: string, context: SourceContext): Promise<Credentials> {
  return resolve(profile, context, []);
}

/** `askedBy`: the profiles whose roles are assumed with this one. */
async function resolve(profile: string, context: SourceContext, askedBy: readonly string[]): Promise<Credentials> {
  const section = context.sections[profile];
  if (!section) throw new Error(`no AWS profile is named "${profile}"`);
  switch (kindOf(section, askedBy.length > 0)) {
    case 'keys':
      return staticKeys(section);
    case 'role':
      return assumeRole(profile, section, await sourceOf(profile, section, context, askedBy), context);
    case 'web-identity': {
      const { web_identity_token_file: file = '', role_arn: role = '', role_session_name: session } = section;
      return assumeRoleWithToken(file, role, session, section, context);
    }
    case 'process':
      return processCredentials(profile, section.credential_process ?? '', context.env);
    case 'sso':
    case 'sso-legacy':
      return ssoCredentials(profile, section, context);
    case 'login':
      return loginCredentials(profile, section, context);
    case 'none':
      throw new Error(`the profile "${profile}" has no settings that lead to credentials`);
  }
}

/** What a role is assumed with. */
async function sourceOf(
  profile: string,
  { source_profile: source, credential_source: other }: Section,
  context: SourceContext,
  askedBy: readonly string[],
): Promise<Credentials> {
  if (source !== undefined) {
    // A profile may assume its role with its own keys; any other way round leads nowhere.
    const seen = source === profile && hasKeys(context.sections[source]) ? askedBy : [...askedBy, profile];
    if (!seen.includes(source)) return resolve(source, context, [...askedBy, profile]);
    throw new Error(`the profiles ${[...seen, source].join(' → ')} assume each other's roles in a circle`);
  }
  switch (other) {
    case 'Environment':
      return environmentCredentials();
    case 'EcsContainer':
      return containerCredentials(context);
    case 'Ec2InstanceMetadata':
      return instanceCredentials(context);
    default:
      throw new Error(
        `credential_source of profile "${profile}" is "${other}", and may be Environment, EcsContainer or Ec2InstanceMetadata`,
      );
  }
}

/** Keys of the process's own environment. */
export async function environmentCredentials(): Promise<Credentials> {
  const { fromEnv } = await import('@aws-sdk/credential-providers');
  return fromEnv()();
}

function hasKeys(section: Section | undefined): boolean {
  return kindOf(section, true) === 'keys';
}

function staticKeys(section: Section): Credentials {
  const { aws_access_key_id: accessKeyId = '', aws_secret_access_key: secretAccessKey = '' } = section;
  const { aws_session_token: sessionToken } = section;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
