import './sidebar.css';
import { Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useSessions } from '../../api/history.ts';
import { IconButton } from '../../ui/button.tsx';
import { DeleteDialog } from '../actions/delete-dialog.tsx';
import { termOf, withTerm } from '../search/completion.ts';
import { dropFilter, useFilters } from './filters.ts';
import { KeepFilterDialog } from './keep-filter-dialog.tsx';
import { SessionItem } from './session-item.tsx';

interface SidebarProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

/** Ways into the list: kept searches, and the sessions with their sub-agents. */
export function Sidebar({ query, onSearch }: SidebarProps) {
  return (
    <nav className="sidebar" aria-label="Filters and sessions">
      <Filters query={query} onSearch={onSearch} />
      <Sessions query={query} onSearch={onSearch} />
    </nav>
  );
}

function Filters({ query, onSearch }: SidebarProps) {
  const { builtIn, own } = useFilters();
  const [isKeeping, setKeeping] = useState(false);
  const canKeep = query !== '' && ![...builtIn, ...own].some((filter) => filter.query === query);
  return (
    <section aria-label="Filters">
      <ul>
        {[...builtIn, ...own].map(({ name, query: kept }, index) => (
          <li key={name} className="side-row">
            <button
              type="button"
              className="side-link cut"
              aria-current={kept === query ? 'true' : undefined}
              onClick={() => onSearch(kept)}
            >
              {name}
            </button>
            {index >= builtIn.length && (
              <IconButton label={`Forget the filter ${name}`} icon={X} onClick={() => dropFilter(name)} />
            )}
          </li>
        ))}
      </ul>
      {canKeep && (
        <button type="button" className="side-link side-add" onClick={() => setKeeping(true)}>
          <Plus size={13} aria-hidden /> Keep this search
        </button>
      )}
      <KeepFilterDialog query={query} open={isKeeping} onClose={() => setKeeping(false)} />
    </section>
  );
}

function Sessions({ query, onSearch }: SidebarProps) {
  const { data: sessions = [] } = useSessions('');
  const [leaving, setLeaving] = useState<string | null>(null);
  const chosen = termOf(query, 'session');
  const agent = termOf(query, 'agent');
  const choose = (session: string, ofAgent: string | null) =>
    onSearch(withTerm(withTerm(query, 'session', session), 'agent', ofAgent));
  return (
    <section className="side-sessions" aria-label="Sessions">
      <div className="side-head">
        <h2>Sessions</h2>
        {chosen && <IconButton label="Delete this session" icon={Trash2} onClick={() => setLeaving(chosen)} />}
      </div>
      <ul>
        {sessions.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            isChosen={session.id === chosen}
            agent={session.id === chosen ? agent : undefined}
            onChoose={choose}
          />
        ))}
      </ul>
      {sessions.length === 0 && <p className="side-none quiet">Conversations appear here as they begin.</p>}
      <DeleteDialog
        which={leaving === null ? null : { session: leaving }}
        onClose={() => setLeaving(null)}
        onDone={() => onSearch(withTerm(query, 'session', null))}
      />
    </section>
  );
}
