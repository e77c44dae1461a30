import './detail.css';
import { CircleSlash } from 'lucide-react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { ApiError, wordsOf } from '../../api/client.ts';
import { useDetail } from '../../api/history.ts';
import { useCommands } from '../../app/commands.ts';
import { setParams, useRoute } from '../../app/route.ts';
import { Empty } from '../../ui/empty.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { Conversation } from '../conversation/conversation.tsx';
import { DiffTab } from '../diff/diff-tab.tsx';
import { EventsTab } from '../events/events-tab.tsx';
import type { Selection } from '../selection.ts';
import { DetailHead } from './detail-head.tsx';
import { Overview } from './overview.tsx';
import { RawTab } from './raw-tab.tsx';

const TABS = ['overview', 'conversation', 'diff', 'events', 'raw'] as const;
type TabId = (typeof TABS)[number];

/** One request in full. */
export function Detail({ id, selection }: { id: string; selection: Selection }) {
  const { data: detail, error } = useDetail(id);
  useCommands([
    { id: 'close', title: 'Close the request', group: 'Request', keys: ['Escape'], run: selection.close },
    ...TABS.map((tab, index) => ({
      id: `tab-${tab}`,
      title: `Show ${TITLES[tab]}`,
      group: 'Request',
      keys: [String(index + 1)],
      run: () => setParams({ tab }),
    })),
  ]);
  if (error && !detail) {
    const isGone = error instanceof ApiError && error.status === 404;
    return (
      <Empty icon={CircleSlash} title={isGone ? 'This request is gone' : 'This request cannot be shown'}>
        <p>{wordsOf(error)}</p>
      </Empty>
    );
  }
  return (
    <section className="detail" aria-label="Request">
      {detail && <DetailHead detail={detail} selection={selection} />}
      {detail && <DetailTabs detail={detail} />}
    </section>
  );
}

const TITLES: Readonly<Record<TabId, string>> = {
  overview: 'Overview',
  conversation: 'Conversation',
  diff: 'Diff',
  events: 'Events',
  raw: 'Raw',
};

function DetailTabs({ detail }: { detail: RequestDetail }) {
  const { params } = useRoute();
  const wanted = params.get('tab');
  const value = TABS.find((tab) => tab === wanted) ?? 'overview';
  const panels: Readonly<Record<TabId, Tab<TabId>['panel']>> = {
    overview: () => <Overview detail={detail} />,
    conversation: () => <Conversation detail={detail} />,
    diff: () => <DiffTab detail={detail} against={params.get('against')} />,
    events: () => <EventsTab row={detail.row} />,
    raw: () => <RawTab detail={detail} />,
  };
  return (
    <Tabs
      label="Parts of the request"
      tabs={TABS.map((tab) => ({ id: tab, title: TITLES[tab], panel: panels[tab] }))}
      value={value}
      onChange={(tab) => setParams({ tab })}
    />
  );
}
