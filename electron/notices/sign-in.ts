import type { ShellState } from '../state/state.ts';
import type { Notice } from './notice.ts';

/** Told when requests begin to wait for the person, and not again while they do. */
export function signInNotice(before: ShellState, after: ShellState): Notice | undefined {
  if (!waits(after) || waits(before) || after.signIn.state !== 'needed') return undefined;
  const { task } = after.signIn;
  return {
    topic: 'signIn',
    title: task === 'mfa' ? 'Adit needs an MFA code' : 'Sign in to AWS',
    body: `Requests wait for it${after.profile === null ? '' : ` (profile ${after.profile})`}. They go on as soon as you have.`,
    action: task === 'sso' ? { do: 'sign-in' } : { do: 'open', screen: 'setup' },
  };
}

function waits({ signIn }: ShellState): boolean {
  return signIn.state === 'needed' && signIn.waiting > 0;
}
