import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { useSize } from '../../ui/use-size.ts';
import { columnsFor, gridOf } from './columns.tsx';
import { ListRow, rowElementId } from './list-row.tsx';
import type { ListState, RequestList } from './request-list.ts';

/** Height of a row, as the style sheet has it. */
const ROW = 28;

interface ListViewProps {
  readonly list: RequestList;
  readonly state: ListState;
  /** The row that keys act on. */
  readonly cursor: string | null;
  readonly marked: string | null;
  readonly onMove: (row: RequestRow) => void;
  readonly onOpen: (row: RequestRow) => void;
  /** Told of a click with ⌘ or Ctrl: the second of two to compare. */
  readonly onCompare: (row: RequestRow) => void;
}

/** The list itself: only the rows that can be seen are there (ARIA practices: grid, with aria-activedescendant). */
export function ListView({ list, state, cursor, marked, onMove, onOpen, onCompare }: ListViewProps) {
  const { rows, total } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const columns = columnsFor(width);
  const virtual = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastSeen >= rows.length - 20 && rows.length < total) void list.loadMore();
  }, [list, lastSeen, rows.length, total]);
  useSteadyPlace(scroller, rows);

  const at = cursor === null ? -1 : rows.findIndex(({ id }) => id === cursor);
  // Only where the cursor itself has moved, or the list has less room: rows that come move the cursor, too, and then
  // nobody wants to be taken along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [cursor, virtual, height]);

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -at, End: rows.length };
    const step = steps[event.key as keyof typeof steps];
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + (step ?? 0)))];
    if (!row || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'Enter' && at >= 0) onOpen(row);
    else if (step !== undefined) onMove(row);
    else return;
    event.preventDefault();
  };

  const active = items.find(({ index }) => index === at);
  const grid = { '--grid': gridOf(columns) } as React.CSSProperties;
  return (
    <div
      className="list"
      role="grid"
      aria-label="Requests"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active && cursor ? rowElementId(cursor) : undefined}
      tabIndex={0}
      id="request-list"
      style={grid}
      onKeyDown={onKeyDown}
    >
      <div className="list-row list-head" role="row" aria-rowindex={1}>
        {columns.map(({ id, title, isNumber }) => (
          <span key={id} role="columnheader" className={isNumber ? 'number cut' : 'cut'}>
            {title}
          </span>
        ))}
      </div>
      <div className="list-scroll" ref={scroller} role="presentation">
        <div className="list-inner" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <ListRow
              key={rows[index]?.id ?? index}
              row={rows[index]}
              index={index}
              top={start}
              columns={columns}
              isCursor={index === at}
              isMarked={rows[index]?.id === marked}
              onOpen={onOpen}
              onCompare={onCompare}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Keeps what is read in its place when rows come in above it; at the very top, the newest are followed. */
function useSteadyPlace(scroller: React.RefObject<HTMLDivElement | null>, rows: readonly RequestRow[]): void {
  const newest = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const before = newest.current;
    newest.current = rows[0]?.id;
    const element = scroller.current;
    if (!before || before === rows[0]?.id || !element || element.scrollTop === 0) return;
    const moved = rows.findIndex(({ id }) => id === before);
    if (moved > 0) element.scrollTop += moved * ROW;
  }, [rows, scroller]);
}
