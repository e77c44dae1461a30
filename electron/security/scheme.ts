import type { CustomScheme } from 'electron';

/** The scheme that carries the control app to the screens. No port is open for it, and no other program can use it. */
export const SCHEME = 'adit';

/** Where the screens are: the one origin that windows may show. */
export const ORIGIN = `${SCHEME}://app`;

/** What the scheme may do: be an origin of its own, be fetched from, and stream. To be told before Electron is ready. */
export const PRIVILEGED: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

/** Whether an address is of the screens. */
export function isOwn(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${SCHEME}:` && url.host === new URL(ORIGIN).host;
}
