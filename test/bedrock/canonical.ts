import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What of a request is signed. */
export interface SignedParts {
  method: string;
  /** Path and query as they were on the wire. */
  url: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/**
 * The canonical request: the text whose hash is signed.
 *
 * @param signedHeaders names in lower case, in the order in which the signer gave them
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(request: SignedParts, signedHeaders: string[]): string {
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}`),
    '',
    signedHeaders.join(';'),
    sha256(request.raw),
  ].join('\n');
}

/** The string to sign. `date` is `x-amz-date`, `scope` is date/region/service/aws4_request. */
export function stringToSign(date: string, scope: string, canonical: string): string {
  return ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
}

/** The signature in hexadecimal, by a key that is derived from the secret and the scope. */
export function signatureOf(text: string, secret: string, scope: string): string {
  const key = scope.split('/').reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Every service but S3 normalises the path and encodes each segment a second time. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const joined = `/${segments.join('/')}`;
  return path.endsWith('/') && joined !== '/' ? `${joined}/` : joined;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return { name: encode(decodeURIComponent(name)), value: encode(decodeURIComponent(value)) };
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name] ?? '';
  const values = Array.isArray(value) ? value : [value];
  return values.map((item) => item.trim().replace(/\s+/g, ' ')).join(',');
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By code point, as AWS sorts; localeCompare would not. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
