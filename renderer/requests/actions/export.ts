import type { LucideIcon } from 'lucide-react';
import type { ExportFormat } from '../../../proxy/history/questions.ts';
import { api } from '../../api/client.ts';
import type { Command } from '../../app/commands.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { tellError } from '../../ui/toasts.tsx';

const FORMATS: readonly { readonly format: ExportFormat; readonly title: string }[] = [
  { format: 'har', title: 'Export as HAR' },
  { format: 'jsonl', title: 'Export as JSON lines' },
  { format: 'csv', title: 'Export figures as CSV' },
];

/** Exports of what a search finds, for a menu. */
export function exportItems(query: string, icon: LucideIcon): MenuItem[] {
  return FORMATS.map(({ format, title }) => ({ title, icon, run: () => void save(format, query) }));
}

/** The same for the palette. */
export function exportCommands(query: string): Command[] {
  return FORMATS.map(({ format, title }) => ({
    id: `export-${format}`,
    title,
    group: 'List',
    run: () => void save(format, query),
  }));
}

/** Fetches the file, since an address could not carry the token, and gives it to the browser to save. */
async function save(format: ExportFormat, query: string): Promise<void> {
  try {
    const answer = await api.history.export.$get({ query: { format, query } });
    if (!answer.ok) throw new Error(`The export failed with status ${answer.status}.`);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? `adit.${format}`;
    link.click();
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    tellError(error);
  }
}
