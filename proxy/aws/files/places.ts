import { homedir } from 'node:os';
import { join } from 'node:path';

/** The person's home folder, as the AWS SDK for JavaScript finds it (`getHomeDir` of @smithy/core). */
export function personHome({ HOME, USERPROFILE, HOMEPATH, HOMEDRIVE }: NodeJS.ProcessEnv): string {
  if (HOME || USERPROFILE) return HOME || USERPROFILE || '';
  return HOMEPATH ? `${HOMEDRIVE ?? 'C:\\'}${HOMEPATH}` : homedir();
}

/** Where the AWS CLI and the SDKs keep tokens of sign-ins, and registrations; no variable changes it. */
export function ssoCacheFolder(env: NodeJS.ProcessEnv): string {
  return join(personHome(env), '.aws', 'sso', 'cache');
}

/** The shared configuration file: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
export function configFileOf(env: NodeJS.ProcessEnv): string {
  return sharedFile(env.AWS_CONFIG_FILE, 'config', env);
}

/** The shared credentials file. */
export function credentialsFileOf(env: NodeJS.ProcessEnv): string {
  return sharedFile(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials', env);
}

function sharedFile(named: string | undefined, name: string, env: NodeJS.ProcessEnv): string {
  const home = personHome(env);
  if (!named) return join(home, '.aws', name);
  return named.startsWith('~/') ? join(home, named.slice(2)) : named;
}
