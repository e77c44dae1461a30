import { CircleAlert, CircleCheck, CircleHelp, CircleX, type LucideIcon } from 'lucide-react';
import type { Finding, Verdict } from '../../proxy/doctor/finding.ts';
import { CodeBlock } from '../ui/code-block.tsx';

interface Sign {
  readonly icon: LucideIcon;
  readonly className: string;
  readonly words: string;
}

const SIGNS: Readonly<Record<Verdict, Sign>> = {
  ok: { icon: CircleCheck, className: 'good', words: 'In order' },
  warn: { icon: CircleAlert, className: 'warn', words: 'Warning' },
  broken: { icon: CircleX, className: 'bad', words: 'Broken' },
  unknown: { icon: CircleHelp, className: 'quiet', words: 'Not known' },
};

/** What was found about one thing, and what to do about it. */
export function FindingRow({ finding: { title, verdict, evidence, mend } }: { finding: Finding }) {
  const { icon: Icon, className, words } = SIGNS[verdict];
  return (
    <li className="finding">
      <Icon className={className} size={17} strokeWidth={2} aria-label={words} />
      <h3>{title}</h3>
      <div className="finding-text">
        <p>{evidence}</p>
        {mend && <Mend text={mend} />}
      </div>
    </li>
  );
}

/** The first line says it all; further lines are to be pasted. */
export function Mend({ text }: { text: string }) {
  const [first = '', ...rest] = text.split('\n');
  return (
    <div className="mend">
      <p>{first}</p>
      {rest.length > 0 && <CodeBlock text={rest.join('\n')} label="Copy what is to be pasted" />}
    </div>
  );
}
