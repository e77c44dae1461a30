import type { Session } from 'electron';
import type { Electron } from '../electron.ts';
import type { Carry } from './carrier.ts';
import { isOwn, SCHEME } from './scheme.ts';

/** Kept on disk, for the widths of columns and such. No other window of Electron's uses it. */
export const PARTITION = 'persist:adit';

/** Schemes of data that a page holds already: nothing is fetched for them. */
const WITHOUT_NETWORK = new Set(['blob:', 'data:']);

/** Opens the session of the windows: it reaches the control app and nothing else, and may do nothing that asks for leave. */
export function openSession({ session }: Pick<Electron, 'session'>, carry: Carry): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  own.protocol.handle(SCHEME, carry);
  // Without a filter, which would leave out schemes that it has no pattern for.
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isAllowed(url) }));
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event, item) => {
    if (!isAllowed(item.getURL())) event.preventDefault();
  });
  // It would fetch its dictionaries.
  own.setSpellCheckerEnabled(false);
  return own;
}

function isAllowed(address: string): boolean {
  return isOwn(address) || WITHOUT_NETWORK.has(URL.parse(address)?.protocol ?? '');
}
