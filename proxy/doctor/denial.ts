import type { AwsIdentity } from '../aws/profiles.ts';
import type { Denial } from '../bedrock/denial.ts';
import { leastPolicy } from './policy.ts';

/** What to do about denied actions: a sentence, and a policy to paste where one helps. */
export function mendDenials(denials: readonly Denial[], identity: AwsIdentity): string {
  const actions = [...new Set(denials.map(({ action }) => action))];
  const who = denials.find((denial) => denial.who !== undefined)?.who;
  const role = who === undefined ? 'this role' : `"${who}"`;
  const explicit = denials.find(({ isExplicit }) => isExplicit);
  if (explicit) {
    const policy = explicit.policy ?? 'policy';
    return `Have the deny of ${explicit.action} taken out of the ${policy} of ${role}: no other policy can allow what one denies.`;
  }
  return `Allow ${listOf(actions)} for ${role}. The least policy, to paste in IAM:\n${leastPolicy(identity, actions)}`;
}

/** Each denied action, on what and why. */
export function describeDenials(denials: readonly Denial[]): string {
  return denials
    .map(({ action, resource, policy, isExplicit }) => {
      const what = resource === undefined || resource === '*' ? '' : ` on ${resource}`;
      if (policy === undefined) return `${action} is denied${what}.`;
      return `${action} is denied${what}: ${isExplicit ? `denied by ${policy}` : `no ${policy} allows it`}.`;
    })
    .join(' ');
}

function listOf(actions: readonly string[]): string {
  return actions.length < 2 ? actions.join() : `${actions.slice(0, -1).join(', ')} and ${actions.at(-1)}`;
}
