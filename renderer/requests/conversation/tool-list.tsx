import { counted } from '../../format/numbers.ts';
import { LongText } from '../detail/long-text.tsx';
import type { Tool } from './turns.ts';

/** The tools that the model was offered. */
export function ToolList({ tools }: { tools: readonly Tool[] }) {
  return (
    <details className="turn turn-system">
      <summary className="turn-role">
        {counted(tools.length, 'tool')} <span className="quiet cut">{tools.map(({ name }) => name).join(', ')}</span>
      </summary>
      {tools.map((tool, index) => (
        <details key={index} className="fold">
          <summary>
            <strong>{tool.name}</strong>
            <span className="quiet cut">{tool.description.slice(0, 160)}</span>
          </summary>
          <LongText text={JSON.stringify(tool.value, null, 2)} />
        </details>
      ))}
    </details>
  );
}
