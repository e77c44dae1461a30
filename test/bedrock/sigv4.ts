import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '../../proxy/demo/call.ts';
import { canonicalRequest, type SignedParts, sha256, signatureOf, stringToSign } from './canonical.ts';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Who may call, and when it is. */
export interface Authority {
  keys?: Keys | undefined;
  /** Keys that were good once: their requests are refused as expired. */
  expired?: Keys[];
  /** A Bedrock API key, taken as `Authorization: Bearer` and as `x-api-key`. */
  bearer?: string | undefined;
  region: string;
  /** As in the credential scope; without it: `bedrock`. */
  service?: string;
  /** Milliseconds since 1970; without it: this machine's clock. */
  now?: () => number;
}

const maxSkew = 5 * 60_000;
const invalidToken = 'The security token included in the request is invalid.';

/**
 * Checks who sent a request, by its own reading of Signature Version 4: no code is shared with the signer.
 *
 * @returns undefined where the request is authentic, else the refusal, in AWS's words
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export function authenticate(request: SignedParts, authority: Authority): Refusal | undefined {
  const { authorization } = request.headers;
  const bearer = authorization?.match(/^Bearer (.*)$/)?.[1] ?? request.headers['x-api-key'];
  if (bearer !== undefined) return checkBearer(bearer, authority);
  if (!authorization) return refusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) {
    return refusal('IncompleteSignatureException', `Unsupported AWS 'algorithm': '${authorization.split(' ')[0]}'.`);
  }
  return checkSignature(request, authorization, authority);
}

function checkBearer(bearer: string | string[], authority: Authority): Refusal | undefined {
  return authority.bearer !== undefined && bearer === authority.bearer
    ? undefined
    : refusal('AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.');
}

function checkSignature(request: SignedParts, authorization: string, authority: Authority): Refusal | undefined {
  const fields = parseAuthorization(authorization);
  for (const name of ['Credential', 'SignedHeaders', 'Signature']) {
    if (!fields[name]) {
      const message = `Authorization header requires '${name}' parameter. Authorization=${authorization}`;
      return refusal('IncompleteSignatureException', message);
    }
  }
  const { Credential = '', SignedHeaders = '', Signature = '' } = fields;
  const [accessKeyId = '', ...scopeParts] = Credential.split('/');
  const date = String(request.headers['x-amz-date'] ?? '');
  const { keys, expired = [] } = authority;
  if (expired.some((old) => presents(request.headers, accessKeyId, old))) {
    return refusal('ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (!keys || !presents(request.headers, accessKeyId, keys)) {
    return refusal('UnrecognizedClientException', invalidToken);
  }

  const signedHeaders = SignedHeaders.split(';');
  const misuse =
    checkDate(date, authority.now?.() ?? Date.now()) ??
    checkScope(scopeParts, date, authority) ??
    checkSignedHeaders(request.headers, signedHeaders) ??
    checkPayloadHash(request);
  if (misuse)
    return misuse.startsWith('Authorization header')
      ? refusal('IncompleteSignatureException', misuse)
      : mismatch(misuse);

  const scope = scopeParts.join('/');
  const canonical = canonicalRequest(request, signedHeaders);
  const text = stringToSign(date, scope, canonical);
  if (Signature === signatureOf(text, keys.secretAccessKey, scope)) return undefined;
  return mismatch(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${text}'\n`,
  );
}

/** `Credential=..., SignedHeaders=..., Signature=...` in any order. */
function parseAuthorization(authorization: string): Record<string, string> {
  const parts = authorization.slice(authorization.indexOf(' ')).split(',');
  return Object.fromEntries(parts.map((part) => part.trim().split(/=(.*)/s).slice(0, 2)));
}

function presents(headers: IncomingHttpHeaders, accessKeyId: string, keys: Keys): boolean {
  return accessKeyId === keys.accessKeyId && headers['x-amz-security-token'] === keys.sessionToken;
}

function checkDate(date: string, now: number): string | undefined {
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!/^\d{8}T\d{6}Z$/.test(date) || Number.isNaN(signedAt)) {
    return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  }
  if (signedAt < now - maxSkew) {
    return `Signature expired: ${date} is now earlier than ${amzDate(now - maxSkew)} (${amzDate(now)} - 5 min.)`;
  }
  if (signedAt > now + maxSkew) {
    return `Signature not yet current: ${date} is still later than ${amzDate(now + maxSkew)} (${amzDate(now)} + 5 min.)`;
  }
  return undefined;
}

function checkScope(parts: string[], date: string, authority: Authority): string | undefined {
  const [day, region, service, end] = parts;
  const expectedService = authority.service ?? 'bedrock';
  if (parts.length !== 4 || end !== 'aws4_request')
    return "Credential should be scoped with a valid terminator: 'aws4_request'.";
  if (day !== date.slice(0, 8)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}'.`;
  }
  if (region !== authority.region) return `Credential should be scoped to a valid region, not '${region}'. `;
  if (service !== expectedService) return `Credential should be scoped to correct service: '${expectedService}'. `;
  return undefined;
}

function checkSignedHeaders(headers: IncomingHttpHeaders, signed: string[]): string | undefined {
  if (!signed.includes('host')) return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (unsigned.length > 0)
    return `There were headers present in the request which were not signed: ${unsigned.join(', ')}`;
  const canonical = [...signed].sort().join(';').toLowerCase();
  return canonical === signed.join(';')
    ? undefined
    : `SignedHeaders is not sorted and in lower case: ${signed.join(';')}`;
}

function checkPayloadHash({ headers, raw }: SignedParts): string | undefined {
  const claimed = headers['x-amz-content-sha256'];
  if (claimed === undefined || claimed === sha256(raw)) return undefined;
  return "The provided 'x-amz-content-sha256' header does not match what was computed.";
}

function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

function mismatch(message: string): Refusal {
  return refusal('InvalidSignatureException', message);
}

function refusal(type: string, message: string): Refusal {
  return { status: 403, type, message };
}
