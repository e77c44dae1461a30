import { accessTrouble } from '../bedrock/catalogue/model-access.ts';
import { accountHints, fetchTerms } from '../routing/account-terms.ts';
import type { KnownModels } from '../routing/known-models.ts';
import { type AccessAnswer, fetchAccesses } from '../routing/model-access.ts';
import type { Target } from '../routing/resolve.ts';
import type { DoctorContext } from './context.ts';
import type { Finding, Verdict } from './finding.ts';
import { type NamedTarget, namedTargets } from './names.ts';

/** Whether the account has access to what the default names and the person's own lead to. */
export async function checkModels(context: DoctorContext): Promise<Finding[]> {
  const upstream = await context.upstream();
  const { region } = await context.identity();
  const names = await namedTargets(context);
  const { known } = await context.resolution();
  const ids = [...new Set(names.flatMap(({ target }) => target?.model?.id ?? []))];
  const [accesses, terms] = await Promise.all([
    fetchAccesses(upstream, region, ids, context.signal),
    fetchTerms(upstream, region, context.signal),
  ]);
  const hints = accountHints(terms, ids).map(
    ({ id, title, isKnown, evidence, mend }): Finding => ({
      id: `models.${id}`,
      title,
      verdict: isKnown ? 'ok' : 'unknown',
      evidence,
      ...(mend === undefined ? {} : { mend }),
    }),
  );
  return [...names.map((named) => judge(named, region, known, accesses)), ...hints];
}

function judge(
  named: NamedTarget,
  region: string,
  known: KnownModels,
  accesses: ReadonlyMap<string, AccessAnswer>,
): Finding {
  const { name, isOwn, target, why } = named;
  const base = { id: `models.${name}`, title: `Model ${name.slice(0, 24)}` };
  // A name of the person's own is asked for; the others only may be.
  const bad: Verdict = isOwn ? 'broken' : 'warn';
  const other = isOwn
    ? `Correct "${name}" under "aliases" in settings.json: adit models lists what there is.`
    : 'Ask for another model (adit models lists them), or choose another region with --region NAME.';
  if (!target) return { ...base, verdict: bad, evidence: why, mend: other };
  if (known.isListed(target.modelId) === false) {
    return {
      ...base,
      verdict: bad,
      evidence: `${target.modelId} is not in ${region}, as Bedrock lists it.`,
      mend: other,
    };
  }
  const answer = target.model && accesses.get(target.model.id);
  if (!answer)
    return { ...base, verdict: 'unknown', evidence: `${target.modelId}: what it is and who may ask it is not known.` };
  if ('why' in answer) {
    return { ...base, verdict: 'unknown', evidence: `${target.modelId}: access is not known. ${answer.why}` };
  }
  const trouble = accessTrouble(answer.access);
  if (trouble) {
    const words = answer.access.agreement_error ? ` (${answer.access.agreement_error})` : '';
    return { ...base, verdict: bad, evidence: `${target.modelId}: ${trouble.short}${words}.`, mend: trouble.mend };
  }
  return { ...base, ...ageOf(target, known) };
}

function ageOf({ modelId, model }: Target, known: KnownModels): Pick<Finding, 'verdict' | 'evidence' | 'mend'> {
  const listed = model && known.listed(model.id);
  if (listed?.lifecycle !== 'LEGACY') return { verdict: 'ok', evidence: `${modelId}: the account has access.` };
  const end = listed.endOfLife === undefined ? 'will end' : `ends on ${listed.endOfLife}`;
  return {
    verdict: 'warn',
    evidence: `${modelId} is in its Legacy state and ${end}.`,
    mend: 'Ask for a newer model of its kind: adit models lists them.',
  };
}
