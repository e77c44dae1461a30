import type { Change, Version } from '../../proxy/control/change-feed.ts';
import type { RequestDetail } from '../../proxy/history/shapes.ts';
import { follow } from './follow.ts';
import { HEALTH, HISTORY, requestKey } from './history.ts';
import { queries } from './queries.ts';
import { STATUS } from './status.ts';

/** What lists are told; `gap`: more has changed than can be told, so ask anew. */
export type FeedEvent = { readonly kind: 'change'; readonly change: Change } | { readonly kind: 'gap' };

/** How often sums are asked for anew at most while requests come in, in milliseconds. */
const SUMS_MS = 1000;

const listeners = new Set<(event: FeedEvent) => void>();
let version: string | undefined;
/** Whether sums are to be asked for anew in a moment. */
let isRenewing = false;

/** Tells of changes of the history until the function that is given back is called. */
export function listenToFeed(listener: (event: FeedEvent) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Keeps what the screens know true to what the engine tells, until the function that is given back is called. */
export function followFeed(): () => void {
  const endStatus = follow(
    () => '/console/api/events',
    ({ event, data }) => {
      if (event === 'status') queries.setQueryData(STATUS, JSON.parse(data));
      else void queries.invalidateQueries({ queryKey: STATUS });
      if (event === 'settings' || event === 'budget') renewSettings();
    },
  );
  const endChanges = follow(
    () => `/console/api/history/changes${version ? `?after=${encodeURIComponent(version)}` : ''}`,
    ({ event, data }) => {
      if (event === 'change') takeChange(JSON.parse(data) as Change);
      // At the first opening it is not known what came between page and stream.
      else if (event === 'reset' || version === undefined) takeGap(JSON.parse(data) as Version);
    },
  );
  return () => {
    endStatus();
    endChanges();
  };
}

/** Whoever changed them: what hangs on the settings is asked for anew, which all is but the history's requests. */
function renewSettings(): void {
  void queries.invalidateQueries({ predicate: ({ queryKey: [first] }) => first !== HISTORY[0] });
  renewSums();
}

function takeChange(change: Change): void {
  version = change.version;
  for (const row of change.rows) {
    const known = queries.getQueryData<RequestDetail>(requestKey(row.id));
    if (row.state === 'open') {
      if (known) queries.setQueryData(requestKey(row.id), { ...known, row });
    } else void queries.invalidateQueries({ queryKey: requestKey(row.id) });
  }
  // One that is being looked at stays as long as it is.
  for (const id of change.removed) queries.removeQueries({ queryKey: requestKey(id), type: 'inactive' });
  if (change.health) queries.setQueryData(HEALTH, change.health);
  renewSums();
  tell({ kind: 'change', change });
}

function takeGap(news: Version): void {
  version = news.version;
  void queries.invalidateQueries({ queryKey: HISTORY });
  tell({ kind: 'gap' });
}

function renewSums(): void {
  if (isRenewing) return;
  isRenewing = true;
  setTimeout(() => {
    isRenewing = false;
    void queries.invalidateQueries({ queryKey: [...HISTORY, 'sums'] });
  }, SUMS_MS);
}

function tell(event: FeedEvent): void {
  for (const listener of listeners) listener(event);
}
