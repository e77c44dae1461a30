import { isClaude } from '../bedrock/catalogue/catalogue.ts';
import { type Denial, readDenial } from '../bedrock/denial.ts';
import { isCredentialFailure } from '../bedrock/error-map.ts';
import { readFailure } from '../bedrock/failure.ts';
import { reason } from '../errors.ts';
import { type Call, callAws } from '../routing/call.ts';
import type { DoctorContext } from './context.ts';
import { describeDenials, mendDenials } from './denial.ts';
import type { Finding } from './finding.ts';
import { preferred, usableNames } from './names.ts';

const BASE = { title: 'Permissions' };

interface Probe {
  readonly action: string;
  /** Whether Adit is of no use without it. */
  readonly isVital: boolean;
  /** The call; undefined where there is no model to make it with. */
  call(model: { id: string; through: string } | undefined): Omit<Call, 'region' | 'limitMs'> | undefined;
}

/** Milliseconds that one call may take. */
const LIMIT_MS = 8000;

/**
 * No request at all: IAM is asked before the body is looked at, and what is refused is not billed. No public source says
 * so of Bedrock; where it is otherwise, the call for one token still meets the denial.
 */
const NOTHING = Buffer.from('{}');

/** Calls that cost nothing, each for the action that it needs. */
const PROBES: readonly Probe[] = [
  {
    action: 'bedrock:InvokeModelWithResponseStream',
    isVital: true,
    call: (model) => model && { path: `${pathOf(model.through)}/invoke-with-response-stream`, body: NOTHING },
  },
  {
    action: 'bedrock:InvokeModel',
    isVital: true,
    call: (model) => model && { path: `${pathOf(model.through)}/invoke`, body: NOTHING },
  },
  {
    action: 'bedrock:CountTokens',
    isVital: false,
    call: (model) => model && { path: `${pathOf(model.id)}/count-tokens`, body: NOTHING },
  },
  {
    action: 'bedrock:ListInferenceProfiles',
    isVital: false,
    call: () => ({ ...GET, path: '/inference-profiles', query: { maxResults: '1', type: 'SYSTEM_DEFINED' } }),
  },
  {
    action: 'bedrock:ListFoundationModels',
    isVital: false,
    call: () => ({ ...GET, path: '/foundation-models', query: { byProvider: 'Anthropic' } }),
  },
  {
    action: 'bedrock:GetFoundationModelAvailability',
    isVital: false,
    call: (model) => model && { ...GET, path: `/foundation-model-availability/${encodeURIComponent(model.id)}` },
  },
];

const GET = { method: 'GET', service: 'bedrock' } as const;

/** What came of a probe: a denial, or why nothing is known. */
interface Result {
  readonly probe: Probe;
  readonly denial?: Denial;
  readonly unknown?: string;
}

/** Which of the actions that Adit needs the role lacks. */
export async function checkPermissions(context: DoctorContext): Promise<Finding[]> {
  const found = preferred((await usableNames(context)).filter(({ target }) => isClaude(target.model)))?.target;
  const model = found?.model && { id: found.model.id, through: found.modelId };
  const results = await Promise.all(PROBES.map((probe) => tryOut(probe, model, context)));
  return [...(await denied(results, context)), ...untold(results), ...allowed(results)];
}

async function tryOut(
  probe: Probe,
  model: { id: string; through: string } | undefined,
  context: DoctorContext,
): Promise<Result> {
  const call = probe.call(model);
  if (!call) return { probe, unknown: 'there is no Claude model here to ask for' };
  try {
    const { region } = await context.identity();
    const answer = await callAws(await context.upstream(), { ...call, region, limitMs: LIMIT_MS }, context.signal);
    if (answer.status === 200) return { probe };
    const failure = readFailure(answer.status, answer.headers, answer.body);
    const denial = readDenial(failure.message);
    if (denial) return { probe, denial };
    const tellsNothing = failure.status >= 500 || failure.status === 429 || isCredentialFailure(failure);
    return tellsNothing ? { probe, unknown: failure.message } : { probe };
  } catch (error) {
    return { probe, unknown: reason(error) };
  }
}

/** Vital actions first; the policy to paste is printed once, and has all of them. */
async function denied(results: readonly Result[], context: DoctorContext): Promise<Finding[]> {
  const denialsOf = (isVital: boolean) =>
    results.flatMap(({ probe, denial }) => (denial && probe.isVital === isVital ? [denial] : []));
  const [vital, others] = [denialsOf(true), denialsOf(false)];
  const identity = await context.identity();
  const findings: Finding[] = [];
  if (vital.length > 0) {
    const mend = mendDenials(vital, identity);
    findings.push({ ...BASE, id: 'permissions', verdict: 'broken', evidence: describeDenials(vital), mend });
  }
  if (others.length > 0) {
    const isSaid = vital.length > 0 && !vital.some(({ isExplicit }) => isExplicit);
    const mend = isSaid ? 'The policy above allows this too.' : mendDenials(others, identity);
    const evidence = `${describeDenials(others)} Adit does without: it knows its catalogue, and estimates token counts.`;
    findings.push({ ...BASE, id: 'permissions.lists', verdict: 'warn', evidence, mend });
  }
  return findings;
}

function untold(results: readonly Result[]): Finding[] {
  const untold = results.filter(({ unknown }) => unknown !== undefined);
  const [first] = untold;
  if (!first) return [];
  const actions = untold.map(({ probe }) => probe.action).join(', ');
  const evidence = `Not known for ${actions}: ${first.unknown?.replace(/\.*$/, '.')}`;
  return [{ ...BASE, id: 'permissions.unknown', verdict: 'unknown', evidence }];
}

function allowed(results: readonly Result[]): Finding[] {
  const passed = results.filter(({ denial, unknown }) => !denial && unknown === undefined);
  if (passed.length === 0) return [];
  const actions = passed.map(({ probe }) => probe.action).join(', ');
  return [{ ...BASE, id: 'permissions.allowed', verdict: 'ok', evidence: `Allowed: ${actions}.` }];
}

function pathOf(modelId: string): string {
  return `/model/${encodeURIComponent(modelId)}`;
}
