import type { AwsIdentity } from '../aws/profiles.ts';
import type { Authorization } from '../aws/signer.ts';
import { PersonNeeded } from '../aws/sources/person-needed.ts';
import { titleOf } from '../aws/sso/session.ts';
import { readToken } from '../aws/sso/token-cache.ts';
import { isCredentialFailure } from '../bedrock/error-map.ts';
import { type Failure, readFailure } from '../bedrock/failure.ts';
import { AditError, reason } from '../errors.ts';
import { callAws } from '../routing/call.ts';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';
import { mask } from './secrets.ts';
import { mendByPerson, mendError, mendRefusal } from './sign-in-mends.ts';

const BASE = { id: 'sign-in', title: 'Sign in' };

/** Milliseconds that credentials may take: a program that gives them may hang. */
const CREDENTIALS_MS = 20_000;

/** Milliseconds that AWS may take to say whether it takes the credentials. */
const LIMIT_MS = 8000;

/** Whether there are credentials, until when, and whether AWS takes them. */
export async function checkSignIn(context: DoctorContext): Promise<Finding[]> {
  const identity = await context.identity();
  const { authorizer } = await context.upstream();
  let authorization: Authorization;
  try {
    authorization = await inTime(authorizer.authorize());
  } catch (error) {
    return [notSignedIn(identity, error)];
  }
  const failure = await refusal(context, identity.region);
  if (failure) return [refused(identity, failure)];
  return [{ ...BASE, verdict: 'ok', evidence: await describe(context, authorization) }];
}

async function describe(context: DoctorContext, authorization: Authorization): Promise<string> {
  if ('bearer' in authorization) return 'A Bedrock API key is set.';
  const { accessKeyId, expiration } = authorization;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: AKIA are those of users, without an end.
  const end = accessKeyId.startsWith('AKIA') ? 'which does not expire' : 'whose end is not known';
  const keys = `Access key ${mask(accessKeyId)}, ${expiration ? `good for ${timeLeft(expiration)}` : end}`;
  const session = await context.ssoSession();
  const token = session && readToken(session, context.env);
  if (!session || !token) return `${keys}.`;
  const renewed = token.refreshToken ? ' and renewed by itself' : '';
  return `Signed in to ${titleOf(session)} for ${timeLeft(token.expiresAt)}${renewed}. ${keys}.`;
}

/** What AWS says against the credentials; undefined where it takes them, or cannot be asked. */
async function refusal(context: DoctorContext, region: string): Promise<Failure | undefined> {
  const path = '/inference-profiles';
  const query = { maxResults: '1', type: 'SYSTEM_DEFINED' };
  try {
    const call = { method: 'GET', service: 'bedrock', region, path, query, limitMs: LIMIT_MS } as const;
    const { status, headers, body } = await callAws(await context.upstream(), call, context.signal);
    const failure = status === 200 ? undefined : readFailure(status, headers, body);
    return failure && (isCredentialFailure(failure) || isBadKey(failure)) ? failure : undefined;
  } catch {
    // The lists' host may be out of reach where the models' own is not.
    return undefined;
  }
}

/** Source: anomalyco/opencode#47073: a wrong Bedrock API key is refused as "access denied". */
function isBadKey({ message }: Failure): boolean {
  return /make sure your API Key is valid|^Invalid API Key/i.test(message);
}

function notSignedIn(identity: AwsIdentity, error: unknown): Finding {
  const needed = personNeeded(error);
  const why = needed?.message ?? (error instanceof AditError ? error.message : reason(error));
  return {
    ...BASE,
    verdict: 'broken',
    evidence: toSentence(why),
    mend: needed ? mendByPerson(needed) : mendError(error, identity),
  };
}

async function inTime<T>(flight: Promise<T> | T): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no credentials came in ${CREDENTIALS_MS / 1000} s`)),
    CREDENTIALS_MS,
  );
  return Promise.race([flight, promise]).finally(() => clearTimeout(timer));
}

function refused(identity: AwsIdentity, { name, message, status }: Failure): Finding {
  // Further lines are the request as AWS saw it, session token and all.
  const [words = ''] = message.split('\n');
  const evidence = `AWS does not take the credentials (${name || status}): ${toSentence(words)}`;
  return { ...BASE, verdict: 'broken', evidence, mend: mendRefusal(words, identity) };
}

function personNeeded(error: unknown): PersonNeeded | undefined {
  if (error instanceof PersonNeeded) return error;
  return error instanceof Error && error.cause !== undefined ? personNeeded(error.cause) : undefined;
}

function timeLeft(until: Date): string {
  const minutes = Math.max(0, Math.round((until.getTime() - Date.now()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.round(minutes / 1440)} days`;
}

function toSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.*\s*$/, '.');
}
