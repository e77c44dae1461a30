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
  /** Share of the room, in percent. */
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly first: ReactNode;
  /** Null where there is nothing to split. */
  readonly second: ReactNode;
}

/** How far an arrow key moves the divider, in percent. */
const STEP = 2;

/** Two panes with a divider that is moved by pointer and by arrow keys (ARIA practices: window splitter). */
export function SplitPane({ label, id, direction, sized, initial, min, max, first, second }: SplitPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useKeptSize(`${id}-${direction}`, initial);
  const isColumns = direction === 'columns';
  const move = (percent: number) => setSize(Math.min(max, Math.max(min, percent)));

  const onPointerMove = (event: PointerEvent) => {
    if (!box.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, top, width, height } = box.current.getBoundingClientRect();
    const share = isColumns ? (event.clientX - left) / width : (event.clientY - top) / height;
    move(100 * (sized === 'first' ? share : 1 - share));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = isColumns ? 'ArrowRight' : 'ArrowDown';
    const back = isColumns ? 'ArrowLeft' : 'ArrowUp';
    const step = { [forward]: STEP, [back]: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(size + (sized === 'first' ? step : -step));
  };

  const basis = { flexBasis: `${size}%` };
  const isSplit = second !== null;
  return (
    <div className={`split split-${direction}`} ref={box}>
      <div className="split-pane" {...(isSplit && sized === 'first' && { style: basis, 'data-sized': true })}>
        {first}
      </div>
      {isSplit && (
        // biome-ignore lint/a11y/useSemanticElements: an hr takes no focus
        <div
          className="split-divider"
          role="separator"
          tabIndex={0}
          aria-label={label}
          aria-orientation={isColumns ? 'vertical' : 'horizontal'}
          aria-valuenow={Math.round(size)}
          aria-valuemin={min}
          aria-valuemax={max}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={onPointerMove}
          onKeyDown={onKeyDown}
          onDoubleClick={() => setSize(initial)}
        />
      )}
      {isSplit && (
        <div className="split-pane" {...(sized === 'second' && { style: basis, 'data-sized': true })}>
          {second}
        </div>
      )}
    </div>
  );
}

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
