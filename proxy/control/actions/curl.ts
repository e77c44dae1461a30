import type { KeptRequest } from './kept-request.ts';

/** The variable that the key is taken from, so that no key is in a text that people paste elsewhere. */
const KEY = '$ADIT_KEY';

/**
 * A command for any POSIX shell that asks `url`, the address of Adit, the same once more. The body comes by a here-document:
 * as an argument it could be too long (128 KB on Linux), and in it nothing has to be quoted.
 */
export function curlText(request: KeptRequest, url: string): string {
  const { method, path, headers, body, row } = request;
  const words = [
    'curl -sS',
    ...(row.stream ? ['-N'] : []),
    ...(method === 'POST' && body !== undefined ? [] : ['-X', quoted(method)]),
    quoted(`${url}${path}`),
  ];
  const lines = [
    words.join(' '),
    `-H "${row.dialect === 'messages' || row.dialect === 'count-tokens' ? 'x-api-key: ' : 'authorization: Bearer '}${KEY}"`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ];
  if (body === undefined) return `${lines.join(' \\\n  ')}\n`;
  const end = delimiterFor(body);
  return `${[...lines, `--data-binary @- <<'${end}'`].join(' \\\n  ')}\n${body}\n${end}\n`;
}

/** A word as a POSIX shell reads it back, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A line that is none of the body's. */
function delimiterFor(body: string): string {
  const lines = new Set(body.split('\n'));
  let end = 'BODY';
  while (lines.has(end)) end += '_';
  return end;
}
