import './split-pane.css';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

interface SplitPaneProps {
  /** Name of the divider: `Width of the sidebar`. */
  readonly label: string;
  /** Under which the size is kept. */
  readonly id: string;
  /** `columns`: side by side; `rows`: one above the other. */
  readonly direction: 'columns' | 'rows';
  /** Which of the two has the size that is set; the other takes the rest. */
  readonly sized: 'first' | 'second';
  /** Pixels of the sized one. */
  readonly initial: number;
  /** Pixels that each of them has at least. */
  readonly min: number;
  readonly first: ReactNode;
  /** Null where there is nothing to split. */
  readonly second: ReactNode;
}

/** How far an arrow key moves the divider, in pixels. */
const STEP = 24;

/** Two panes with a divider that is moved by pointer and by arrow keys (ARIA practices: window splitter). */
export function SplitPane({ label, id, direction, sized, initial, min, first, second }: SplitPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useKeptSize(`${id}-${direction}`, initial);
  const isColumns = direction === 'columns';
  const isSplit = second !== null;

  const room = () => box.current?.getBoundingClientRect() ?? new DOMRect();
  const move = (pixels: number) => {
    const all = isColumns ? room().width : room().height;
    setSize(Math.round(Math.min(Math.max(min, all - min), Math.max(min, pixels))));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, right, top, bottom } = room();
    const [start, end, at] = isColumns ? [left, right, event.clientX] : [top, bottom, event.clientY];
    move(sized === 'first' ? at - start : end - at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = isColumns ? 'ArrowRight' : 'ArrowDown';
    const back = isColumns ? 'ArrowLeft' : 'ArrowUp';
    const step = { [forward]: STEP, [back]: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(size + (sized === 'first' ? step : -step));
  };
  const paneProps = (which: 'first' | 'second') =>
    isSplit && sized === which && { style: { flexBasis: size, minWidth: 0 }, 'data-sized': true };

  return (
    <div className={`split split-${direction}`} ref={box}>
      <div className="split-pane" {...paneProps('first')}>
        {first}
      </div>
      {isSplit && (
        <div
          className="split-divider"
          role="separator"
          tabIndex={0}
          aria-label={label}
          aria-orientation={isColumns ? 'vertical' : 'horizontal'}
          aria-valuenow={size}
          aria-valuemin={min}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onPointerMove}
          onKeyDown={onKeyDown}
          onDoubleClick={() => setSize(initial)}
        />
      )}
      {isSplit && (
        <div className="split-pane" {...paneProps('second')}>
          {second}
        </div>
      )}
    </div>
  );
}

/** A number that this browser remembers. */
function useKeptSize(id: string, initial: number): [number, (size: number) => void] {
  const key = `adit-split-${id}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || initial);
  return [
    size,
    (next) => {
      setSize(next);
      localStorage.setItem(key, String(next));
    },
  ];
}
