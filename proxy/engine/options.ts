import type { Authorizer } from '../aws/identity.ts';
import type { AwsIdentity, IdentityWish } from '../aws/profiles.ts';
import type { DeskEvent } from '../aws/sign-in-desk.ts';
import type { Exchange } from '../log/exchange.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Home } from '../settings/home.ts';
import type { Settings } from '../settings/settings.ts';

export interface EngineOptions {
  readonly home: Home;
  /** Those of the home, and over them what was said at the start alone. */
  readonly settings: Settings;
  readonly identity: AwsIdentity;
  readonly env: NodeJS.ProcessEnv;
  /** Where the home's secrets are; its files where nothing is said. */
  readonly secrets?: Secrets;
  /** Who this machine is to AWS when settings have changed; findIdentity where nothing is said. */
  readonly findIdentity?: (wish: IdentityWish, env: NodeJS.ProcessEnv) => Promise<AwsIdentity>;
  /** A simulated Bedrock inside the program, in place of AWS. */
  readonly demo?: { readonly url: string; readonly authorizer: Authorizer };
  /** Told of every request when it has ended. */
  readonly onExchange: (exchange: Exchange) => void;
  /** Told when requests begin to wait for a person who has to sign in, and when they wait no longer. */
  readonly onSignIn?: (event: DeskEvent) => void;
  /** Told when settings that were edited cannot count, with why, and when they can again. */
  readonly onProblem?: (problem: string | undefined) => void;
  /** Opens a page in the person's browser; used where the settings say so. */
  readonly openPage?: (url: string) => void;
  /** The folder of the built screens, where it is not the program's own. */
  readonly screens?: string;
  /** Other times than the program's own: see PING_AFTER_MS and HEADERS_MS. */
  readonly pingAfterMs?: number;
  readonly headersMs?: number;
  /** See LIST_AFTER_MS; never where it is not finite. */
  readonly listAfterMs?: number;
}
