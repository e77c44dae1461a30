const KEPT_AS = 'adit-console-token';

/**
 * The token of the control API: from the address's fragment (`#token=…`), which no server sees, else as this tab has it
 * already. It is taken out of the address, so that it stays in no history and no bookmark.
 */
export function takeToken(): string | null {
  // One that is pasted into the address of an open window counts as well.
  addEventListener('hashchange', () => location.hash.startsWith('#token=') && location.reload());
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (!given) return keptToken();
  history.replaceState(null, '', location.pathname);
  keepToken(given);
  return given;
}

/** Keeps the token for as long as this tab lives. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEPT_AS, token);
}

/** The token that this tab has, if any. */
export function keptToken(): string | null {
  return sessionStorage.getItem(KEPT_AS);
}
