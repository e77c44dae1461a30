import { CircleAlert, Wrench } from 'lucide-react';
import { LongText } from '../detail/long-text.tsx';
import type { Result } from './pairs.ts';
import { PartView } from './part-view.tsx';
import { fieldsOf, type Part } from './turns.ts';

interface ToolCallProps {
  readonly call: Extract<Part, { kind: 'call' }>;
  readonly result: Result | undefined;
}

const NONE = new Map<string, Result>();

/** A call of a tool, and what came of it. */
export function ToolCall({ call: { name, input }, result }: ToolCallProps) {
  return (
    <details className="fold tool" open={!result}>
      <summary>
        <Wrench size={13} aria-hidden />
        <strong>{name}</strong>
        <span className="mono quiet cut">{inShort(input)}</span>
        {result?.isError && (
          <span className="bad tool-failed">
            <CircleAlert size={13} aria-hidden /> failed
          </span>
        )}
      </summary>
      <LongText text={typeof input === 'string' ? input : JSON.stringify(input, null, 2)} />
      {result && (
        <div className={`tool-result ${result.isError ? 'tool-result-bad' : ''}`}>
          <h5>Result</h5>
          {result.parts.map((part, index) =>
            part.kind === 'text' ? (
              <LongText key={index} text={part.text} />
            ) : (
              <PartView key={index} part={part} results={NONE} />
            ),
          )}
        </div>
      )}
    </details>
  );
}

/** The one value that tells most: a command, a path, a pattern; else all of it. */
function inShort(input: unknown): string {
  const [first] = Object.values(fieldsOf(input)).filter((value) => typeof value === 'string');
  return (first ?? (typeof input === 'string' ? input : (JSON.stringify(input) ?? ''))).slice(0, 160);
}
