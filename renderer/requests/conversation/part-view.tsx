import { LongText } from '../detail/long-text.tsx';
import type { Result } from './pairs.ts';
import { Prose } from './prose.tsx';
import { ToolCall } from './tool-call.tsx';
import type { Part } from './turns.ts';

interface PartViewProps {
  readonly part: Part;
  readonly results: ReadonlyMap<string, Result>;
  readonly isGrowing?: boolean;
}

/** One piece of what was said. */
export function PartView({ part, results, isGrowing = false }: PartViewProps) {
  switch (part.kind) {
    case 'text':
      return <Prose text={part.text} />;
    case 'thinking':
      return <Thinking text={part.text} isGrowing={isGrowing} />;
    case 'call':
      return <ToolCall call={part} result={results.get(part.id)} />;
    case 'result':
      return (
        <div className="tool-result">
          {part.parts.map((inner, index) => (
            <PartView key={index} part={inner} results={results} />
          ))}
        </div>
      );
    case 'image':
      return part.source ? (
        <img className="talk-image" src={part.source} alt={`sent as ${part.about}`} />
      ) : (
        <p className="quiet mono">{part.about}</p>
      );
    case 'other':
      return (
        <details className="fold">
          <summary>{part.type}</summary>
          <LongText text={JSON.stringify(part.value, null, 2)} />
        </details>
      );
  }
}

function Thinking({ text, isGrowing }: { text: string; isGrowing: boolean }) {
  if (text === '') return <p className="thinking quiet">Thinking that the model keeps to itself.</p>;
  return (
    <details className="fold thinking" open={isGrowing}>
      <summary>
        Thinking <span className="quiet cut">{isGrowing ? '' : text.slice(0, 120)}</span>
      </summary>
      <Prose text={text} />
    </details>
  );
}
