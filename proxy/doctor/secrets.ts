import type { SsoToken } from '../aws/sso/token-cache.ts';
import type { Diagnosis, Finding } from './finding.ts';

/** Enough of an access key id to know it by. */
export function mask(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '…' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}

/** Variables whose values are told to nobody. */
const VARIABLES = /SECRET|TOKEN|PASSWORD|API_KEY|AUTHORIZATION|^AWS_ACCESS_KEY_ID$/i;

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/** All that must not be shown: values of the environment, passwords of proxies, and what else is `known`. */
export function secretsOf(env: NodeJS.ProcessEnv, known: readonly (string | undefined)[]): string[] {
  const named = Object.entries(env).flatMap(([name, value]) => (VARIABLES.test(name) ? [value] : []));
  const passwords = PROXIES.flatMap((name) => [env[name], env[name.toLowerCase()]]).flatMap(passwordOf);
  return [...named, ...passwords, ...known]
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= 6)
    .sort((a, b) => b.length - a.length);
}

/** The secrets of a sign-in's token. */
export function tokenSecrets(token: SsoToken | undefined): (string | undefined)[] {
  return [token?.accessToken, token?.refreshToken, token?.clientSecret];
}

/**
 * The diagnosis without these secrets, whatever quoted them: a safety net below checks that tell none. Control characters
 * of quoted answers do not reach the terminal either.
 */
export function withoutSecrets({ verdict, first, findings }: Diagnosis, secrets: readonly string[]): Diagnosis {
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text).replace(/[^\P{Cc}\n]/gu, ' ');
  const cleaned = findings.map(
    ({ mend, ...finding }): Finding => ({
      ...finding,
      evidence: clean(finding.evidence),
      ...(mend === undefined ? {} : { mend: clean(mend) }),
    }),
  );
  return { verdict, first: clean(first), findings: cleaned };
}

function passwordOf(proxy: string | undefined): (string | undefined)[] {
  if (!proxy || !URL.canParse(proxy)) return [];
  const { password } = new URL(proxy);
  return password === '' ? [] : [password, decoded(password)];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
