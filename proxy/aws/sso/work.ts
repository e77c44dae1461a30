import type { CreateTokenCommandOutput } from '@aws-sdk/client-sso-oidc';
import { AditError } from '../../errors.ts';
import type { SsoClients } from './clients.ts';
import type { Clock } from './clock.ts';
import type { Registration } from './registration.ts';
import type { SsoSession } from './session.ts';
import type { SsoToken } from './token-cache.ts';

/** What a person has to do, or is waited for. */
export type SignInStep =
  | {
      readonly kind: 'open';
      /** To open in a browser: on this machine, or on any where there is a `userCode`. */
      readonly url: string;
      /** What the page shows, or asks for. */
      readonly userCode?: string;
      /** A shorter address to type on another device, which asks for the code. */
      readonly shortUrl?: string;
    }
  | { readonly kind: 'waiting' };

/** What a method of signing in works with. */
export interface SignInWork {
  readonly session: SsoSession;
  readonly env: NodeJS.ProcessEnv;
  readonly clients: SsoClients;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onStep: (step: SignInStep) => void;
  /** Keeps what CreateToken answered, where the AWS CLI and the SDKs look for it. */
  keep(answer: CreateTokenCommandOutput, registration: Registration): SsoToken;
}

/** The parts of an answer that a token has. Throws AditError where it has none. */
export function readAnswer({ accessToken, expiresIn = 0, refreshToken }: CreateTokenCommandOutput, now: number) {
  const expiresAt = new Date(now + expiresIn * 1000);
  if (accessToken && expiresAt.getTime() > now) return { accessToken, expiresAt, refreshToken };
  throw new AditError('api_error', 'AWS answered the sign-in without a token that is good.');
}
