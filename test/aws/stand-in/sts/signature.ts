import { authenticate } from '../../../bedrock/sigv4.ts';
import type { Call } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { Issued, Keyring } from '../keyring.ts';
import { Refused } from '../refused.ts';

/**
 * What STS calls the refusals of a signature.
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html; SignatureDoesNotMatch:
 * https://github.com/awslabs/aws-sdk-rust/issues/167; ExpiredToken: https://github.com/prowler-cloud/prowler/pull/789
 */
const names = new Map([
  ['InvalidSignatureException', { type: 'SignatureDoesNotMatch', status: 403 }],
  ['UnrecognizedClientException', { type: 'InvalidClientTokenId', status: 403 }],
  ['ExpiredTokenException', { type: 'ExpiredToken', status: 403 }],
  ['MissingAuthenticationTokenException', { type: 'MissingAuthenticationToken', status: 403 }],
  ['IncompleteSignatureException', { type: 'IncompleteSignature', status: 400 }],
]);

/**
 * Whose credentials a request was signed with. The date of the signature is judged by the clock as it was before a
 * test turned it: the client's own was not turned.
 *
 * @throws {Refused} where the signature is wrong, or the credentials unknown or expired
 */
export function callerOf(call: Call, keyring: Keyring, clock: Clock, regions: string[]): Issued {
  const [, accessKeyId = '', scopeRegion = ''] =
    call.headers.authorization?.match(/Credential=([^/]+)\/\d+\/([^/]+)\//) ?? [];
  const found = keyring.find(accessKeyId);
  const expired = found && keyring.isExpired(found);
  const refusal = authenticate(call, {
    keys: expired ? undefined : found?.keys,
    expired: expired ? [found.keys] : [],
    region: regions.includes(scopeRegion) ? scopeRegion : (regions[0] ?? ''),
    service: 'sts',
    now: clock.unturned,
  });
  if (found && !refusal) return found;
  const name = names.get(refusal?.type ?? '') ?? { type: 'AccessDenied', status: 403 };
  throw new Refused({ ...name, message: refusal?.message ?? '' });
}
