import { AditError, reason } from '../errors.ts';
import { checkCall } from './call.ts';
import { checkClients } from './clients.ts';
import { checkClock } from './clock.ts';
import type { DoctorContext } from './context.ts';
import { checkFiles } from './files.ts';
import type { Diagnosis, Finding, Verdict } from './finding.ts';
import { checkModels } from './models.ts';
import { checkNetwork } from './network.ts';
import { checkPermissions } from './permissions.ts';
import { checkPort } from './port.ts';
import { checkProfile } from './profile.ts';
import { checkProxies } from './proxies.ts';
import { checkSettings } from './settings.ts';
import { checkSignIn } from './sign-in.ts';

/** One group of checks. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Groups that have to be sound before this one can tell anything. */
  readonly needs: readonly string[];
  run(context: DoctorContext): Promise<Finding[]>;
}

/** All checks, along the road of a request: where several are broken, the first of them is to be mended first. */
export const CHECKS: readonly Check[] = [
  { id: 'settings', title: 'Settings', needs: [], run: checkSettings },
  { id: 'files', title: 'AWS files', needs: ['settings'], run: checkFiles },
  { id: 'profile', title: 'Profile', needs: ['settings', 'files'], run: checkProfile },
  { id: 'proxy', title: 'Proxies', needs: [], run: checkProxies },
  { id: 'network', title: 'Network', needs: ['profile', 'proxy'], run: checkNetwork },
  { id: 'clock', title: 'Clock', needs: ['network'], run: checkClock },
  { id: 'sign-in', title: 'Sign in', needs: ['network'], run: checkSignIn },
  { id: 'permissions', title: 'Permissions', needs: ['sign-in'], run: checkPermissions },
  { id: 'models', title: 'Models', needs: ['sign-in'], run: checkModels },
  { id: 'call', title: 'Call', needs: ['permissions'], run: checkCall },
  { id: 'port', title: 'Port', needs: ['settings'], run: checkPort },
  { id: 'clients', title: 'Clients', needs: ['settings'], run: checkClients },
];

/** What came of a group. */
interface Outcome {
  readonly check: Check;
  readonly findings: readonly Finding[];
  /** Whether others may build on it. */
  readonly isSound: boolean;
}

/**
 * Runs all checks, those that do not wait for others at the same time. `onProgress` is told the groups that are still
 * running, and what has been found so far, in the order in which it was. Never rejects: a check that fails is one whose matter is not known.
 */
export async function diagnose(
  context: DoctorContext,
  onProgress: (running: readonly Check[], found: readonly Finding[]) => void = () => {},
): Promise<Diagnosis> {
  const outcomes = new Map<string, Promise<Outcome>>();
  const running = new Set(CHECKS);
  const found: Finding[] = [];
  for (const check of CHECKS) {
    const outcome = runAfter(check, outcomes, context).then((ended) => {
      running.delete(check);
      found.push(...ended.findings);
      onProgress([...running], found);
      return ended;
    });
    outcomes.set(check.id, outcome);
  }
  onProgress([...running], found);
  const findings = (await Promise.all(outcomes.values())).flatMap((outcome) => outcome.findings);
  return { verdict: verdictOf(findings, context.call), first: firstLine(findings, context.call), findings };
}

async function runAfter(
  check: Check,
  outcomes: ReadonlyMap<string, Promise<Outcome>>,
  context: DoctorContext,
): Promise<Outcome> {
  const before = await Promise.all(check.needs.flatMap((id) => outcomes.get(id) ?? []));
  const obstacle = before.find(({ isSound }) => !isSound);
  if (obstacle) {
    const evidence = `Not looked at, since "${rootOf(obstacle)}" comes first.`;
    return { check, findings: [{ id: check.id, title: check.title, verdict: 'unknown', evidence }], isSound: false };
  }
  const findings = await Promise.race([check.run(context), outOfTime(context.signal)]).catch((error: unknown) => [
    unknown(check, error),
  ]);
  return { check, findings, isSound: findings.every(({ verdict }) => verdict !== 'broken') };
}

/** The group that a chain of groups waits for. */
function rootOf({ check, findings }: Outcome): string {
  return findings[0]?.evidence.match(/^Not looked at, since "(.+)" comes first\.$/)?.[1] ?? check.title;
}

function unknown({ id, title }: Check, error: unknown): Finding {
  const evidence = error instanceof AditError ? error.message : `It could not be found out: ${reason(error)}.`;
  return { id, title, verdict: 'unknown', evidence };
}

function outOfTime(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(new Error('no answer came in time'));
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return promise;
}

/** What could not be known is nothing, unless it is whether a model answers. */
function verdictOf(findings: readonly Finding[], wantsCall: boolean): Verdict {
  const has = (verdict: Verdict) => findings.some((finding) => finding.verdict === verdict);
  if (has('broken')) return 'broken';
  if (has('warn')) return 'warn';
  return wantsCall && callOf(findings)?.verdict !== 'ok' ? 'unknown' : 'ok';
}

function firstLine(findings: readonly Finding[], wantsCall: boolean): string {
  const broken = findings.find(({ verdict }) => verdict === 'broken');
  if (broken) return `${broken.title}: ${afterColon(firstOf(broken.mend ?? broken.evidence))}`;
  const state = stateOf(callOf(findings), wantsCall);
  const warnings = findings.filter(({ verdict }) => verdict === 'warn').length;
  if (warnings === 0) return state;
  return `${state} ${warnings === 1 ? 'One warning is' : `${warnings} warnings are`} below.`;
}

function stateOf(call: Finding | undefined, wantsCall: boolean): string {
  if (call?.verdict === 'ok') return `All is well: ${afterColon(call.evidence)}`;
  if (!wantsCall) return 'Nothing is broken, as far as can be told without a call.';
  return `Nothing is known to be broken, but no model answered: ${afterColon(firstOf(call?.mend ?? call?.evidence ?? ''))}`;
}

function callOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ id }) => id === 'call');
}

/** The first sentence: it says what to do, and what follows says how. */
function firstOf(text: string): string {
  return text.split(/\n|(?<=\.) (?=[A-Z])/, 1)[0] ?? '';
}

/** A sentence that goes on behind a colon: names in capitals stay. */
function afterColon(sentence: string): string {
  return /^[A-Z](?:[a-z]| )/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
