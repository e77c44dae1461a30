import type { Failure } from './failure.ts';

/** What IAM refused. */
export interface Denial {
  /** Such as `bedrock:InvokeModel`. */
  readonly action: string;
  readonly resource: string | undefined;
  /** The role or user, by name. */
  readonly who: string | undefined;
  /** Which kind of policy denies, or fails to allow, in AWS's words; undefined where it does not say. */
  readonly policy: string | undefined;
  /** Whether a policy denies it, so that no other can allow it. */
  readonly isExplicit: boolean;
}

/**
 * Reads what IAM says of a denial; undefined for other words.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; as seen from Bedrock:
 * https://github.com/zed-industries/zed/issues/53960, https://github.com/posit-dev/positron/issues/10683
 */
export function readDenial(message: string): Denial | undefined {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
  if (action === undefined) return undefined;
  const explicit = /with an explicit deny in (?:an? |the )?([\w -]+?)\s*(?=[.:,()]|$)/.exec(message)?.[1];
  const implicit = /because no ([\w -]+?) allows/.exec(message)?.[1];
  return {
    action,
    resource: /on resource: (\S+)/.exec(message)?.[1],
    who: /User: arn:\S+?:(?:assumed-role|user|role|federated-user)\/([^/\s]+)/.exec(message)?.[1],
    policy: explicit ?? implicit,
    isExplicit: explicit !== undefined,
  };
}

/** Why a question of the control plane was not answered, as a sentence: IAM's long words in short. */
export function whyRefused({ message }: Failure): string {
  const denial = readDenial(message);
  return denial ? `The role lacks ${denial.action}.` : message.replace(/\.*$/, '.');
}
