import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { getCACertificates } from 'node:tls';
import { AditError, reason } from '../errors.ts';

/**
 * How long an idle connection is kept, in milliseconds: longer than a person thinks between two turns. AWS may close it
 * earlier, which is seen at once; a request that crosses with that is sent again (see routing/remedies.ts).
 */
const KEEP_IDLE_MS = 300_000;

/**
 * Where containers and instances of AWS are given their credentials, over plain http on the machine's own link:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html and feature-imds-credentials.html
 */
const METADATA = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '169.254.169.254', '[fd00:ec2::254]']);

/** The one way out of this program: connections to addresses that the rules allow, kept for the next request. */
export interface Door {
  /** The agent for a request to this address. Throws AditError (403) where the address is not allowed. */
  agentFor(url: URL): http.Agent;
  /** Ends the kept connections that nothing is asked on: after the machine has slept, their other end is gone. */
  dropIdle(): void;
  /** Ends all kept connections. */
  close(): void;
}

/**
 * Opens the door to AWS's domains over https, to the endpoints that the person named, and to the addresses that
 * containers and instances get their credentials from. Other plain http is taken for loopback alone: prompts do not
 * travel in the clear. A proxy in the environment (HTTPS_PROXY, NO_PROXY) is used for what is neither loopback nor the
 * link's own. `caBundle`: a file of certificates that are trusted besides Node's own and those of NODE_EXTRA_CA_CERTS.
 * Throws AditError where that cannot be read.
 */
export function createDoor(
  domains: readonly string[],
  endpoints: readonly URL[],
  env: NodeJS.ProcessEnv,
  caBundle?: string,
): Door {
  const allowedHosts = new Set(endpoints.map((url) => url.host));
  const kept = { keepAlive: true, scheduling: 'lifo', keepAliveMsecs: 30_000, timeout: KEEP_IDLE_MS } as const;
  const trusted = caBundle ? { ca: [...getCACertificates('default'), readBundle(caBundle)] } : {};
  const plain = new http.Agent(kept);
  const local = new https.Agent({ ...kept, ...trusted });
  const outside = new https.Agent({ ...kept, ...trusted, proxyEnv: env });
  return {
    agentFor(url) {
      if (isMetadata(url)) return plain;
      const ofAws = domains.some((domain) => url.hostname.endsWith(`.${domain}`));
      if (!allowedHosts.has(url.host) && !(ofAws && url.protocol === 'https:')) throw refused(url, 'it is not of AWS');
      const loopback = isLoopbackHost(url.hostname);
      if (url.protocol === 'http:') {
        if (loopback) return plain;
        throw refused(url, 'plain http is for this machine alone');
      }
      return loopback ? local : outside;
    },
    dropIdle() {
      for (const agent of [plain, local, outside]) {
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
      }
    },
    close() {
      for (const agent of [plain, local, outside]) agent.destroy();
    },
  };
}

/** Whether a host name or address, without port, is this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

function isMetadata({ protocol, hostname, port }: URL): boolean {
  return protocol === 'http:' && port === '' && METADATA.has(hostname);
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AditError('invalid_request_error', `The CA bundle ${path} cannot be read: ${reason(error)}.`);
  }
}

function refused(url: URL, why: string): AditError {
  return new AditError('permission_error', `Adit sends nothing to ${url.host}: ${why}.`, { shouldRetry: false });
}
