import { isLoopbackHost } from '../aws/door.ts';
import type { AwsService } from '../aws/endpoint.ts';
import { AditError, reason } from '../errors.ts';
import type { DoctorContext } from './context.ts';
import type { Finding, Verdict } from './finding.ts';
import { proxyName } from './proxy-rules.ts';
import { type Answer, knowsAws, type Reached } from './reach.ts';
import { findIssuer } from './untrusted.ts';

/** What each host is for, and how bad it is where it cannot be reached. */
const HOSTS: Readonly<Record<AwsService, { verdict: Verdict; use: string }>> = {
  'bedrock-runtime': { verdict: 'broken', use: 'All requests go there.' },
  bedrock: { verdict: 'warn', use: 'Without it Adit knows the models of its catalogue alone.' },
  'bedrock-mantle': {
    verdict: 'unknown',
    use: 'A few models of other makers alone need it, and not every region has it.',
  },
};

/** Whether the hosts that Adit asks can be reached: name, connection, certificate. */
export async function checkNetwork(context: DoctorContext): Promise<Finding[]> {
  let reached: readonly Reached[];
  try {
    reached = await context.reached();
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    const mend = 'Correct the address in the environment (AWS_ENDPOINT_URL…) or in the profile (endpoint_url).';
    return [{ id: 'network', title: 'Network', verdict: 'broken', evidence: error.message, mend }];
  }
  return Promise.all(reached.map((one) => toFinding(one, context)));
}

async function toFinding(reached: Reached, context: DoctorContext): Promise<Finding> {
  const base = { id: `network.${reached.service}`, title: reached.service };
  const { answer, service } = reached;
  if (answer?.isAdit) return { ...base, verdict: 'broken', ...asksItself(reached) };
  if (answer) return { ...base, verdict: 'ok', evidence: describe(reached, answer) };
  const { region } = await context.identity();
  const { evidence, mend } = await explain({ reached, region, env: context.env });
  const { verdict, use } = HOSTS[service];
  return { ...base, verdict, evidence: `${evidence} ${use}`, mend };
}

function describe({ endpoint: { url, custom }, proxy }: Reached, { ms, issuer }: Answer): string {
  const time = `${Math.round(ms)} ms`;
  if (isLoopbackHost(url.hostname)) return `${url.origin} answers in ${time}: on this machine, so not AWS.`;
  const way = proxy ? ` through ${proxyName(proxy)}` : '';
  const whose = custom ? ', an endpoint of yours,' : '';
  const vouched = issuer === undefined ? '' : `, with a certificate from ${issuer}`;
  return `${url.host}${whose} answers in ${time}${way}${vouched}.`;
}

/** A tool's variables that lead to Adit, in Adit's own environment. */
function asksItself({ endpoint: { url }, service }: Reached): { evidence: string; mend: string } {
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase().replaceAll('-', '_')}`;
  return {
    evidence: `${url.origin} is an Adit: it would ask itself for ever.`,
    mend: `Unset ${variable} (or AWS_ENDPOINT_URL, or endpoint_url in the profile) where Adit is started.`,
  };
}

interface Trouble {
  readonly reached: Reached;
  readonly region: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Row {
  readonly codes: RegExp;
  explain(trouble: Trouble, error: Error): Promise<Explained> | Explained;
}

interface Explained {
  readonly evidence: string;
  readonly mend: string;
}

/** Codes: https://nodejs.org/docs/latest-v24.x/api/errors.html and .../api/tls.html#x509-certificate-error-codes; the last row fits all. */
const ROWS: readonly Row[] = [
  { codes: /^ERR_PROXY_TUNNEL$/, explain: tunnelRefused },
  { codes: /^(ENOTFOUND|EAI_AGAIN)$/, explain: nameNotFound },
  { codes: /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/, explain: certificateOutOfTime },
  { codes: /ALTNAME/, explain: certificateOfAnother },
  { codes: /CERT|UNABLE_TO_(GET|VERIFY)/, explain: certificateNotTrusted },
  { codes: /^ECONNREFUSED$/, explain: refused },
  { codes: /^/, explain: noAnswer },
];

function explain(trouble: Trouble): Promise<Explained> | Explained {
  const error =
    trouble.reached.error instanceof Error ? trouble.reached.error : new Error(String(trouble.reached.error));
  if (error instanceof AditError) return { evidence: error.message, mend: 'Name an https address for this endpoint.' };
  const { code = '' } = error as NodeJS.ErrnoException;
  const row = ROWS.find(({ codes }) => codes.test(String(code)));
  return (row?.explain ?? noAnswer)(trouble, error);
}

function tunnelRefused({ reached: { proxy, endpoint } }: Trouble, error: Error): Explained {
  const status = /HTTP\/[\d.]+ (\d{3}[^\r\n]*)/.exec(error.message)?.[1]?.trim() ?? 'no';
  const name = proxy ? proxyName(proxy) : 'The proxy';
  const mend = status.startsWith('407')
    ? 'Put user and password into the address: export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'
    : `Have ${endpoint.url.host} allowed on the proxy, or spare it in NO_PROXY.`;
  return { evidence: `${name} answered "${status}" when asked for ${endpoint.url.host}.`, mend };
}

async function nameNotFound({ reached: { proxy, endpoint }, region }: Trouble): Promise<Explained> {
  const { host, hostname } = endpoint.url;
  if (proxy) {
    const evidence = `The name of the proxy ${proxyName(proxy)} is not found.`;
    return { evidence, mend: 'Correct HTTPS_PROXY, or connect to the network (VPN) that has this proxy.' };
  }
  const evidence = `DNS does not find ${hostname}`;
  if (endpoint.custom) {
    return { evidence: `${evidence}.`, mend: `Correct the endpoint ${host} that you named for this service.` };
  }
  if (await knowsAws()) {
    const mend = `Check the region "${region}": choose one that Amazon Bedrock is in, with --region NAME.`;
    return { evidence: `${evidence}, and finds others of AWS.`, mend };
  }
  const mend = 'Connect to a network that reaches the internet; where that goes by a proxy alone, set HTTPS_PROXY.';
  return { evidence: `${evidence}.`, mend };
}

function certificateOutOfTime({ reached: { endpoint } }: Trouble, error: Error): Explained {
  const evidence = `The certificate of ${endpoint.url.host} is not valid at this time: ${error.message}.`;
  return { evidence, mend: "Set this machine's clock, then run adit doctor again." };
}

function certificateOfAnother({ reached: { endpoint } }: Trouble, error: Error): Explained {
  const { host } = endpoint.url;
  const mend = endpoint.custom
    ? `Name the endpoint ${host} as its certificate does.`
    : `Find out who answers for ${host} on this network: DNS or a proxy leads elsewhere.`;
  return { evidence: `Whoever answers for ${host} has the certificate of another host: ${error.message}.`, mend };
}

/** https://nodejs.org/learn/http/enterprise-network-configuration */
async function certificateNotTrusted({ reached: { endpoint }, env }: Trouble, error: Error): Promise<Explained> {
  const { host } = endpoint.url;
  const issuer = await findIssuer(endpoint.url, env);
  const [why = ''] = error.message.split(';');
  const whose = issuer === undefined ? '' : ` It comes from "${issuer}".`;
  const who = issuer === undefined ? 'whoever signed it' : `"${issuer}"`;
  return {
    evidence: `The certificate of ${host} is not trusted: ${why}.${whose}`,
    mend:
      `If ${who} is your company's proxy, trust it: export NODE_EXTRA_CA_CERTS=/path/to/its/certificate.pem ` +
      '(or NODE_USE_SYSTEM_CA=1, if this machine trusts it already).',
  };
}

function refused({ reached: { proxy, endpoint } }: Trouble): Explained {
  if (proxy) {
    const evidence = `The proxy ${proxyName(proxy)} takes no connections.`;
    return { evidence, mend: 'Correct HTTPS_PROXY, start the proxy, or unset HTTPS_PROXY if there is none.' };
  }
  const evidence = `Nothing takes connections at ${endpoint.url.host}.`;
  if (!endpoint.custom) return { evidence, mend: 'Check firewall and VPN: AWS takes connections at all times.' };
  return {
    evidence,
    mend: 'Start what is to answer there, or take the endpoint away (AWS_ENDPOINT_URL…, endpoint_url).',
  };
}

function noAnswer({ reached: { proxy, endpoint } }: Trouble, error: Error): Explained {
  const way = proxy ? ` through ${proxyName(proxy)}` : '';
  const late = error.name === 'TimeoutError' || error.name === 'AbortError';
  return {
    evidence: `${endpoint.url.host} does not answer${way}: ${late ? 'nothing came in 6 s' : reason(error)}.`,
    mend: proxy
      ? 'Check that the proxy lets this host through.'
      : 'Check firewall and VPN; where the internet is reached by a proxy alone, set HTTPS_PROXY.',
  };
}
