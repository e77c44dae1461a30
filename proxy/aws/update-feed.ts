/**
 * Where releases are fetched from: GitHub's list of them, and the hosts that it sends downloads to
 * (https://docs.github.com/en/get-started/using-github/troubleshooting-connectivity-problems).
 */
const FEED_HOSTS = new Set(['github.com', 'objects.githubusercontent.com', 'release-assets.githubusercontent.com']);

/** Whether an address is of the update feed: the one place besides AWS that Adit asks, if the person has said yes. */
export function isUpdateFeed({ protocol, host }: URL): boolean {
  return protocol === 'https:' && FEED_HOSTS.has(host);
}
