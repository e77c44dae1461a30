import { loadSharedConfigFiles } from '@smithy/core/config';

/** The settings of one section of the shared files. */
export type Section = Readonly<Record<string, string | undefined>>;

/** Sections of both shared files by name: profiles by their own, others as `sso-session.NAME` and `services.NAME`. */
export type Sections = Readonly<Record<string, Section>>;

/** The shared files as they are now. */
export interface SharedFiles {
  /** Both as one; the credentials file goes first where both have a setting, as in AWS's SDKs. */
  readonly sections: Sections;
  readonly config: Sections;
  readonly credentials: Sections;
}

/**
 * Reads config and credentials file anew at every call; one that is missing or cannot be read has no sections.
 * Where they are: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else ~/.aws.
 */
export async function readSharedFiles(env: NodeJS.ProcessEnv): Promise<SharedFiles> {
  const { AWS_CONFIG_FILE: configFilepath, AWS_SHARED_CREDENTIALS_FILE: filepath } = env;
  const files = await loadSharedConfigFiles({
    ignoreCache: true,
    ...(configFilepath ? { configFilepath } : {}),
    ...(filepath ? { filepath } : {}),
  });
  const { configFile: config, credentialsFile: credentials } = files;
  return { sections: merge(config, credentials), config, credentials };
}

/** Names of the sections that are profiles: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export function profileNames(sections: Sections): string[] {
  return Object.keys(sections).filter((name) => !/^(?:sso-session|services)\./.test(name));
}

/** Without a prototype: a profile may be named `constructor`. */
function merge(...files: Sections[]): Sections {
  const merged: Record<string, Section> = Object.create(null);
  for (const file of files) {
    for (const [name, settings] of Object.entries(file)) merged[name] = { ...merged[name], ...settings };
  }
  return merged;
}
