import type { CreateTokenCommandOutput } from '@aws-sdk/client-sso-oidc';
import { type Clock, machineClock } from './clock.ts';
import { signInOnDevice } from './device.ts';
import { explain } from './failure.ts';
import { signInInBrowser } from './pkce.ts';
import type { Registration, SignInMethod } from './registration.ts';
import type { SsoSession } from './session.ts';
import { type SsoToken, writeToken } from './token-cache.ts';
import { readAnswer, type SignInWork } from './work.ts';

/** How to sign in. */
export interface SignInOptions extends Pick<SignInWork, 'env' | 'clients' | 'signal' | 'onStep'> {
  /** A sign-in with legacy settings always takes a device's code, as the AWS CLI does. */
  readonly method: SignInMethod;
  readonly clock?: Clock;
}

/**
 * Signs a person in, and keeps the token in the cache that the AWS CLI and the SDKs share.
 * Rejects with an AditError that says what to do: denied (403), too late (504), no such start URL or region (400), AWS out
 * of reach (502); with the signal's AbortError once it is aborted. The cache is as it was then.
 */
export async function signIn(session: SsoSession, options: SignInOptions): Promise<SsoToken> {
  const { method, clock = machineClock, ...rest } = options;
  const keep = (answer: CreateTokenCommandOutput, registration: Registration) => {
    const token = toToken(session, answer, registration, clock.now());
    writeToken(session, token, options.env);
    return token;
  };
  const run = method === 'browser' && session.name !== undefined ? signInInBrowser : signInOnDevice;
  try {
    return await run({ ...rest, session, clock, keep });
  } catch (error) {
    options.signal.throwIfAborted();
    throw explain(error, session);
  }
}

function toToken(
  { startUrl, region }: SsoSession,
  answer: CreateTokenCommandOutput,
  { clientId, clientSecret, expiresAt }: Registration,
  now: number,
): SsoToken {
  const { refreshToken, ...rest } = readAnswer(answer, now);
  return {
    ...rest,
    clientId,
    clientSecret,
    registrationExpiresAt: expiresAt,
    region,
    startUrl,
    ...(refreshToken ? { refreshToken } : {}),
  };
}
