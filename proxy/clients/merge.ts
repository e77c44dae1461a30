import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isLoopbackHost } from '../aws/door.ts';
import type { Change, Path } from './files/format.ts';
import type { Want } from './tool.ts';

/** What stands at a path now; undefined where nothing does. */
export type Get = (path: Path) => unknown;

/** A key that Adit has set: what stood there before, and a digest of what was written. */
export interface KeptKey {
  readonly path: Path;
  /** Not there: there was no such key. */
  readonly before?: unknown;
  readonly written: string;
}

export type State = 'not set up' | 'set up' | 'set up elsewhere' | 'drifted';

/** What has to change for the wants to hold, and what is to be remembered: the person's own value, never one of Adit's. */
export function planApply(get: Get, wants: readonly Want[], kept: readonly KeptKey[] | undefined, url: string) {
  const aditIsThere = asksAdit(get, wants, url);
  const keys = wants.map((want): KeptKey => {
    const current = get(want.path);
    const known = kept?.find(({ path }) => isDeepStrictEqual(path, want.path));
    const written = digestOf(want.value);
    if (known && (digestOf(current) === known.written || isAdits(current, want, url))) return { ...known, written };
    if (current === undefined || isAdits(current, want, url) || (!kept && want.role === 'own' && aditIsThere)) {
      return { path: want.path, written };
    }
    return { path: want.path, before: current, written };
  });
  // What an earlier version of Adit set, and this one does not.
  const dropped = (kept ?? []).filter(({ path }) => !wants.some((want) => isDeepStrictEqual(path, want.path)));
  const changes: Change[] = [
    ...dropped
      .filter(({ path, written }) => digestOf(get(path)) === written)
      .map(({ path, before }) => ({ path, value: before })),
    ...wants.map(({ path, value }) => ({ path, value })),
  ];
  return { keys, changes: changes.filter(({ path, value }) => !isDeepStrictEqual(get(path), value)) };
}

/** What has to change for the person's own values to be back. What they have changed since stays, and is told. */
export function planUndo(get: Get, wants: readonly Want[], kept: readonly KeptKey[] | undefined, url: string) {
  if (!kept) return { changes: handmade(get, wants, url), theirs: [] };
  const isOurs = ({ path, written }: KeptKey) => {
    const want = wants.find((it) => isDeepStrictEqual(it.path, path));
    const current = get(path);
    return digestOf(current) === written || (want !== undefined && isAdits(current, want, url));
  };
  const [ours, theirs] = [kept.filter(isOurs), kept.filter((key) => !isOurs(key))];
  const changes = ours.map(({ path, before }): Change => ({ path, value: before }));
  return {
    changes: changes.filter(({ path, value }) => !isDeepStrictEqual(get(path), value)),
    theirs: theirs.map(({ path }) => path),
  };
}

/** How a place stands. The key is empty where there is none yet. */
export function stateOf(get: Get, wants: readonly Want[], kept: readonly KeptKey[] | undefined, url: string): State {
  const isRight = ({ path, value, role }: Want) => {
    const current = get(path);
    return isDeepStrictEqual(current, value) || (role === 'key' && value === '' && isAditKey(current));
  };
  const leading = wants.filter(({ role }) => role === 'address' || role === 'key' || role === 'choice');
  if (kept) {
    const untouched = kept.every(({ path, written }) => digestOf(get(path)) === written);
    return untouched && (leading.length > 0 ? leading : wants).every(isRight) ? 'set up' : 'drifted';
  }
  if (leading.length === 0) return wants.every(isRight) ? 'set up' : 'not set up';
  const bypassed = wants.some((want) => want.role === 'bypass' && !isRight(want));
  const elsewhere = leading.some(
    (want) => want.role !== 'key' && get(want.path) !== undefined && !isAdits(get(want.path), want, url),
  );
  if (asksAdit(get, wants, url) && !bypassed) {
    return leading.every((want) => isRight(want) || isAdits(get(want.path), want, url)) ? 'set up' : 'drifted';
  }
  return bypassed || elsewhere ? 'set up elsewhere' : 'not set up';
}

/** Whether an address is that of this Adit, however it is spelled. */
export function isAditAddress(value: unknown, url: string): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { hostname, port, protocol } = new URL(value);
  return protocol === 'http:' && isLoopbackHost(hostname) && port === new URL(url).port;
}

/** Keys of Adit's begin so: what does is never remembered as somebody's own. */
export function isAditKey(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('adit-');
}

/** Whether the tool would ask this Adit as things are. Places without an address have none to be wrong. */
function asksAdit(get: Get, wants: readonly Want[], url: string): boolean {
  const leading = wants.filter(({ role }) => role === 'address' || role === 'choice');
  return leading.length > 0 && leading.every((want) => isAdits(get(want.path), want, url));
}

function isAdits(value: unknown, { role, value: wished }: Want, url: string): boolean {
  if (role === 'address') return isAditAddress(value, url);
  if (role === 'key') return isAditKey(value);
  return role === 'choice' && isDeepStrictEqual(value, wished);
}

/** What a person has set up by hand, as Adit would have, goes as if Adit had. */
function handmade(get: Get, wants: readonly Want[], url: string): Change[] {
  if (!asksAdit(get, wants, url)) return [];
  const gone = wants.filter((want) => {
    const current = get(want.path);
    if (current === undefined) return false;
    return want.role === 'own' || isAdits(current, want, url) || isDeepStrictEqual(current, want.value);
  });
  return gone.map(({ path }) => ({ path, value: undefined }));
}

/** Digests tell whether a value is still the one that was written, and keep no second copy of a key. */
export function digestOf(value: unknown): string {
  if (value === undefined) return 'absent';
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
