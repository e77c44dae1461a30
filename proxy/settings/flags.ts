import type { OtherSource } from '../aws/profiles.ts';
import type { Settings } from './settings.ts';

/** What command lines say over the settings. */
export interface SettingFlags {
  readonly port?: number | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly credentials?: OtherSource | undefined;
}

/** Settings with flags over them, for this run alone: a profile goes before another source that is kept, and the reverse. */
export function withFlags(settings: Settings, { port, profile, region, credentials }: SettingFlags): Settings {
  return {
    ...settings,
    ...(port === undefined ? {} : { port }),
    ...(profile === undefined ? {} : { profile, credentials: undefined }),
    ...(credentials === undefined ? {} : { credentials, profile: undefined }),
    ...(region === undefined ? {} : { region }),
  };
}
