import { type Answer, json } from './call.ts';
import { type RefusalRow, Refused } from './refused.ts';

const words = 'service model sso-oidc in https://github.com/aws/aws-cli (branch v2); wording: no public source';

const rows = {
  unknownClient: {
    type: 'InvalidClientException',
    status: 401,
    message: 'Invalid client provided',
    source: 'https://github.com/theurichde/go-aws-sso/issues/150',
  },
  expiredClient: {
    type: 'InvalidClientException',
    status: 401,
    message: 'Client registration has expired',
    source: `an expired clientSecret, as InvalidClientException is described in the service model; ${words}`,
  },
  clientLacksGrant: {
    type: 'UnauthorizedClientException',
    status: 400,
    message: 'Client is not registered for this grant type',
    source: `https://datatracker.ietf.org/doc/html/rfc6749#section-5.2; ${words}`,
  },
  unsupportedGrant: {
    type: 'UnsupportedGrantTypeException',
    status: 400,
    message: 'Unsupported grant type',
    source: words,
  },
  invalidGrant: {
    type: 'InvalidGrantException',
    status: 400,
    message: 'Invalid grant provided',
    source: 'https://github.com/aws/aws-cli/issues/5058',
  },
  invalidRefreshToken: {
    type: 'InvalidGrantException',
    status: 400,
    message: 'Invalid refresh token provided',
    source: 'https://github.com/aws/aws-cli/issues/8561',
  },
  codeExpired: {
    type: 'ExpiredTokenException',
    status: 400,
    message: 'The authorization code has expired',
    source: `SSOTokenFetcherAuth in https://github.com/aws/aws-cli (branch v2) expects this type; ${words}`,
  },
  pending: { type: 'AuthorizationPendingException', status: 400, message: 'Authorization is pending', source: words },
  slowDown: { type: 'SlowDownException', status: 400, message: 'Polled faster than the interval', source: words },
  deviceExpired: {
    type: 'ExpiredTokenException',
    status: 400,
    message: 'The device code has expired',
    source: words,
  },
  deviceDenied: { type: 'AccessDeniedException', status: 400, message: 'The user denied the request', source: words },
  badStartUrl: {
    type: 'InvalidRequestException',
    status: 400,
    message: '',
    source: 'https://github.com/aws/aws-cli/issues/7129',
  },
  badScope: {
    type: 'InvalidScopeException',
    status: 400,
    message: '',
    source: 'https://github.com/synfinatic/aws-sso-cli/issues/1359',
  },
  badRedirectUri: {
    type: 'InvalidRedirectUriException',
    status: 400,
    message: 'Redirect URIs are http://127.0.0.1/<path>, without a port',
    source: `AuthCodeFetcher in https://github.com/aws/aws-cli (branch v2) registers this one; ${words}`,
  },
  notPublic: {
    type: 'InvalidClientMetadataException',
    status: 400,
    message: 'clientType must be public',
    source: `"Anything other than public will be rejected by the service", says the service model; ${words}`,
  },
  bothGrants: {
    type: 'InternalServerException',
    status: 500,
    message: '',
    source: 'https://github.com/sorah/mairu/pull/18',
  },
} satisfies Record<string, RefusalRow>;

export function oidcRefusal(name: keyof typeof rows): Refused {
  return new Refused(rows[name]);
}

export function invalidRequest(message: string): Refused {
  return new Refused({ type: 'InvalidRequestException', status: 400, message });
}

/** Shape and headers: https://github.com/aws/aws-cli/issues/8561. The codes: RFC 6749, 8628 and 7591. */
export function oidcError({ type, status, message }: Refused): Answer {
  const errorType = `${type}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`;
  return json({ error: codeOf(type), error_description: message }, status, { 'x-amzn-errortype': errorType });
}

/** `InvalidGrantException` is `invalid_grant`; one is an exception to that. */
function codeOf(type: string): string {
  if (type === 'InternalServerException') return 'server_error';
  return type
    .replace(/Exception$/, '')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}
