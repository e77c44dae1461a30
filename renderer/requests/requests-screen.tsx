import { useDeferredValue } from 'react';
import { useRoute } from '../app/route.ts';
import { useMedia } from '../ui/media.ts';
import { SplitPane } from '../ui/split-pane.tsx';
import { Detail } from './detail/detail.tsx';
import { ListPane } from './list/list-pane.tsx';
import { useSelection } from './selection.ts';
import { Sidebar } from './sidebar/sidebar.tsx';

/** What the tools on this machine ask of Bedrock, live: ways in, the list, and one request in full. */
export function RequestsScreen() {
  const { params } = useRoute();
  const query = params.get('q') ?? '';
  const id = useDeferredValue(params.get('id'));
  const isWide = useMedia('(min-width: 1240px)');
  const selection = useSelection(params.get('id'));
  return (
    <SplitPane
      label="Width of the sidebar"
      id="sidebar"
      direction="columns"
      sized="first"
      initial={isWide ? 240 : 196}
      min={140}
      first={<Sidebar query={query} onSearch={selection.search} />}
      second={
        <SplitPane
          label="Size of the detail"
          id="detail"
          direction={isWide ? 'columns' : 'rows'}
          sized="second"
          initial={isWide ? Math.round(Math.min(760, innerWidth * 0.42)) : Math.round(innerHeight * 0.5)}
          min={200}
          first={<ListPane query={query} selection={selection} />}
          second={id === null ? null : <Detail key={id} id={id} selection={selection} />}
        />
      }
    />
  );
}
