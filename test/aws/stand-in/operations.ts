/** Whose errors an operation answers with: those of SSO OIDC, of the portal, of STS, or a page for a person. */
export type Service = 'oidc' | 'portal' | 'sts' | 'page';

/**
 * Paths: the service models sso-oidc and sso in https://github.com/aws/aws-cli (branch v2, awscli/botocore/data);
 * `/authorize` is in no model, and is what SSOTokenFetcherAuth in awscli/botocore/utils.py opens. The paths of
 * the forms are this server's own.
 */
const routes = [
  { operation: 'RegisterClient', service: 'oidc', method: 'POST', path: '/client/register' },
  { operation: 'StartDeviceAuthorization', service: 'oidc', method: 'POST', path: '/device_authorization' },
  { operation: 'CreateToken', service: 'oidc', method: 'POST', path: '/token' },
  { operation: 'Authorize', service: 'page', method: 'GET', path: '/authorize' },
  { operation: 'DecideAuthorization', service: 'page', method: 'POST', path: '/authorize/decision' },
  { operation: 'ShowDevice', service: 'page', method: 'GET', path: '/device' },
  { operation: 'DecideDevice', service: 'page', method: 'POST', path: '/device/decision' },
  { operation: 'ListAccounts', service: 'portal', method: 'GET', path: '/assignment/accounts' },
  { operation: 'ListAccountRoles', service: 'portal', method: 'GET', path: '/assignment/roles' },
  { operation: 'GetRoleCredentials', service: 'portal', method: 'GET', path: '/federation/credentials' },
  { operation: 'Logout', service: 'portal', method: 'POST', path: '/logout' },
] as const;

const actions = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity', 'GetSessionToken'] as const;

export type Operation = (typeof routes)[number]['operation'] | (typeof actions)[number] | 'Unknown';

/** What is asked for. STS has one path, and names the operation in the parameter `Action`. */
export function operationOf(
  method: string,
  path: string,
  parameters: Map<string, unknown>,
): { operation: Operation; service: Service } {
  const route = routes.find((row) => row.method === method && row.path === path);
  if (route) return { operation: route.operation, service: route.service };
  if (method !== 'POST' || path !== '/') return { operation: 'Unknown', service: 'portal' };
  const known = parameters.get('Version') === '2011-06-15';
  const action = actions.find((name) => known && name === parameters.get('Action'));
  return { operation: action ?? 'Unknown', service: 'sts' };
}
