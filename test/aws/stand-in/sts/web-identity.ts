import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Settings } from '../options.ts';
import { stsRefusal, unknownIssuer, webExpired } from './refusals.ts';

/** What a token says of its bearer. */
export interface Claims {
  iss: string;
  aud: string;
  sub: string;
  /** Seconds since 1970. */
  exp: number;
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const options = { dsaEncoding: 'ieee-p1363' } as const;

/** A token as an identity provider writes it into a pod's or a runner's file. */
export function writeToken(claims: Claims): string {
  const signed = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: keys.privateKey, ...options }).toString('base64url')}`;
}

/**
 * What a token says, where it is one that STS takes.
 *
 * @throws {Refused} InvalidIdentityToken or ExpiredTokenException
 */
export function readToken(token: string, { issuer, audience }: Settings, clock: Clock): Claims {
  const [head = '', body = '', signature = '', ...rest] = token.split('.');
  const claims = rest.length === 0 ? decode(body) : undefined;
  if (!claims) throw stsRefusal('webMalformed');
  if (claims.iss !== issuer) throw unknownIssuer(claims.iss);
  const key = { key: keys.publicKey, ...options };
  const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  if (!isSigned) throw stsRefusal('webSignature');
  if (claims.aud !== audience) throw stsRefusal('webAudience');
  if (claims.exp <= clock.seconds()) throw webExpired(clock.seconds(), claims.exp);
  return claims;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Claims | undefined {
  try {
    const { iss, aud, sub, exp } = JSON.parse(Buffer.from(part, 'base64url').toString());
    const isWhole = [iss, aud, sub].every((claim) => typeof claim === 'string') && typeof exp === 'number';
    return isWhole ? { iss, aud, sub, exp } : undefined;
  } catch {
    return undefined;
  }
}
