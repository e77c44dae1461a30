import { Copy, Ellipsis, GitCompareArrows, Pencil, Pin, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { useCommands } from '../../app/commands.ts';
import { fullTime } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { DeleteDialog } from '../actions/delete-dialog.tsx';
import { ReplayDialog } from '../actions/replay-dialog.tsx';
import { requestActions } from '../actions/request-actions.ts';
import { statusTone, statusWord } from '../list/cells.tsx';
import { shortModel } from '../models.ts';
import type { Selection } from '../selection.ts';

/** What the request is, and what can be done with it. */
export function DetailHead({ detail, selection }: { detail: RequestDetail; selection: Selection }) {
  const { row } = detail;
  const [isEditing, setEditing] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const { copyCurl, copyId, togglePin } = requestActions(row);
  const edit = () => setEditing(true);
  const remove = () => setLeaving(true);
  const compare = () => selection.compare(row.id);
  const group = 'Request';
  useCommands([
    { id: 'curl', title: 'Copy as curl', group, keys: ['y'], run: copyCurl },
    { id: 'copy-id', title: 'Copy the id', group, run: copyId },
    { id: 'edit', title: 'Edit and send again…', group, keys: ['e', 'r'], run: edit },
    { id: 'compare', title: 'Compare with another', group, keys: ['c'], run: compare },
    { id: 'pin', title: row.pinned ? 'Unpin' : 'Pin', group, keys: ['p'], run: togglePin },
    { id: 'delete', title: 'Delete…', group, keys: ['Backspace', 'Delete'], run: remove },
  ]);
  return (
    <header className="detail-head">
      <span className={`status status-${statusTone(row)}`}>
        <span className="dot" />
        {statusWord(row)}
      </span>
      <h2 className="cut">{shortModel(row.model ?? row.servedModel ?? row.path)}</h2>
      <span className="quiet cut detail-when">
        {row.client}, {fullTime(row.startedAt)}
      </span>
      <span className="strip-space" />
      <IconButton label="Copy as curl" icon={Copy} chord="y" onClick={copyCurl} />
      <IconButton label="Edit and send again" icon={Pencil} chord="e" onClick={edit} />
      <IconButton
        label="Compare with another"
        icon={GitCompareArrows}
        chord="c"
        onClick={compare}
        aria-pressed={selection.marked === row.id}
      />
      <IconButton
        label={row.pinned ? 'Unpin' : 'Pin'}
        icon={Pin}
        chord="p"
        onClick={togglePin}
        aria-pressed={row.pinned}
      />
      <Menu
        trigger={<IconButton label="More" icon={Ellipsis} />}
        items={[
          { title: 'Copy the id', icon: Copy, run: copyId },
          null,
          { title: 'Delete…', icon: Trash2, run: remove, isDangerous: true },
        ]}
      />
      <IconButton label="Close" icon={X} chord="Escape" onClick={selection.close} />
      {isEditing && (
        <ReplayDialog
          detail={detail}
          onClose={() => setEditing(false)}
          onSent={(id) => selection.show(id, 'conversation')}
        />
      )}
      <DeleteDialog
        which={isLeaving ? { ids: [row.id] } : null}
        onClose={() => setLeaving(false)}
        onDone={selection.close}
      />
    </header>
  );
}
