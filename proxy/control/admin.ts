import type { AwsIdentity } from '../aws/profiles.ts';
import type { Budgets } from '../guard/budgets.ts';
import type { KeyRing } from '../guard/keys.ts';
import type { Resolution } from '../routing/resolve.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Home } from '../settings/home.ts';
import type { SettingsPatch } from '../settings/patch.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/store.ts';

/** A wish for another identity; null is for what stands without a setting. */
export interface IdentityChange {
  readonly profile?: string | null | undefined;
  readonly credentials?: Settings['credentials'] | null;
  readonly region?: string | null | undefined;
}

/** What the settings' side of the control API works on. */
export interface Admin {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: SettingsStore;
  readonly secrets: Secrets;
  readonly keys: KeyRing;
  readonly budgets: Budgets;
  /** What names are resolved against now. */
  readonly resolution: () => Resolution;
  /** Sets settings, which count from then on. Rejects with AditError where they cannot be used, and changes nothing. */
  apply(patch: SettingsPatch): Promise<Settings>;
  switchIdentity(change: IdentityChange): Promise<AwsIdentity>;
  /** Where no key is wanted, if anywhere. */
  readonly keylessUrl: () => string | undefined;
  /** Why the file's settings do not count, where they do not. */
  readonly problem: () => string | undefined;
}
