import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type AwsIdentity, findIdentity, type OtherSource } from '../../proxy/aws/profiles.ts';
import { temporaryFolder } from '../support/folder.ts';

export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
export const BEARER = { AWS_BEARER_TOKEN_BEDROCK: 'api-key' };

/** What `aws configure sso` writes. */
export const SSO = `
[profile work]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1

[sso-session my-sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`;
export const TWO = `${SSO}\n[profile play]\naws_access_key_id = A\naws_secret_access_key = S\n`;
export const DEFAULT = `${TWO}\n[default]\ncredential_process = /bin/true\nregion = ap-south-1\n`;

/** No test asks for an instance's credentials. */
export const NO_METADATA = { AWS_EC2_METADATA_DISABLED: 'true' };

/** Where identity and region may come from in one test. */
export interface Setting {
  readonly wish?: string | undefined;
  readonly region?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly config?: string | undefined;
  readonly credentials?: string;
  /** A source that is chosen in place of profiles. */
  readonly source?: OtherSource;
}

/** Who this machine would be to AWS. */
export function find({ wish, region, env, config, credentials, source }: Setting): Promise<AwsIdentity> {
  files({ config, credentials });
  return findIdentity({ profile: wish, region, credentials: source }, { ...NO_METADATA, ...env });
}

/** The shared files, in a folder of their own; the AWS SDK looks for them where the process's environment says. */
export function files({
  config,
  credentials,
}: {
  config?: string | undefined;
  credentials?: string | undefined;
}): string {
  const folder = temporaryFolder();
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  if (config !== undefined) writeFileSync(join(folder, 'config'), config);
  if (credentials !== undefined) writeFileSync(join(folder, 'credentials'), credentials);
  return folder;
}
