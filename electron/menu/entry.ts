import type { Screen } from '../windows/options.ts';

/** What choosing an entry does. Data, so that a menu can be compared with what it should be. */
export type Action =
  | { readonly do: 'turn'; readonly on: boolean }
  | { readonly do: 'start-again'; readonly freePort: boolean }
  | { readonly do: 'copy'; readonly what: 'url' | 'key' }
  | { readonly do: 'use-profile'; readonly profile: string }
  | { readonly do: 'use-region'; readonly region: string }
  | { readonly do: 'sign-in' }
  | { readonly do: 'open'; readonly screen: Screen; readonly at?: string }
  | { readonly do: 'start-at-login'; readonly on: boolean }
  | { readonly do: 'allow-at-login' }
  | { readonly do: 'check-for-updates' }
  | { readonly do: 'install-update' }
  | { readonly do: 'link-command' }
  | { readonly do: 'quit' };

/** An entry of a menu. One without an action tells something. */
export type Entry =
  | { readonly kind: 'line' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'item'; readonly label: string; readonly action: Action }
  | { readonly kind: 'check' | 'radio'; readonly label: string; readonly checked: boolean; readonly action: Action }
  | { readonly kind: 'menu'; readonly label: string; readonly entries: readonly Entry[] };

export const line: Entry = { kind: 'line' };

export const text = (label: string): Entry => ({ kind: 'text', label });

export const item = (label: string, action: Action): Entry => ({ kind: 'item', label, action });

export const check = (label: string, checked: boolean, action: Action): Entry => ({
  kind: 'check',
  label,
  checked,
  action,
});

export const radio = (label: string, checked: boolean, action: Action): Entry => ({
  kind: 'radio',
  label,
  checked,
  action,
});

export const menu = (label: string, entries: readonly Entry[]): Entry => ({ kind: 'menu', label, entries });
