import { CornerDownRight } from 'lucide-react';
import type { AgentRow, SessionRow } from '../../../proxy/history/shapes.ts';
import { cost, money } from '../../format/money.ts';
import { counted, percent } from '../../format/numbers.ts';
import { ago } from '../../format/time.ts';

interface SessionItemProps {
  readonly session: SessionRow;
  readonly isChosen: boolean;
  /** The sub-agent that is chosen. */
  readonly agent: string | undefined;
  readonly onChoose: (session: string, agent: string | null) => void;
}

/** A session: what it is about, who asks, how much, for how much, and how much of it the cache gave. */
export function SessionItem({ session, isChosen, agent, onChoose }: SessionItemProps) {
  const { id, client, title, requests, open, errors, lastAt } = session;
  return (
    <li>
      <button
        type="button"
        className="side-link session"
        aria-current={isChosen && agent === undefined ? 'true' : undefined}
        onClick={() => onChoose(id, null)}
      >
        <span className="session-title">
          {open > 0 && <span className="dot dot-open" role="img" aria-label="running" />}
          <span className="cut">{title ?? id}</span>
          <span className="session-age">{ago(lastAt)}</span>
        </span>
        <span className="session-facts">
          <span className="cut">{client}</span>
          <span title={counted(requests, 'request')}>{requests}×</span>
          <span>{cost(session.costMicros, session.unpriced > 0)}</span>
          <CacheShare session={session} />
          {errors > 0 && <span className="bad">{counted(errors, 'error')}</span>}
        </span>
      </button>
      {session.agents.length > 0 && (
        <ul aria-label="Sub-agents">
          {session.agents.map((row) => (
            <AgentItem
              key={row.agent}
              row={row}
              isChosen={agent === row.agent}
              onChoose={() => onChoose(id, row.agent)}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

function CacheShare({ session }: { session: SessionRow }) {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = session;
  const share = percent(cacheReadTokens, inputTokens + cacheReadTokens + cacheWriteTokens);
  return share ? <span title="of its prompts was read from the cache">{share} cached</span> : null;
}

function AgentItem({ row, isChosen, onChoose }: { row: AgentRow; isChosen: boolean; onChoose: () => void }) {
  return (
    <li>
      <button type="button" className="side-link agent" aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
        <CornerDownRight size={12} aria-hidden className="quiet" />
        <span className="cut">{row.title ?? row.agent}</span>
        <span className="session-age">{row.costMicros === null ? '' : money(row.costMicros)}</span>
      </button>
    </li>
  );
}
