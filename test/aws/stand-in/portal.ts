import { createHash } from 'node:crypto';
import { type Answer, type Call, json, text } from './call.ts';
import { type Keyring, type Principal, rootOf } from './keyring.ts';
import type { Account, Settings } from './options.ts';
import { type RefusalRow, Refused } from './refused.ts';
import type { Session, Sessions } from './sessions.ts';

const rows = {
  noToken: {
    type: 'UnauthorizedException',
    status: 401,
    message: 'Session token not found or invalid',
    source: 'https://github.com/61418/aws-sso-util/issues/74',
  },
  noAccess: {
    type: 'ForbiddenException',
    status: 403,
    message: 'No access',
    source: 'https://github.com/aws/aws-sam-cli/issues/2129',
  },
  badRequest: {
    type: 'InvalidRequestException',
    status: 400,
    message: '',
    source: 'service model sso in https://github.com/aws/aws-cli (branch v2); wording: no public source',
  },
} satisfies Record<string, RefusalRow>;

/** Source: service model sso in https://github.com/aws/aws-cli (branch v2). */
export class Portal {
  readonly #settings: Settings;
  readonly #sessions: Sessions;
  readonly #keyring: Keyring;

  constructor(settings: Settings, sessions: Sessions, keyring: Keyring) {
    this.#settings = settings;
    this.#sessions = sessions;
    this.#keyring = keyring;
  }

  listAccounts(call: Call): Answer {
    this.#signedIn(call);
    const accounts = this.#settings.accounts.map(({ roles, ...account }) => account);
    const { items, ...rest } = this.#page(call, accounts);
    return json({ accountList: items, ...rest });
  }

  listAccountRoles(call: Call): Answer {
    this.#signedIn(call);
    const { accountId, roles } = this.#account(call);
    const { items, ...rest } = this.#page(
      call,
      roles.map((roleName) => ({ roleName, accountId })),
    );
    return json({ roleList: items, ...rest });
  }

  getRoleCredentials(call: Call): Answer {
    this.#signedIn(call);
    const roleName = text(call, 'role_name');
    if (!roleName) throw new Refused(rows.badRequest);
    const { accountId, roles } = this.#account(call);
    if (!roles.includes(roleName)) throw new Refused(rows.noAccess);
    const { keys, expiresAt } = this.#keyring.issue(
      principalOf(accountId, roleName, this.#settings),
      this.#settings.roleCredentialsSeconds,
    );
    return json({ roleCredentials: { ...keys, expiration: expiresAt } });
  }

  logout(call: Call): Answer {
    this.#sessions.end(this.#signedIn(call));
    return { status: 200, headers: {}, body: '' };
  }

  #signedIn({ headers }: Call): Session {
    const session = this.#sessions.find(String(headers['x-amz-sso_bearer_token'] ?? ''));
    if (!session) throw new Refused(rows.noToken);
    return session;
  }

  #account(call: Call): Account {
    const accountId = text(call, 'account_id');
    if (!accountId) throw new Refused(rows.badRequest);
    const account = this.#settings.accounts.find((row) => row.accountId === accountId);
    if (!account) throw new Refused(rows.noAccess);
    return account;
  }

  /** A page's token is good for the list that it came with. */
  #page<T>(call: Call, all: T[]): { items: T[]; nextToken?: string } {
    const wanted = text(call, 'max_result') ?? '100';
    const given = text(call, 'next_token');
    const of = `${call.operation}/${text(call, 'account_id') ?? ''}/`;
    const place = given ? Buffer.from(given, 'base64url').toString() : `${of}0`;
    const from = place.startsWith(of) ? Number(place.slice(of.length)) : Number.NaN;
    if (!/^([1-9]\d?|100)$/.test(wanted) || !(from >= 0)) throw new Refused(rows.badRequest);
    const end = from + Math.min(Number(wanted), this.#settings.pageSize);
    const nextToken = Buffer.from(of + end).toString('base64url');
    return { items: all.slice(from, end), ...(end < all.length && { nextToken }) };
  }
}

/** Shape: https://github.com/jonathanmorley/oktaws/issues/512 */
export function portalError({ type, status, message }: Refused): Answer {
  const body = { message, __type: `com.amazonaws.switchboard.portal#${type}` };
  return json(body, status, { 'x-amzn-errortype': type });
}

/**
 * The role of a permission set.
 * Source: https://github.com/cloud-foundations-on-aws/cloud-foundations-templates/pull/101
 */
function principalOf(account: string, roleName: string, { region, userName }: Settings): Principal {
  const suffix = createHash('sha256').update(`${account}/${roleName}`).digest('hex').slice(0, 16);
  const role = `AWSReservedSSO_${roleName}_${suffix}`;
  const path = region === 'us-east-1' ? '' : `${region}/`;
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${userName}`;
  const roleArn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${path}${role}`;
  const userId = `AROA${suffix.toUpperCase()}:${userName}`;
  return { account, arn, userId, names: [arn, roleArn, rootOf(account)], kind: 'session', mfa: false };
}
