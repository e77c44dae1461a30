import { useCallback, useMemo, useState } from 'react';
import { go, route, setParams } from '../app/route.ts';
import { tell } from '../ui/toasts.tsx';

/** Which request is looked at, and what can be changed about it. */
export interface Selection {
  /** The row that keys act on: the open one, or the one that was open last. */
  readonly cursor: string | null;
  /** The request that is open in full. */
  readonly open: string | null;
  /** The first of two requests to compare. */
  readonly marked: string | null;
  /** Moves to a row; where a request is open, to that one. */
  moveTo(id: string): void;
  /** Opens a request in full. */
  show(id: string, tab?: string): void;
  close(): void;
  search(query: string): void;
  /** Marks the first of two requests, or compares the second with it. */
  compare(id: string): void;
}

/** The selection; `open` is that of the route. */
export function useSelection(open: string | null): Selection {
  const [last, setLast] = useState<string | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const search = useCallback((query: string) => setParams({ q: query }), []);
  return useMemo(() => {
    const show = (id: string, tab?: string, against: string | null = null) => {
      setLast(id);
      setParams({ id, against, ...(tab && { tab }) });
    };
    return {
      cursor: open ?? last,
      open,
      marked,
      search,
      show,
      moveTo(id) {
        if (open) show(id);
        else setLast(id);
      },
      close() {
        setLast(open);
        setParams({ id: null, against: null });
        focusList();
      },
      compare(id) {
        if (marked === null || marked === id) {
          setMarked(marked === id ? null : id);
          if (marked !== id) tell('Marked. Now compare another request with it: C, or a click with ⌘ or Ctrl.');
          return;
        }
        setMarked(null);
        show(id, 'diff', marked);
      },
    };
  }, [open, last, marked, search]);
}

/** Gives the keys to the list. */
export function focusList(): void {
  document.getElementById('request-list')?.focus();
}

/** Gives the keys to the search. */
export function focusSearch(): void {
  const input = document.getElementById('request-search');
  if (input instanceof HTMLInputElement) {
    input.focus();
    input.select();
  }
}

/** Goes to the list with a search, from another screen. */
export function goToSearch(query: string): void {
  if (route().screen === 'requests') setParams({ q: query });
  else go('requests', { q: query });
}
