import type { Keys } from '../../bedrock/sigv4.ts';

/** An account that the person who signs in is assigned to. */
export interface Account {
  accountId: string;
  accountName: string;
  emailAddress: string;
  /** Names of permission sets, in the order in which they are listed. */
  roles: string[];
}

/** An IAM user with access keys that do not expire. */
export interface IamUser {
  /** `arn:aws:iam::<account>:user/<name>` */
  arn: string;
  keys: Keys;
  /** Serial number of the user's MFA device; codes are told by `mfaCode()`. */
  mfaSerial?: string;
}

/** A role that STS knows, and who may assume it. */
export interface IamRole {
  /** `arn:aws:iam::<account>:role/<name>` */
  arn: string;
  /** ARNs of users and roles, or `arn:aws:iam::<account>:root` for all of an account. */
  trusts?: string[];
  /** Callers must send this one. */
  externalId?: string;
  /** Callers must have proved that they have their MFA device. */
  mfa?: boolean;
  /** Without it: 3600. */
  maxSessionSeconds?: number;
  /** Subjects of web identity tokens that may assume it. */
  webSubjects?: string[];
}

export interface StandInOptions {
  /** The clock that lifetimes are measured by, in milliseconds; without it: this machine's. */
  now?: () => number;
  /** Where Identity Center is; STS is there and in us-east-1. Without it: us-east-1. */
  region?: string;
  startUrl?: string;
  /** Who signs in. */
  userName?: string;
  accounts?: Account[];
  /** The longest page of the portal's lists, whatever is asked for. */
  pageSize?: number;
  registrationSeconds?: number;
  accessTokenSeconds?: number;
  /** After this refreshing ends too. */
  sessionSeconds?: number;
  codeSeconds?: number;
  deviceCodeSeconds?: number;
  /** Seconds between two polls for a device's token. */
  interval?: number;
  roleCredentialsSeconds?: number;
  users?: IamUser[];
  roles?: IamRole[];
  /** Whose web identity tokens are taken, and for whom they must be. */
  issuer?: string;
  audience?: string;
}

export type Settings = Required<StandInOptions>;

const person = 'example@example.com';

/**
 * Lifetimes: an access token lasts an hour and a session eight (https://github.com/aws/aws-cli/issues/7692),
 * a device's code ten minutes (SSOTokenFetcher in https://github.com/aws/aws-cli, branch v2). How long a registration
 * and an authorization code last: no public source.
 */
export function settingsOf(options: StandInOptions): Settings {
  return {
    now: Date.now,
    region: 'us-east-1',
    startUrl: 'https://example.awsapps.com/start',
    userName: person,
    accounts: [
      {
        accountId: '111122223333',
        accountName: 'work',
        emailAddress: person,
        roles: ['Developer', 'ReadOnly', 'Admin'],
      },
      { accountId: '444455556666', accountName: 'play', emailAddress: person, roles: ['Developer'] },
      { accountId: '777788889999', accountName: 'log', emailAddress: person, roles: ['ReadOnly'] },
    ],
    pageSize: 2,
    registrationSeconds: 90 * 86_400,
    accessTokenSeconds: 3600,
    sessionSeconds: 8 * 3600,
    codeSeconds: 600,
    deviceCodeSeconds: 600,
    interval: 5,
    roleCredentialsSeconds: 3600,
    users: [],
    roles: [],
    issuer: 'https://oidc.example.com',
    audience: 'sts.amazonaws.com',
    ...options,
  };
}
