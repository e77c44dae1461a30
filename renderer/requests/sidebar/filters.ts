import { useSyncExternalStore } from 'react';

/** A search that is kept under a name. */
export interface Filter {
  readonly name: string;
  readonly query: string;
}

const KEPT_AS = 'adit-filters';

/** What everybody has. */
const BUILT_IN: readonly Filter[] = [
  { name: 'All requests', query: '' },
  { name: 'Running', query: 'status:open' },
  { name: 'Errors', query: 'status:error' },
  { name: 'Pinned', query: 'pinned:yes' },
  { name: 'Cache missed', query: 'cache<50 input>4k' },
];

const listeners = new Set<() => void>();
let own = read();

/** The filters: everybody's, and one's own. */
export function useFilters(): { builtIn: readonly Filter[]; own: readonly Filter[] } {
  return { builtIn: BUILT_IN, own: useSyncExternalStore(listen, () => own) };
}

/** Keeps a search under a name, in place of what has this name already. */
export function keepFilter(filter: Filter): void {
  write([...own.filter(({ name }) => name !== filter.name), filter]);
}

export function dropFilter(name: string): void {
  write(own.filter((filter) => filter.name !== name));
}

function read(): readonly Filter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isFilter) : [];
  } catch {
    return [];
  }
}

function write(filters: readonly Filter[]): void {
  own = filters;
  localStorage.setItem(KEPT_AS, JSON.stringify(filters));
  for (const tell of listeners) tell();
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

function isFilter(value: unknown): value is Filter {
  const { name, query } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof query === 'string';
}
