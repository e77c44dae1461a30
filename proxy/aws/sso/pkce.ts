import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Answer, type Callback, listenForCallback } from './callback.ts';
import { explain, lateError, nameOf } from './failure.ts';
import { findRegistration, forgetRegistration, type Registration, scopesFor } from './registration.ts';
import type { SsoToken } from './token-cache.ts';
import type { SignInWork } from './work.ts';

/** How long a person may take. As the AWS CLI has it. */
const LIMIT_MS = 10 * 60_000;

/**
 * Signs in with the authorization code grant and PKCE: the browser is sent to a page of AWS, and back to a listener here.
 * Source: SSOTokenFetcherAuth in https://github.com/aws/aws-cli (branch v2, awscli/botocore/utils.py); RFC 7636, RFC 8252.
 */
export async function signInInBrowser(work: SignInWork): Promise<SsoToken> {
  const { session, signal, onStep } = work;
  const state = randomUUID();
  const verifier = randomBytes(48).toString('base64url');
  const callback = await listenForCallback(state);
  try {
    const registration = await findRegistration(session, { ...work, method: 'browser' });
    onStep({ kind: 'open', url: await pageUrl(work, registration, { state, verifier, callback }) });
    onStep({ kind: 'waiting' });
    const answer = await inTime(callback.answer, work);
    if ('error' in answer) throw answer.error;
    const token = await redeem(work, registration, answer.code, { verifier, callback });
    await callback.finish(undefined);
    return token;
  } catch (error) {
    await callback.finish(signal.aborted ? signal.reason : explain(error, session));
    throw error;
  }
}

/** The endpoint is in no service model: this is what the AWS CLI opens, percent signs and order included. */
async function pageUrl(
  { session, clients }: SignInWork,
  { clientId }: Registration,
  { state, verifier, callback }: { state: string; verifier: string; callback: Callback },
): Promise<string> {
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback.redirectUri,
    state,
    code_challenge_method: 'S256',
    scopes: scopesFor(session, 'browser').join(' '),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${await clients.pageOrigin(session.region)}/authorize?${pairs.join('&')}`;
}

/** Rejects when the person takes too long, or the signal is aborted. */
async function inTime(answer: Promise<Answer>, { clock, signal }: SignInWork): Promise<Answer> {
  const over = new AbortController();
  const late = clock.wait(LIMIT_MS, AbortSignal.any([signal, over.signal])).then(() => {
    throw lateError();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
    late.catch(() => {});
  }
}

async function redeem(
  { session, env, clients, signal, keep }: SignInWork,
  registration: Registration,
  code: string,
  { verifier, callback }: { verifier: string; callback: Callback },
): Promise<SsoToken> {
  const { CreateTokenCommand } = await import('@aws-sdk/client-sso-oidc');
  const { clientId, clientSecret } = registration;
  const command = new CreateTokenCommand({
    grantType: 'authorization_code',
    clientId,
    clientSecret,
    redirectUri: callback.redirectUri,
    codeVerifier: verifier,
    code,
  });
  const client = await clients.oidc(session.region);
  try {
    return keep(await client.send(command, { abortSignal: signal }), registration);
  } catch (error) {
    if (nameOf(error) === 'InvalidClientException') forgetRegistration(session, env);
    throw error;
  }
}
