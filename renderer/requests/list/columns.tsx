import type { ReactNode } from 'react';
import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { cost } from '../../format/money.ts';
import { compact, percent } from '../../format/numbers.ts';
import { clock, span } from '../../format/time.ts';
import { promptTokens, tokensPerSecond } from '../figures.ts';
import { Elapsed, ModelCell, PromptCell, PromptHead, StatusCell, Waterfall } from './cells.tsx';

/** A column of the list. */
export interface Column {
  readonly id: string;
  readonly title: ReactNode;
  /** Pixels; of one that grows, the least. */
  readonly width: number;
  readonly grows?: boolean;
  readonly isNumber?: boolean;
  /** The higher, the earlier it goes where there is no room. */
  readonly rank: number;
  readonly cell: (row: RequestRow) => ReactNode;
}

/** All columns, in their order. */
const COLUMNS: readonly Column[] = [
  { id: 'status', title: 'Status', width: 58, rank: 0, cell: (row) => <StatusCell row={row} /> },
  {
    id: 'time',
    title: 'Time',
    width: 84,
    rank: 1,
    cell: (row) => <span className="list-time">{clock(row.startedAt)}</span>,
  },
  { id: 'client', title: 'Client', width: 96, rank: 4, cell: (row) => row.client },
  { id: 'model', title: 'Model', width: 140, grows: true, rank: 2, cell: (row) => <ModelCell row={row} /> },
  {
    id: 'region',
    title: 'Region',
    width: 88,
    rank: 15,
    cell: (row) => <span className="quiet">{row.region ?? ''}</span>,
  },
  { id: 'prompt', title: <PromptHead />, width: 140, isNumber: true, rank: 7, cell: (row) => <PromptCell row={row} /> },
  { id: 'input', title: 'Input', width: 52, isNumber: true, rank: 7, cell: (row) => compact(promptTokens(row)) },
  { id: 'cached', title: 'Cache', width: 46, isNumber: true, rank: 8, cell: cacheShare },
  { id: 'output', title: 'Output', width: 52, isNumber: true, rank: 5, cell: (row) => compact(row.outputTokens) },
  { id: 'cost', title: 'Cost', width: 64, isNumber: true, rank: 3, cell: costCell },
  { id: 'ttft', title: 'First token', width: 64, isNumber: true, rank: 10, cell: (row) => span(row.firstEventMs) },
  { id: 'speed', title: 'Tok/s', width: 46, isNumber: true, rank: 11, cell: (row) => compact(tokensPerSecond(row)) },
  { id: 'duration', title: 'Duration', width: 66, isNumber: true, rank: 6, cell: (row) => <Elapsed row={row} /> },
  { id: 'waterfall', title: 'Timing', width: 104, rank: 9, cell: (row) => <Waterfall row={row} /> },
  { id: 'tools', title: 'Tools', width: 112, rank: 12, cell: (row) => row.tools.join(', ') },
  { id: 'stop', title: 'Ended with', width: 96, rank: 13, cell: endCell },
];

/** Room between columns, and beside them. */
export const GAP = 12;

/** Pixels from which the prompt is shown in its three parts, and not as their sum. */
const ROOM_FOR_PARTS = 1080;

/** The columns that have room in so many pixels, in their order. */
export function columnsFor(width: number): Column[] {
  const instead = width >= ROOM_FOR_PARTS ? 'input' : 'prompt';
  const chosen = new Set<Column>();
  let room = width - GAP;
  for (const column of COLUMNS.filter(({ id }) => id !== instead).sort((a, b) => a.rank - b.rank)) {
    if (column.width + GAP > room) break;
    chosen.add(column);
    room -= column.width + GAP;
  }
  return COLUMNS.filter((column) => chosen.has(column));
}

/** The columns as a CSS grid. */
export function gridOf(columns: readonly Column[]): string {
  return columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ');
}

function cacheShare(row: RequestRow): ReactNode {
  return percent(row.cacheReadTokens ?? 0, promptTokens(row) ?? 0) || '–';
}

function costCell(row: RequestRow): ReactNode {
  const text = cost(row.costMicros, row.inputTokens !== null && row.state !== 'open');
  return row.costMicros === null ? <span className="quiet">{text}</span> : text;
}

function endCell(row: RequestRow): ReactNode {
  if (row.error !== null) return <span className="bad">{row.error}</span>;
  return <span className="quiet">{row.stopReason ?? ''}</span>;
}
