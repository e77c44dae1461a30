import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DoctorContext } from './context.ts';
import type { Finding } from './finding.ts';
import { isSpared, parseProxy, proxyName } from './proxy-rules.ts';

const BASE = { id: 'proxy', title: 'Proxies' };

/** What the environment says of proxies and certificates. */
export async function checkProxies(context: DoctorContext): Promise<Finding[]> {
  const { env } = context;
  const bundle = await context.identity().then(
    ({ caBundle }) => caBundle,
    () => env.AWS_CA_BUNDLE,
  );
  return [
    ...outgoing(env),
    ...loopback(env),
    ...certificates('NODE_EXTRA_CA_CERTS', env.NODE_EXTRA_CA_CERTS),
    ...certificates(env.AWS_CA_BUNDLE ? 'AWS_CA_BUNDLE' : 'ca_bundle of the profile', bundle),
    ...unchecked(env),
  ];
}

/** What Adit's own requests go through. */
function outgoing(env: NodeJS.ProcessEnv): Finding[] {
  const named = env.https_proxy ?? env.HTTPS_PROXY;
  const variable = env.https_proxy === undefined ? 'HTTPS_PROXY' : 'https_proxy';
  if (!named) {
    const all = env.all_proxy ?? env.ALL_PROXY;
    const evidence = all ? 'ALL_PROXY is set, which Adit does not use: HTTPS_PROXY is not.' : 'HTTPS_PROXY is not set.';
    return [{ ...BASE, verdict: 'ok', evidence: `${evidence} Adit asks AWS directly.` }];
  }
  const proxy = parseProxy(named);
  if (proxy) return [{ ...BASE, verdict: 'ok', evidence: `Adit asks AWS through ${proxyName(proxy)} (${variable}).` }];
  const mend = `Set ${variable} to the address of an http proxy, such as http://proxy.example.com:8080, or unset it.`;
  return [
    { ...BASE, verdict: 'broken', evidence: `${variable} holds no http or https address, so it has no effect.`, mend },
  ];
}

/** Tools on this machine ask Adit over plain http: with a proxy for that they would never reach it. */
function loopback(env: NodeJS.ProcessEnv): Finding[] {
  if (!(env.http_proxy ?? env.HTTP_PROXY) || isSpared('127.0.0.1', '', env)) return [];
  const evidence =
    'HTTP_PROXY is set, and NO_PROXY does not spare 127.0.0.1: Claude Code would ask the proxy for Adit.';
  const list = [env.no_proxy ?? env.NO_PROXY, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return [{ id: 'proxy.loopback', title: 'NO_PROXY', verdict: 'warn', evidence, mend: `export NO_PROXY=${list}` }];
}

/** A file of certificates that cannot be used: Node ignores its own with a warning. */
function certificates(variable: string, path: string | undefined): Finding[] {
  if (!path) return [];
  const base = { id: 'proxy.certificates', title: 'Certificates' };
  try {
    const count = countCertificates(readFileSync(path, 'utf8'));
    if (count > 0) {
      const evidence = `${variable}: ${path} adds ${count === 1 ? 'one certificate' : `${count} certificates`}.`;
      return [{ ...base, verdict: 'ok', evidence }];
    }
    return [wrongBundle(base, variable, `${path} holds no certificate in PEM.`)];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return [wrongBundle(base, variable, `${path} cannot be used: ${code ?? message}.`)];
  }
}

function wrongBundle(base: { id: string; title: string }, variable: string, evidence: string): Finding {
  const mend = `Point ${variable} to a file of certificates in PEM, or take it away.`;
  return { ...base, verdict: 'broken', evidence: `${variable}: ${evidence}`, mend };
}

function countCertificates(pem: string): number {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const block of blocks) new X509Certificate(block);
  return blocks.length;
}

function unchecked(env: NodeJS.ProcessEnv): Finding[] {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return [];
  const evidence = 'NODE_TLS_REJECT_UNAUTHORIZED=0: anybody on the way can read prompts and answers.';
  const mend =
    'unset NODE_TLS_REJECT_UNAUTHORIZED; to trust a company proxy, name its certificate in NODE_EXTRA_CA_CERTS';
  return [{ id: 'proxy.unchecked', title: 'Certificates', verdict: 'warn', evidence, mend }];
}
