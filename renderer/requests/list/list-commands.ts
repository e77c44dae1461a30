import type { RequestRow } from '../../../proxy/history/shapes.ts';
import type { Command } from '../../app/commands.ts';
import type { Selection } from '../selection.ts';

/** Moving about the list from anywhere on the screen; the grid itself has the arrow keys. */
export function listCommands(rows: readonly RequestRow[], selection: Selection): Command[] {
  const at = rows.findIndex(({ id }) => id === selection.cursor);
  const move = (to: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
    if (row) selection.moveTo(row.id);
  };
  const group = 'List';
  return [
    { id: 'next', title: 'Next request', group, keys: ['j', 'ArrowDown'], run: () => move(at + 1), isKeyOnly: true },
    {
      id: 'previous',
      title: 'Previous request',
      group,
      keys: ['k', 'ArrowUp'],
      run: () => move(at - 1),
      isKeyOnly: true,
    },
    { id: 'newest', title: 'Newest request', group, keys: ['Home'], run: () => move(0), isKeyOnly: true },
    {
      id: 'open',
      title: 'Open the request',
      group,
      keys: ['Enter'],
      run: () => selection.cursor && selection.show(selection.cursor),
      isKeyOnly: true,
    },
  ];
}
