import { useSyncExternalStore } from 'react';

/**
 * Where the window is: a screen, a part of it, and what it shows. It is the address's fragment:
 * `#/requests?q=status:error&id=req_1`, `#/settings/budgets`.
 */
export interface Route {
  readonly screen: string;
  /** Empty where none is named. */
  readonly part: string;
  readonly params: URLSearchParams;
}

type Params = Readonly<Record<string, string | null>>;

const listeners = new Set<() => void>();
let current = routeOf(location.hash);

addEventListener('hashchange', () => {
  current = routeOf(location.hash);
  for (const tell of listeners) tell();
});

/** The route, followed as it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(listen, () => current);
}

/** The route as it is now. */
export function route(): Route {
  return current;
}

/** The address of a screen, or of a part of it (`settings/budgets`), for links. */
export function hrefOf(screen: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  return `#/${screen}${query.size > 0 ? `?${query}` : ''}`;
}

/** Goes to a screen; Back leads to where the window was. */
export function go(screen: string, params: Params = {}): void {
  location.hash = hrefOf(screen, params);
}

/** Changes what the screen shows; null takes a parameter away. Back does not lead here. */
export function setParams(changes: Params): void {
  const params = { ...Object.fromEntries(current.params), ...changes };
  const { screen, part } = current;
  history.replaceState(null, '', hrefOf(part ? `${screen}/${part}` : screen, params));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** What a screen is asked to show first: `#/tools/xcode`, or `#/tools?id=xcode` as the desktop app's menu says it. */
export function wishOf({ part, params }: Route): string {
  return part || (params.get('id') ?? '');
}

function routeOf(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [screen = '', ...parts] = path.split('/');
  return { screen, part: decodeURIComponent(parts.join('/')), params: new URLSearchParams(query) };
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}
