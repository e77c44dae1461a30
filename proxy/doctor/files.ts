import { constants, promises as fs } from 'node:fs';
import { configFileOf, credentialsFileOf } from '../aws/files/places.ts';
import { profileNames } from '../aws/files/sections.ts';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';

const BASE = { id: 'files', title: 'AWS files' };

/** Whether there are AWS files, or another source of credentials. */
export async function checkFiles(context: DoctorContext): Promise<Finding[]> {
  const { env } = context;
  const paths = [configFileOf(env), credentialsFileOf(env)];
  const states = await Promise.all(paths.map(stateOf));
  const locked = paths.find((_, at) => states[at] === 'locked');
  if (locked !== undefined) {
    const mend = `Make ${locked} readable for this user, such as with: chmod 600 '${locked}'`;
    return [{ ...BASE, verdict: 'broken', evidence: `${locked} is there, and this user may not read it.`, mend }];
  }
  const found = paths.filter((_, at) => states[at] === 'there');
  const profiles = profileNames((await context.files()).sections);
  // Several profiles, and a region that is none, are for the next check to tell.
  const kind = await context.identity().then(
    (identity) => identity.kind,
    () => undefined,
  );
  if (kind === 'none') return [nothing(found, paths, profiles)];
  const names = profiles.length > 0 ? `profiles ${shortList(profiles)}` : 'no profiles';
  const evidence = found.length > 0 ? `${found.join(' and ')}: ${names}.` : 'None, and none are needed.';
  return [{ ...BASE, verdict: 'ok', evidence }];
}

function nothing(found: readonly string[], paths: readonly string[], profiles: readonly string[]): Finding {
  const files =
    found.length === 0
      ? `There are no AWS files (${paths.join(', ')})`
      : profiles.length === 0
        ? `There is no profile in ${found.join(' and ')}`
        : `No profile in ${found.join(' and ')} leads to credentials (${shortList(profiles)})`;
  const evidence = `${files}, and no other source of credentials on this machine.`;
  const mend =
    'Run "adit login". It asks for the start URL of your company\'s AWS access portal, and makes a profile. ' +
    'Without a portal: export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a Bedrock API key as AWS_BEARER_TOKEN_BEDROCK.';
  return { ...BASE, verdict: 'broken', evidence, mend };
}

async function stateOf(path: string): Promise<'there' | 'missing' | 'locked'> {
  try {
    await fs.access(path, constants.R_OK);
    return 'there';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'locked' : 'missing';
  }
}

/** At most ten names: some people have hundreds of profiles. */
function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
