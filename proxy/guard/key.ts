import type { IncomingHttpHeaders } from 'node:http';
import { AditError } from '../errors.ts';

/** Finds out whose key it is; undefined where it is nobody's. */
export type FindKey = (presented: readonly string[]) => string | undefined;

/**
 * Gives back the name of the key that one of the headers carries that clients use. `where`: where the local key is, in
 * words. Throws AditError (401) where it is none.
 */
export function checkKey(headers: IncomingHttpHeaders, find: FindKey, where: string): string {
  const { authorization } = headers;
  const presented = [headers['x-api-key'], bearer(authorization), signer(authorization), headers['api-key']].flat();
  const given = presented.filter((key) => key !== undefined && key !== '') as string[];
  const name = find(given);
  if (name !== undefined) return name;
  const problem = given.length === 0 ? 'No API key was sent' : 'The API key is not one of this Adit';
  throw new AditError(
    'authentication_error',
    `${problem}. "adit key" prints it (it is in ${where}); send it as x-api-key, as "Authorization: Bearer" ` +
      '(AWS_BEARER_TOKEN_BEDROCK), or as the access key id of AWS credentials with any secret.',
    { shouldRetry: false },
  );
}

/** The token of `Authorization: Bearer`. */
export function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim();
}

/**
 * The access key id of a request signed by Signature Version 4; the signature itself proves nothing here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signer(authorization = ''): string | undefined {
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return undefined;
  const parameters = authorization.slice(authorization.indexOf(' ')).split(',');
  const scope = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith(CREDENTIAL));
  // After the key: date, region, service and "aws4_request".
  return scope?.slice(CREDENTIAL.length).split('/').slice(0, -4).join('/');
}

const CREDENTIAL = 'Credential=';
