import { styleText } from 'node:util';
import type { SsoSession } from '../aws/sso/session.ts';
import { titleOf } from '../aws/sso/session.ts';
import { formatTime } from '../aws/sso/token-cache.ts';
import type { SignInStep } from '../aws/sso/work.ts';
import { openBrowser } from './browser.ts';
import { shown } from './login-target.ts';
import type { MadeProfile } from './new-profile.ts';

/** What a sign-in has done. */
export interface LoginResult {
  readonly session: SsoSession;
  readonly expiresAt: Date;
  /** The profile to go on with; null where there is none. */
  readonly profile: string | null;
  /** All that use the sign-in. */
  readonly profiles: readonly string[];
  readonly made: MadeProfile | undefined;
  readonly configFile: string;
}

interface Telling {
  readonly title: string;
  /** Whether a browser is to be opened. */
  readonly opens: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly stream: NodeJS.WriteStream;
}

/** Tells a person what to do, and opens the browser where that is wished. */
export function stepTeller({ title, opens, env, stream }: Telling): (step: SignInStep) => void {
  const say = (text: string) => void stream.write(`${text}\n`);
  const bold = (text: string) => styleText('bold', shown(text), { stream });
  return (step) => {
    if (step.kind === 'waiting') {
      say('\nWaiting for you to allow access there. Ctrl-C ends this.');
      return;
    }
    const { url, userCode, shortUrl } = step;
    say(`Signing in to ${shown(title)}.`);
    if (opens) {
      say('The browser opens. If it does not, open this address yourself:');
      void openBrowser(url, env).then(
        (opened) => opened || say('\nNo browser could be opened: open the address yourself.'),
      );
    } else
      say(
        userCode === undefined ? 'Open this address in a browser on this machine:' : 'Open this address on any device:',
      );
    say(`\n  ${bold(userCode === undefined || opens ? url : (shortUrl ?? url))}`);
    if (userCode !== undefined) say(`\nThe page ${opens ? 'shows' : 'asks for'} this code:\n\n  ${bold(userCode)}`);
    if (userCode !== undefined && !opens && shortUrl !== url)
      say(`\nThis address has the code in it:\n\n  ${shown(url)}`);
  };
}

/** What was done: text for a person, or one line of JSON. Nothing in it is secret. */
export function resultText(result: LoginResult, json: boolean, stream: NodeJS.WriteStream): string {
  const { session, expiresAt, profile, profiles, made, configFile } = result;
  if (json) {
    return `${JSON.stringify({
      sso_session: session.name ?? null,
      start_url: session.startUrl,
      sso_region: session.region,
      expires_at: formatTime(expiresAt),
      profile,
      profiles,
      account: made?.account.id ?? null,
      role: made?.role ?? null,
      config_file: made?.isNew ? configFile : null,
    })}\n`;
  }
  const lines = [styleText('bold', `Signed in to ${shown(titleOf(session))}.`, { stream })];
  if (made) {
    const what = `account ${made.account.id} (${shown(made.account.name)}), role ${shown(made.role)}`;
    const where = made.isNew ? `was added to ${configFile}` : 'was there already';
    lines.push(`Profile ${made.name}, with ${what}, ${where}.`);
  } else if (profiles.length > 1) lines.push(`Profiles that use it: ${profiles.join(', ')}.`);
  if (profile !== null) lines.push('', `  adit serve --profile ${profile}`, '');
  return `${lines.join('\n')}\n`;
}
