import './tools.css';
import { useEffect, useRef, useState } from 'react';
import type { ToolRow } from '../../proxy/clients/clients.ts';
import { Chip } from '../ui/chip.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ToolDetail } from './tool-detail.tsx';
import { STATES } from './tools.ts';

interface ToolListProps {
  readonly title: string;
  readonly tools: readonly ToolRow[];
  /** Id of the tool that is open at first. */
  readonly opened?: string;
}

/** Tools, each with what there is to know and to do about it behind its name. */
export function ToolList({ title, tools, opened }: ToolListProps) {
  return (
    <section className="tool-group" aria-label={title}>
      <h2>{title}</h2>
      <ul className="card tools">
        {tools.map((tool) => (
          <Item key={tool.id} tool={tool} isFirstOpen={tool.id === opened} />
        ))}
      </ul>
    </section>
  );
}

function Item({ tool, isFirstOpen }: { tool: ToolRow; isFirstOpen: boolean }) {
  const [isOpen, setOpen] = useState(isFirstOpen);
  const { title, installed, state } = tool;
  const shown = state ? STATES[state] : { kind: 'bad' as const, text: 'Cannot be read' };
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isFirstOpen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isFirstOpen]);
  return (
    <li ref={item}>
      <Disclosure
        className="tool"
        open={isOpen}
        onChange={setOpen}
        head={
          <>
            <span className="tool-name">
              <strong>{title}</strong>
              {installed?.version && <span className="quiet">{installed.version}</span>}
            </span>
            <span className="tool-at quiet cut">{installed?.at}</span>
            {(installed || state !== 'not set up') && <Chip kind={shown.kind}>{shown.text}</Chip>}
          </>
        }
      >
        <ToolDetail tool={tool} />
      </Disclosure>
    </li>
  );
}
