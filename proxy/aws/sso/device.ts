import type { StartDeviceAuthorizationCommandOutput } from '@aws-sdk/client-sso-oidc';
import { AditError } from '../../errors.ts';
import { isPassing, lateError, nameOf } from './failure.ts';
import { findRegistration, forgetRegistration, type Registration } from './registration.ts';
import type { SsoToken } from './token-cache.ts';
import type { SignInStep, SignInWork } from './work.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Seconds between two questions where AWS names none, and what is added when it wants fewer: RFC 8628, 3.2 and 3.5. */
const INTERVAL = 5;
const SLOWER = 5;

/** What may be said of a registration that the AWS CLI or Adit has kept, and that AWS has forgotten. */
const STALE = new Set(['InvalidClientException', 'UnauthorizedClientException']);

/** A device's code, and whose it is. */
interface Asked {
  readonly registration: Registration;
  readonly device: StartDeviceAuthorizationCommandOutput;
}

/**
 * Signs in with a code that the person confirms on any device.
 * Source: SSOTokenFetcher in https://github.com/aws/aws-cli (branch v2, awscli/botocore/utils.py); RFC 8628.
 */
export async function signInOnDevice(work: SignInWork): Promise<SsoToken> {
  const asked = await start(work).catch((error: unknown) => {
    if (!STALE.has(nameOf(error) ?? '')) throw error;
    forgetRegistration(work.session, work.env);
    return start(work);
  });
  work.onStep(toStep(asked.device));
  work.onStep({ kind: 'waiting' });
  return poll(work, asked);
}

async function start(work: SignInWork): Promise<Asked> {
  const { session, clients, signal } = work;
  const registration = await findRegistration(session, { ...work, method: 'device' });
  const { StartDeviceAuthorizationCommand } = await import('@aws-sdk/client-sso-oidc');
  const { clientId, clientSecret } = registration;
  const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: session.startUrl });
  const client = await clients.oidc(session.region);
  return { registration, device: await client.send(command, { abortSignal: signal }) };
}

/** Asks for the token until there is one. A passing fault of the network or of AWS is borne as long as the code lasts. */
async function poll({ session, clients, clock, signal, keep }: SignInWork, asked: Asked): Promise<SsoToken> {
  const { CreateTokenCommand } = await import('@aws-sdk/client-sso-oidc');
  const { registration, device } = asked;
  const { clientId, clientSecret } = registration;
  const command = new CreateTokenCommand({ grantType: GRANT, clientId, clientSecret, deviceCode: device.deviceCode });
  const client = await clients.oidc(session.region);
  const end = clock.now() + (device.expiresIn ?? 0) * 1000;
  let interval = Math.max(device.interval || INTERVAL, 1);
  let passing: unknown;
  while (clock.now() < end) {
    await clock.wait(interval * 1000, signal);
    try {
      return keep(await client.send(command, { abortSignal: signal }), registration);
    } catch (error) {
      const name = nameOf(error);
      if (name === 'SlowDownException') interval += SLOWER;
      else if (name !== 'AuthorizationPendingException' && !isPassing(error)) throw error;
      passing = isPassing(error) ? error : undefined;
    }
  }
  throw passing ?? lateError();
}

function toStep({
  userCode,
  verificationUri,
  verificationUriComplete,
}: StartDeviceAuthorizationCommandOutput): SignInStep {
  const url = verificationUriComplete ?? verificationUri;
  // What is opened must be a page, whoever answered.
  if (!url || !userCode || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new AditError('api_error', 'AWS answered the sign-in without an address to open.');
  }
  return { kind: 'open', url, userCode, ...(verificationUri ? { shortUrl: verificationUri } : {}) };
}
