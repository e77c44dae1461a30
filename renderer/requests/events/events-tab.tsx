import './events.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Rows3 } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { RequestRow, TimedEvent } from '../../../proxy/history/shapes.ts';
import { counted } from '../../format/numbers.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useEvents } from './use-events.ts';

const ROW = 24;

/** Every event of the answer: when it came, how long after the one before, and what it says. */
export function EventsTab({ row }: { row: RequestRow }) {
  const events = useEvents(row);
  const [words, setWords] = useState('');
  if (!events) return null;
  if (events.length === 0) {
    return (
      <Empty icon={Rows3} title="No events">
        <p>{row.stream ? 'None are kept of this request.' : 'The answer came whole, and not as a stream.'}</p>
      </Empty>
    );
  }
  const wanted = words.toLowerCase();
  const shown = events.filter(({ type, data }) => `${type} ${data}`.toLowerCase().includes(wanted));
  return (
    <div className="events">
      <div className="events-bar">
        <input
          className="input"
          aria-label="Filter events"
          placeholder="Filter by type or data"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <span className="quiet">
          {wanted ? `${shown.length} of ${counted(events.length, 'event')}` : counted(events.length, 'event')}
        </span>
      </div>
      <EventList events={shown} all={events} />
    </div>
  );
}

function EventList({ events, all }: { events: readonly TimedEvent[]; all: readonly TimedEvent[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const at = events.findIndex(({ index }) => index === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = events[Math.min(events.length - 1, Math.max(0, at + (step ?? 0)))];
    if (!step || !next) return;
    event.preventDefault();
    setChosen(next.index);
    virtual.scrollToIndex(events.indexOf(next));
  };
  return (
    <>
      <div
        className="event-list"
        ref={scroller}
        role="listbox"
        aria-label="Events"
        aria-activedescendant={at >= 0 ? `event-${chosen}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="list-inner" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const event = events[index];
            return (
              event && (
                <EventRow
                  key={event.index}
                  event={event}
                  since={event.at - (all[event.index - 1]?.at ?? 0)}
                  top={start}
                  isChosen={event.index === chosen}
                  onChoose={() => setChosen(event.index)}
                />
              )
            );
          })}
        </div>
      </div>
      {events[at] && <EventData event={events[at]} />}
    </>
  );
}

interface EventRowProps {
  readonly event: TimedEvent;
  /** Milliseconds since the event before it. */
  readonly since: number;
  readonly top: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function EventRow({ event, since, top, isChosen, onChoose }: EventRowProps) {
  return (
    <div
      className="event"
      role="option"
      id={`event-${event.index}`}
      aria-selected={isChosen}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <span className="number quiet">{event.at} ms</span>
      <span className="number quiet">+{since}</span>
      <span className="cut">{event.type}</span>
      <span className="mono cut quiet">{inShort(event.data)}</span>
    </div>
  );
}

function EventData({ event }: { event: TimedEvent }) {
  const text = pretty(event.data);
  return (
    <section className="event-data" aria-label="Data of the event">
      <CopyButton text={text} label="Copy the data" />
      <pre className="code">{text}</pre>
    </section>
  );
}

/** The data without what the row says already; of a delta, its own type and what it adds. */
function inShort(data: string): string {
  return data
    .slice(0, 300)
    .replace(/^\{"type":"[^"]*",?/, '{')
    .replace(/^\{"index":\d+,"delta":\{"type":"([^"]*)",?(.*?)(?:\}\})?$/s, '$1 $2');
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
