import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../aws/stand-in/drive.ts';
import type { StandInOptions } from '../aws/stand-in/options.ts';
import type { IdentityCenter } from '../aws/stand-in/start.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, type Run, runAdit } from '../support/run-adit.ts';

/** A program in place of a browser, with a person who presses a button of the page that it is given. */
const BROWSER = `
const url = process.argv.at(-1);
const page = await (await fetch(url)).text();
const body = new URLSearchParams({ request: /name="request" value="([^"]+)"/.exec(page)[1], decision: process.argv[2] });
await (await fetch(new URL('/authorize/decision', url), { method: 'POST', body })).text();
`;

/** A person's machine, and the Identity Center that Adit asks on it. */
export interface Machine {
  readonly center: IdentityCenter;
  readonly env: Record<string, string>;
  readonly home: string;
  config(): string;
  adit(...args: string[]): ReturnType<typeof aditSays>;
  start(...args: string[]): Run;
}

/** A home with a config file, and a browser whose person presses `decision`; the environment is changed by `env`. */
export async function machine(
  config: string | undefined,
  {
    decision = 'allow',
    env: changes = {},
    ...options
  }: StandInOptions & { decision?: 'allow' | 'deny'; env?: Record<string, string> } = {},
): Promise<Machine> {
  const center = await start(options);
  const home = temporaryFolder();
  const file = join(home, '.aws', 'config');
  if (config !== undefined) {
    mkdirSync(join(home, '.aws'));
    writeFileSync(file, config);
  }
  const browser = join(home, 'a browser.mjs');
  writeFileSync(browser, BROWSER);
  const env = { ...center.env, HOME: home, ADIT_BROWSER: `"${process.execPath}" "${browser}" ${decision}`, ...changes };
  return {
    center,
    env,
    home,
    config: () => readFileSync(file, 'utf8'),
    adit: (...args) => aditSays(args, { env }),
    start: (...args) => runAdit(args, { env }),
  };
}

/** What `aws configure sso` writes. */
export const CONFIGURED = `[profile work]
sso_session = mine
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1

[sso-session mine]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;

/** The flags of a sign-in that no file knows. */
export const NEW = ['login', '--start-url', 'https://example.awsapps.com/start/#', '--sso-region', 'us-east-1'];
