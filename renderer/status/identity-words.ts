import type { StatusNow } from '../api/status.ts';
import { counted } from '../format/numbers.ts';

/** What is said of an identity. */
export interface IdentityWords {
  readonly who: string;
  /** How its sign-in is; nothing where it needs none. */
  readonly state: string | undefined;
  readonly tone: 'good' | 'warn' | 'bad';
  /** Whether there is something that a person can do about it. */
  readonly canSignIn: boolean;
  /** Whether it has to be done now. */
  readonly isNeeded: boolean;
}

const SOURCES: Readonly<Record<string, string>> = {
  bearer: 'Bedrock API key',
  environment: 'environment variables',
  'web-identity': 'web identity',
  container: 'container role',
  instance: 'instance role',
};

/** Says whose credentials are used, and how their sign-in is. */
export function identityOf(status: StatusNow): IdentityWords {
  const { demo, profile, credentials, signIn, matter } = status;
  const who = demo ? 'Demo' : (profile ?? SOURCES[credentials] ?? credentials);
  if (demo) return { who, state: 'no model is asked', tone: 'warn', canSignIn: false, isNeeded: false };
  if (matter) {
    const waiting = matter.waiting > 0 ? `${counted(matter.waiting, 'request')} waiting` : 'sign-in needed';
    return { who, state: waiting, tone: 'bad', canSignIn: true, isNeeded: true };
  }
  switch (signIn.state) {
    case 'none':
      return { who, state: undefined, tone: 'good', canSignIn: false, isNeeded: false };
    case 'signed-in':
      return { who, state: 'signed in', tone: 'good', canSignIn: true, isNeeded: false };
    case 'expired':
      // What renews itself does so with the next request.
      return signIn.renewed
        ? { who, state: 'signed in', tone: 'good', canSignIn: true, isNeeded: false }
        : { who, state: 'sign-in expired', tone: 'bad', canSignIn: true, isNeeded: true };
    case 'signed-out':
      return { who, state: 'signed out', tone: 'bad', canSignIn: true, isNeeded: true };
  }
}
