import { randomBytes, randomInt } from 'node:crypto';
import type { Keys } from '../../bedrock/sigv4.ts';
import type { Clock } from './clock.ts';
import type { IamUser } from './options.ts';

/** Who stands behind credentials. */
export interface Principal {
  account: string;
  /** As GetCallerIdentity answers it. */
  arn: string;
  userId: string;
  /** What a trust policy may call it: its ARN, its role's, its account's. */
  names: string[];
  kind: 'user' | 'session';
  /** Has proved that it has its MFA device. */
  mfa: boolean;
}

/** Credentials, and what they are good for. */
export interface Issued {
  keys: Keys;
  principal: Principal;
  /** Milliseconds since 1970; infinite for an IAM user. */
  expiresAt: number;
}

/** All credentials that this AWS knows, whether they are good still or not. */
export class Keyring {
  readonly #clock: Clock;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock, users: IamUser[]) {
    this.#clock = clock;
    for (const { arn, keys } of users) {
      const account = accountOf(arn);
      const names = [arn, rootOf(account)];
      const principal: Principal = { account, arn, userId: uniqueId('AIDA'), names, kind: 'user', mfa: false };
      this.#issued.set(keys.accessKeyId, { keys, principal, expiresAt: Number.POSITIVE_INFINITY });
    }
  }

  /** New credentials, which expire on a whole second. */
  issue(principal: Principal, seconds: number): Issued {
    const keys = {
      accessKeyId: uniqueId('ASIA'),
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: `IQoJ${randomBytes(99).toString('base64')}`,
    };
    const issued = { keys, principal, expiresAt: (this.#clock.seconds() + seconds) * 1000 };
    this.#issued.set(keys.accessKeyId, issued);
    return issued;
  }

  find(accessKeyId: string): Issued | undefined {
    return this.#issued.get(accessKeyId);
  }

  isExpired({ expiresAt }: Issued): boolean {
    return expiresAt <= this.#clock.now();
  }

  /** In the order in which they were issued; those of IAM users first. */
  all(): Issued[] {
    return [...this.#issued.values()];
  }
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

export function rootOf(account: string): string {
  return `arn:aws:iam::${account}:root`;
}

/** Twenty characters, of which the first four say what it is: AIDA a user, AROA a role, ASIA temporary keys. */
export function uniqueId(prefix: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
