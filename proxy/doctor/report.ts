import { styleText } from 'node:util';
import type { Diagnosis, Finding, Verdict } from './finding.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;
/** Before evidence and mend. */
const INDENT = '    ';

const MARKS: Readonly<Record<Verdict, { mark: string; style: 'green' | 'yellow' | 'red' | 'dim' }>> = {
  ok: { mark: '✓', style: 'green' },
  warn: { mark: '!', style: 'yellow' },
  broken: { mark: '✗', style: 'red' },
  unknown: { mark: '?', style: 'dim' },
};

/** The diagnosis for a person: the first line says what to do. Coloured on terminals alone. */
export function reportText({ first, verdict, findings }: Diagnosis, stream: NodeJS.WriteStream): string {
  const { style } = MARKS[verdict];
  const head = styleText(['bold', style], first, { stream });
  const width = Math.max(...findings.map(({ title }) => title.length));
  const body = grouped(findings).map((finding, at, all) =>
    // One mend for several is told once.
    oneFinding(finding.mend === all[at - 1]?.mend ? { ...finding, mend: undefined } : finding, width, stream),
  );
  return `${[head, '', ...body].join('\n')}\n`;
}

function oneFinding(
  { title, verdict, evidence, mend }: Omit<Finding, 'mend'> & { mend?: string | undefined },
  width: number,
  stream: NodeJS.WriteStream,
): string {
  const { mark, style } = MARKS[verdict];
  const start = `${styleText(style, mark, { stream })} ${title.padEnd(width)}  `;
  const indent = ' '.repeat(width + 4);
  const lines = wrap(evidence, WIDTH - indent.length).map((line, at) => `${at === 0 ? start : indent}${line}`);
  const mends =
    mend === undefined ? [] : mend.split('\n').flatMap((line, at) => (at === 0 ? arrow(line) : [`${INDENT}${line}`]));
  return [...lines, ...mends].join('\n');
}

/** What to do, with an arrow before it; what is to be pasted follows as it is. */
function arrow(line: string): string[] {
  return wrap(line, WIDTH - INDENT.length - 2).map((part, at) => `${INDENT}${at === 0 ? '→' : ' '} ${part}`);
}

/** Those that were not looked at for the same reason are one line. */
function grouped(findings: readonly Finding[]): Finding[] {
  const isSkipped = ({ evidence }: Finding) => evidence.startsWith('Not looked at');
  const skipped = findings.filter(isSkipped);
  const rest = findings.filter((finding) => !isSkipped(finding));
  const reasons = Map.groupBy(skipped, ({ evidence }) => evidence);
  const lines = [...reasons].map(
    ([evidence, [one, ...others]]): Finding => ({
      id: one?.id ?? '',
      title: 'Later',
      verdict: 'unknown',
      evidence: `${[one, ...others].map((finding) => finding?.title).join(', ')}: ${evidence.charAt(0).toLowerCase()}${evidence.slice(1)}`,
    }),
  );
  return [...rest, ...lines];
}
