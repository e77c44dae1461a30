import './list.css';
import { ArrowUp, Download, Ellipsis, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { wordsOf } from '../../api/client.ts';
import { useCommands } from '../../app/commands.ts';
import { counted } from '../../format/numbers.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { DeleteDialog } from '../actions/delete-dialog.tsx';
import { exportCommands, exportItems } from '../actions/export.ts';
import { SearchBox } from '../search/search-box.tsx';
import { focusList, focusSearch, type Selection } from '../selection.ts';
import { listCommands } from './list-commands.ts';
import { ListEmpty } from './list-empty.tsx';
import { ListView } from './list-view.tsx';
import { useRequestList } from './use-request-list.ts';

/** The list with its search, its pause and its menu. */
export function ListPane({ query, selection }: { query: string; selection: Selection }) {
  const { list, state } = useRequestList(query);
  const [isPaused, setPaused] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => list.pause(isPaused), [list, isPaused]);
  useEffect(focusList, []);
  const togglePause = () => setPaused(!isPaused);
  const deleteAll = () => setLeaving(true);
  useCommands([
    ...listCommands(state.rows, selection),
    { id: 'search', title: 'Search', group: 'List', keys: ['/', 'Mod+f'], run: focusSearch },
    {
      id: 'pause',
      title: isPaused ? 'Go on with the list' : 'Pause the list',
      group: 'List',
      keys: ['f'],
      run: togglePause,
    },
    ...exportCommands(query),
    { id: 'delete-all', title: 'Delete the whole history…', group: 'List', run: deleteAll },
  ]);
  return (
    <div className="list-pane">
      <div className="list-bar">
        <SearchBox
          query={query}
          onSearch={selection.search}
          error={state.phase === 'failed' ? wordsOf(state.error) : undefined}
        />
        <span className="list-count quiet">{state.phase === 'loading' ? '' : counted(state.total, 'request')}</span>
        <IconButton
          label={isPaused ? 'Go on with the list' : 'Pause the list'}
          icon={isPaused ? Play : Pause}
          aria-pressed={isPaused}
          onClick={togglePause}
        />
        <Menu
          trigger={<IconButton label="More" icon={Ellipsis} />}
          items={[
            ...exportItems(query, Download),
            null,
            { title: 'Delete the whole history…', icon: Trash2, run: deleteAll, isDangerous: true },
          ]}
        />
      </div>
      {isPaused && state.waiting > 0 && (
        <Button className="list-waiting" icon={ArrowUp} onClick={togglePause}>
          Show {counted(state.waiting, 'new request')}
        </Button>
      )}
      {state.rows.length === 0 && state.phase !== 'loading' ? (
        <ListEmpty query={query} onClear={() => selection.search('')} />
      ) : (
        <ListView
          list={list}
          state={state}
          cursor={selection.cursor}
          marked={selection.marked}
          onMove={(row) => selection.moveTo(row.id)}
          onOpen={(row) => selection.show(row.id)}
          onCompare={(row) => selection.compare(row.id)}
        />
      )}
      <DeleteDialog which={isLeaving ? { all: true } : null} onClose={() => setLeaving(false)} />
    </div>
  );
}
