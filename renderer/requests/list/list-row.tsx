import { type MouseEvent, memo } from 'react';
import type { RequestRow } from '../../../proxy/history/shapes.ts';
import type { Column } from './columns.tsx';

interface ListRowProps {
  /** Undefined as long as it is not loaded. */
  readonly row: RequestRow | undefined;
  readonly index: number;
  /** Pixels from the list's beginning. */
  readonly top: number;
  readonly columns: readonly Column[];
  readonly isCursor: boolean;
  readonly isMarked: boolean;
  readonly onOpen: (row: RequestRow) => void;
  readonly onCompare: (row: RequestRow) => void;
}

/** Id of a request's row in the page. */
export function rowElementId(id: string): string {
  return `row-${id}`;
}

/** One request. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { row, index, top, columns, isCursor, isMarked, onOpen, onCompare } = props;
  const style = { transform: `translateY(${top}px)` };
  if (!row) return <div className="list-row list-row-empty" role="presentation" style={style} />;
  const onClick = (event: MouseEvent) => (event.metaKey || event.ctrlKey ? onCompare(row) : onOpen(row));
  return (
    <div
      className="list-row"
      role="row"
      id={rowElementId(row.id)}
      aria-rowindex={index + 2}
      aria-selected={isCursor}
      data-failed={row.state === 'done' && row.error !== null ? '' : undefined}
      data-marked={isMarked ? '' : undefined}
      style={style}
      onClick={onClick}
    >
      {columns.map(({ id, cell, isNumber }) => (
        <span key={id} role="gridcell" className={isNumber ? 'number cut' : 'cut'}>
          {cell(row)}
        </span>
      ))}
    </div>
  );
});
