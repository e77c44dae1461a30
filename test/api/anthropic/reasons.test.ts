import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openRoad, question } from '../../support/road.ts';
import { errorOf, serve } from '../../support/served.ts';

interface RawAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

const jsonWords = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'inner words' } });
const json = { 'content-type': 'application/json' };
const rawAnswers: [words: string | RegExp, answer: RawAnswer][] = [
  [
    'inner words',
    { status: 400, body: JSON.stringify({ message: `The model returned the following errors: ${jsonWords}` }) },
  ],
  ['plain words', { status: 400, body: '{"message":"The model returned the following errors: plain words"}' }],
  ['with a capital', { status: 400, body: '{"Message":"with a capital"}' }],
  ['by its type', { status: 400, body: '{"__type":"com.amazon#ValidationException","message":"by its type"}' }],
  [/Bad Gateway/, { status: 400, body: '<html><title>x</title><style>b{}</style><b>Bad</b>\n Gateway</html>' }],
  ['no reason given', { status: 400, body: '' }],
  ['x'.repeat(300), { status: 400, body: 'x'.repeat(9000) }],
  [/.+/, { status: 200, body: '{"a":1}', headers: json }],
  [/.+/, { status: 200, body: 'data: {}', headers: { 'content-type': 'text/plain' } }],
];

test.each(rawAnswers)('the reason is found, and is short: %s', async (words, answer) => {
  const upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, answer.headers ?? json).end(answer.body);
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  try {
    await using road = await openRoad({ env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url } });
    const served = await serve(road, question({ stream: true }));
    // A stream was asked for, so that anything else with status 200 is no answer.
    expect(served.status).toBe(answer.status === 200 ? 502 : answer.status);
    if (typeof words === 'string') expect(errorOf(served).message).toBe(words);
    else expect(errorOf(served).message).toMatch(words);
  } finally {
    upstream.close();
    upstream.closeAllConnections();
  }
});
