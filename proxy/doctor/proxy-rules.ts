/**
 * The proxy that a request to an address goes through, by the rules of Node's agents (`proxyEnv`); undefined for none.
 * https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const isTls = url.protocol === 'https:';
  const named = isTls ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? env.HTTP_PROXY);
  const proxy = named ? parseProxy(named) : undefined;
  return proxy && !isSpared(url.hostname, url.port || (isTls ? '443' : '80'), env) ? proxy : undefined;
}

/** A proxy that Node can use; undefined for any other address, which Node leaves unused without a word. */
export function parseProxy(text: string): URL | undefined {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** Whether NO_PROXY spares a host the proxy. */
export function isSpared(host: string, port: string, env: NodeJS.ProcessEnv): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return (env.no_proxy ?? env.NO_PROXY ?? '')
    .split(/[,\s]+/)
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*' || entry === name || entry === `${name}:${port}`) return true;
      const suffix = entry.startsWith('*.') ? entry.slice(1) : entry;
      return suffix.startsWith('.') ? name.endsWith(suffix) : isInRange(name, entry);
    });
}

/** A proxy without user and password. */
export function proxyName({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

/** `127.0.0.1-127.0.0.255` */
function isInRange(host: string, entry: string): boolean {
  const [from, to] = entry.split('-').map(numberOf);
  const number = numberOf(host);
  return number !== undefined && from !== undefined && to !== undefined && number >= from && number <= to;
}

function numberOf(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  return parts?.reduce((sum, part) => sum * 256 + part, 0);
}
