import type { Diagnosis, Finding, Verdict } from '../../proxy/doctor/finding.ts';

const MARKS: Readonly<Record<Verdict, string>> = { ok: '✓', warn: '!', broken: '✗', unknown: '?' };

/** A diagnosis as text, for an issue or a message. */
export function diagnosisText({ first, findings }: Diagnosis, version: string): string {
  return [`Adit ${version}: ${first}`, '', ...grouped(findings).map(findingText)].join('\n');
}

/** Those that were not looked at for the same reason are one. */
export function grouped(findings: readonly Finding[]): Finding[] {
  const reasons = Map.groupBy(findings, ({ evidence }) => (evidence.startsWith('Not looked at') ? evidence : ''));
  const looked = reasons.get('') ?? [];
  reasons.delete('');
  const later = [...reasons].map(([evidence, skipped]): Finding => {
    const titles = skipped.map(({ title }) => title).join(', ');
    return { id: `later-${titles}`, title: 'Later', verdict: 'unknown', evidence: `${titles}: ${lower(evidence)}` };
  });
  return [...looked, ...later];
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function findingText({ title, verdict, evidence, mend }: Finding): string {
  const lines = mend?.split('\n').map((line, at) => `    ${at === 0 ? '→ ' : '  '}${line}`) ?? [];
  return [`${MARKS[verdict]} ${title}: ${evidence}`, ...lines].join('\n');
}
