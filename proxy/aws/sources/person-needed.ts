/** What only a person can do: sign in at Identity Center, sign in with `aws login`, or tell the code of an MFA device. */
export type PersonTask = 'sso' | 'login' | 'mfa';

/** Credentials cannot be had until a person does something. Its message says why, without a full stop at the end. */
export class PersonNeeded extends Error {
  readonly task: PersonTask;
  /** The profile that it is to be done for: the one in use, or one that its role is assumed with. */
  readonly profile: string;
  /** The device whose code is asked for. */
  readonly mfaSerial: string | undefined;
  /** The file that changes when it is done. */
  readonly file: string | undefined;

  constructor(
    task: PersonTask,
    profile: string,
    why: string,
    more: { mfaSerial?: string; file?: string; cause?: unknown } = {},
  ) {
    super(why, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'PersonNeeded';
    this.task = task;
    this.profile = profile;
    this.mfaSerial = more.mfaSerial;
    this.file = more.file;
  }
}
