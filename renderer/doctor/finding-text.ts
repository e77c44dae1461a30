import type { Diagnosis, Finding, Verdict } from '../../proxy/doctor/finding.ts';

const MARKS: Readonly<Record<Verdict, string>> = { ok: '✓', warn: '!', broken: '✗', unknown: '?' };

/** A diagnosis as text, for an issue or a message. */
export function diagnosisText({ first, findings }: Diagnosis, version: string): string {
  return [`Adit ${version}: ${first}`, '', ...findings.map(findingText)].join('\n');
}

function findingText({ title, verdict, evidence, mend }: Finding): string {
  const lines = mend?.split('\n').map((line, at) => `    ${at === 0 ? '→ ' : '  '}${line}`) ?? [];
  return [`${MARKS[verdict]} ${title}: ${evidence}`, ...lines].join('\n');
}
