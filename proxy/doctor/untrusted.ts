import https from 'node:https';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** Milliseconds that the connection may take. */
const LIMIT_MS = 5000;

/**
 * Who is at the end of the chain of certificates of a host that is not trusted; undefined where that cannot be learned.
 * The connection is ended as soon as the chain is there: nothing is sent over it.
 */
export function findIssuer(url: URL, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const agent = new https.Agent({ rejectUnauthorized: false, proxyEnv: env });
  const request = https.request(url, { method: 'HEAD', agent, timeout: LIMIT_MS });
  const end = (issuer?: string) => {
    resolve(issuer);
    request.destroy();
    agent.destroy();
  };
  request.once('socket', (socket) => {
    const read = () => end(rootOf((socket as TLSSocket).getPeerCertificate(true)));
    // Through a proxy the socket comes with its TLS done.
    if (socket.connecting) socket.once('secureConnect', read);
    else read();
  });
  request.once('timeout', () => end());
  request.on('error', () => end());
  return promise;
}

function rootOf(certificate: DetailedPeerCertificate): string | undefined {
  let last = certificate;
  const seen = new Set<string>();
  while (last.issuerCertificate && !seen.has(last.fingerprint256)) {
    seen.add(last.fingerprint256);
    last = last.issuerCertificate;
  }
  const name = last.issuer?.CN ?? last.issuer?.O;
  return Array.isArray(name) ? name[0] : name;
}
