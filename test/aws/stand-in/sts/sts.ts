import type { Answer, Call } from '../call.ts';
import type { Clock } from '../clock.ts';
import { accountOf, type Issued, type Keyring, type Principal, rootOf, uniqueId } from '../keyring.ts';
import type { IamRole, Settings } from '../options.ts';
import { MfaDevices } from './mfa.ts';
import { duration, optional, required } from './parameters.ts';
import { notAuthorized, stsRefusal } from './refusals.ts';
import { callerOf } from './signature.ts';
import { readToken } from './web-identity.ts';
import { stsAnswer, type Tree } from './xml.ts';

/** The longest session that a role may be asked for, in seconds, and what one lasts where nobody asks. */
const roleSession = { otherwise: 3600, max: 43_200 };
const userSession = { otherwise: 43_200, max: 129_600 };

/** Source: service model sts in https://github.com/aws/aws-cli (branch v2). */
export class Sts {
  readonly mfa: MfaDevices;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #keyring: Keyring;
  readonly #roleIds = new Map<string, string>();

  constructor(settings: Settings, clock: Clock, keyring: Keyring) {
    this.mfa = new MfaDevices(clock, settings.users);
    this.#settings = settings;
    this.#clock = clock;
    this.#keyring = keyring;
  }

  getCallerIdentity(call: Call): Answer {
    const { arn, userId, account } = this.#caller(call).principal;
    return stsAnswer('GetCallerIdentity', { Arn: arn, UserId: userId, Account: account });
  }

  getSessionToken(call: Call): Answer {
    const { principal } = this.#caller(call);
    if (principal.kind !== 'user') throw stsRefusal('sessionOfSession');
    const seconds = duration(call, userSession);
    const mfa = this.mfa.isProved(call, principal.arn);
    const issued = this.#keyring.issue({ ...principal, kind: 'session', mfa }, seconds);
    return stsAnswer('GetSessionToken', { Credentials: credentials(issued) });
  }

  assumeRole(call: Call): Answer {
    const { principal } = this.#caller(call);
    const roleArn = required(call, 'RoleArn');
    const name = required(call, 'RoleSessionName');
    const externalId = optional(call, 'ExternalId');
    const seconds = duration(call, roleSession);
    const mfa = this.mfa.isProved(call, principal.arn) || principal.mfa;
    const role = this.#role(roleArn);
    const isTrusted = role?.trusts?.some((trusted) => principal.names.includes(trusted));
    const isMet = isTrusted && (!role?.mfa || mfa) && (!role?.externalId || role.externalId === externalId);
    if (!role || !isMet) throw notAuthorized(principal.arn, roleArn);
    if (principal.kind === 'session' && seconds > 3600) throw stsRefusal('tooLongForChain');
    return stsAnswer('AssumeRole', this.#session(role, name, seconds));
  }

  /** Unsigned: the token says who asks. */
  assumeRoleWithWebIdentity(call: Call): Answer {
    const roleArn = required(call, 'RoleArn');
    const name = required(call, 'RoleSessionName');
    const token = required(call, 'WebIdentityToken');
    const seconds = duration(call, roleSession);
    const { iss, aud, sub } = readToken(token, this.#settings, this.#clock);
    const role = this.#role(roleArn);
    if (!role?.webSubjects?.includes(sub)) throw stsRefusal('webNotAuthorized');
    const claims = { SubjectFromWebIdentityToken: sub, Provider: iss, Audience: aud };
    return stsAnswer('AssumeRoleWithWebIdentity', { ...this.#session(role, name, seconds), ...claims });
  }

  #caller(call: Call): Issued {
    return callerOf(call, this.#keyring, this.#clock, [this.#settings.region, 'us-east-1']);
  }

  #role(roleArn: string): IamRole | undefined {
    return this.#settings.roles.find(({ arn }) => arn === roleArn);
  }

  #session(role: IamRole, name: string, seconds: number): Tree {
    if (seconds > (role.maxSessionSeconds ?? 3600)) throw stsRefusal('tooLongForRole');
    const account = accountOf(role.arn);
    const roleId = this.#roleIds.get(role.arn) ?? uniqueId('AROA');
    this.#roleIds.set(role.arn, roleId);
    const arn = `arn:aws:sts::${account}:assumed-role/${role.arn.split('/').at(-1)}/${name}`;
    const userId = `${roleId}:${name}`;
    const names = [arn, role.arn, rootOf(account)];
    const principal: Principal = { account, arn, userId, names, kind: 'session', mfa: false };
    const issued = this.#keyring.issue(principal, seconds);
    return { Credentials: credentials(issued), AssumedRoleUser: { AssumedRoleId: userId, Arn: arn } };
  }
}

function credentials({ keys, expiresAt }: Issued): Tree {
  return {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: new Date(expiresAt).toISOString().replace('.000', ''),
  };
}
