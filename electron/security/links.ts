/**
 * An address that may be given to the browser: https, with a host and without a name or password in it; undefined for
 * everything else, which could start programs.
 */
export function toExternal(address: string): string | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}
