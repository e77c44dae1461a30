import type { ShellState } from '../../state/state.ts';
import { type Entry, item, menu, radio, text } from '../entry.ts';
import { clock } from '../words.ts';

/** Who asks AWS, where, and whether somebody is signed in. */
export function awsEntries(state: ShellState, now: Date): Entry[] {
  if (state.engine.state !== 'on' && state.engine.state !== 'off') return [];
  return [profileMenu(state), regionMenu(state), ...signInEntries(state, now)];
}

function profileMenu({ profile, profiles, demo }: ShellState): Entry {
  const choices = profiles.map((name) => radio(name, name === profile, { do: 'use-profile', profile: name }));
  const other = item(profiles.length > 0 ? 'Sign In to Another…' : 'Sign In…', { do: 'open', screen: 'setup' });
  return menu(`Profile: ${profile ?? (demo ? 'none' : 'from the environment')}`, [...choices, other]);
}

function regionMenu({ region, regions }: ShellState): Entry {
  const choices = regions.map((name) => radio(name, name === region, { do: 'use-region', region: name }));
  return menu(`Region: ${region}`, [...choices, item('Other…', { do: 'open', screen: 'settings', at: 'region' })]);
}

function signInEntries({ signIn }: ShellState, now: Date): Entry[] {
  switch (signIn.state) {
    case 'none':
      return [];
    case 'running':
      return [text('Signing in, in your browser…')];
    case 'signed-in':
      return [text(signIn.renewed ? 'Signed in' : `Signed in until ${clock(signIn.until, now)}`)];
    case 'needed':
      return [...waitingEntries(signIn.waiting), signInItem(signIn.task)];
  }
}

function waitingEntries(waiting: number): Entry[] {
  if (waiting === 0) return [];
  return [text(waiting === 1 ? 'A request waits for you' : `${waiting} requests wait for you`)];
}

function signInItem(task: 'sso' | 'mfa' | 'other'): Entry {
  if (task === 'sso') return item('Sign In…', { do: 'sign-in' });
  // What is to be done is more than an address to open: a window asks for it.
  return item(task === 'mfa' ? 'Enter MFA Code…' : 'Sign In…', { do: 'open', screen: 'setup' });
}
