import './cells.css';
import { Bot, Pin, RotateCw } from 'lucide-react';
import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { compact } from '../../format/numbers.ts';
import { span } from '../../format/time.ts';
import { cacheWriteTokens, hasFailed, phasesOf } from '../figures.ts';
import { otherModel, scopeOf, shortModel } from '../models.ts';
import { useNow } from '../now.ts';

/** How a request ended, in a word: its HTTP status, or what stands in for one. */
export function statusWord(row: RequestRow): string {
  if (row.state === 'open') return 'open';
  if (row.state === 'cut') return 'cut';
  if (row.status === 499) return 'left';
  // An answer that has begun well, and ended in an error.
  return row.status === 0 || (row.status < 400 && row.error !== null) ? 'failed' : String(row.status);
}

/** What the word's colour says, too. */
export function statusTone(row: RequestRow): 'open' | 'good' | 'warn' | 'bad' {
  if (row.state === 'open') return 'open';
  if (row.state === 'cut' || row.status === 499) return 'warn';
  return hasFailed(row) ? 'bad' : 'good';
}

export function StatusCell({ row }: { row: RequestRow }) {
  const tone = statusTone(row);
  return (
    <span className={`status status-${tone}`}>
      <span className="dot" />
      {statusWord(row)}
      {row.pinned && <Pin size={11} role="img" aria-label="pinned" />}
      {row.replayOf && <RotateCw size={11} role="img" aria-label="sent again" />}
    </span>
  );
}

export function ModelCell({ row }: { row: RequestRow }) {
  const { model, servedModel } = row;
  if (!model && !servedModel) return <span className="quiet">{row.path}</span>;
  const other = otherModel(model, servedModel);
  const scope = servedModel ? scopeOf(servedModel) : undefined;
  return (
    <span className="model" title={servedModel ?? undefined}>
      <span className="cut">{shortModel(model ?? servedModel ?? '')}</span>
      {model && other && <span className="cut quiet">→ {other}</span>}
      {scope && <span className="model-scope">{scope}</span>}
      {row.agent && <Bot size={12} role="img" aria-label="of a sub-agent" className="model-agent" />}
      {row.kind !== 'answer' && <span className="model-scope">{row.kind}</span>}
    </span>
  );
}

export function PromptHead() {
  return (
    <span className="prompt">
      <span>Fresh</span>
      <span>Read</span>
      <span>Written</span>
    </span>
  );
}

/** What of the prompt was new, what was read from the cache, and what was written to it. */
export function PromptCell({ row }: { row: RequestRow }) {
  if (row.inputTokens === null) return '–';
  return (
    <span className="prompt">
      <span>{compact(row.inputTokens)}</span>
      <span className="prompt-read">{compact(row.cacheReadTokens ?? 0)}</span>
      <span className="prompt-write">{compact(cacheWriteTokens(row))}</span>
    </span>
  );
}

/** How long it took, or has taken so far. */
export function Elapsed({ row }: { row: RequestRow }) {
  const now = useNow(row.state === 'open');
  return row.state === 'open' ? `${Math.max(0, Math.floor((now - row.startedAt) / 1000))} s` : span(row.durationMs);
}

/** Width of a bar in percent: a second is a third, a minute is nearly all. */
function barWidth(ms: number): number {
  return Math.min(100, (Math.log10(1 + ms / 100) / Math.log10(1 + 120_000 / 100)) * 100);
}

/** The parts of a request's time, as long as the logarithm of all of it. */
export function Waterfall({ row }: { row: RequestRow }) {
  const now = useNow(row.state === 'open');
  const phases = phasesOf(row, now);
  const all = phases.at(-1)?.to ?? 0;
  return (
    <span className="waterfall" aria-hidden style={{ width: `${barWidth(all)}%` }}>
      {phases.map(({ name, from, to }) => (
        <span key={name} className={`phase phase-${name.replace(' ', '-')}`} style={{ flexGrow: to - from }} />
      ))}
    </span>
  );
}
