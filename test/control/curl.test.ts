import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { curlText } from '../../proxy/control/actions/curl.ts';
import { keptRequest } from '../../proxy/control/actions/kept-request.ts';
import type { RequestDetail } from '../../proxy/history/shapes.ts';
import { openRoad, question } from '../support/road.ts';
import { openHeadless } from './headless.ts';
import { row, ScriptedHistory } from './scripted-history.ts';

const HEADERS = {
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': "context-1m-2025-08-07,it's-new",
  'user-agent': 'claude-cli/2.1.329 (external, cli)',
  'x-api-key': '[redacted]',
  'content-length': '12',
  'accept-encoding': 'gzip',
  host: '127.0.0.1:2348',
  connection: 'keep-alive',
};

test.each([
  ['/v1/messages', 'messages', question()],
  ['/v1/messages', 'messages', question({ stream: true })],
  ['/v1/chat/completions', 'chat', question()],
  ['/v1/responses', 'responses', { model: 'claude-sonnet-4-6', input: 'hello' }],
  ['/model/us.amazon.nova-pro-v1:0/converse', 'native', { messages: [{ role: 'user', content: [{ text: 'hello' }] }] }],
] as const)(
  'the text of a request to %s (%s) runs in a shell, with the key as a variable',
  async (path, dialect, body) => {
    await using road = await openRoad();
    const stream = 'stream' in body && body.stream === true;
    const text = curlText(keptRequest(detail(JSON.stringify(body), { path, dialect, stream })), road.adit.url);
    expect(text).not.toContain(road.adit.key);
    expect(text.includes(' -N ')).toBe(stream);
    const { stdout } = await shell(text.replace('curl -sS', "curl -sS -w '\\n%{http_code}'"), {
      ADIT_KEY: road.adit.key,
    });
    expect(stdout).toMatch(/\n200$/);
    expect(road.exchanges.at(-1)).toMatchObject({ client: 'claude-cli/2.1.329', path });
    const refused = await shell(text, { ADIT_KEY: 'wrong' });
    expect(refused.stdout).toContain('The API key is not one of this Adit');
  },
);

test('whatever is in a body reaches Adit as it was, and is no command of the shell', async () => {
  const taken: { body: string; headers: http.IncomingHttpHeaders; url: string | undefined }[] = [];
  const server = http.createServer(async (request, answer) => {
    const body = (await Array.fromAsync(request)).join('');
    taken.push({ body, headers: request.headers, url: request.url });
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bodies = [
    JSON.stringify({ text: `it's "quoted" \\ $HOME $(touch /tmp/x) \`id\` !! %s €😀 \u2028` }),
    '{\n  "text": 1,\n\n  "more": [\n]}\n',
    '{"a":\nBODY\nBODY_\n1}',
    JSON.stringify({ long: 'word '.repeat(300_000) }),
    '',
  ];
  for (const body of bodies) {
    await shell(curlText(keptRequest(detail(body, { path: "/v1/it's" })), url), { ADIT_KEY: 'a-key' });
    expect(taken.at(-1)?.body).toBe(`${body}\n`);
  }
  expect(taken[0]?.url).toBe("/v1/it's");
  expect(taken[0]?.headers).toMatchObject({
    'x-api-key': 'a-key',
    'anthropic-beta': HEADERS['anthropic-beta'],
    'user-agent': HEADERS['user-agent'],
    accept: '*/*',
  });
  expect(taken[0]?.headers).not.toHaveProperty('accept-encoding');
  server.close();
});

test('the console gives the text, and says why it cannot where nothing was kept', async () => {
  const kept = new Map([
    ['req_1', detail('{"model":"opus"}')],
    ['req_2', { ...detail(''), clientRequest: null, row: row({ bodies: 'off' }) }],
  ]);
  const history = new ScriptedHistory({ detail: (id) => kept.get(id) ?? null });
  await using headless = await openHeadless({ history });
  const ask = async (id: string) => headless.api.requests[':id'].curl.$get({ param: { id } });
  const { text } = await (await ask('req_1')).json();
  expect(text).toMatch(/^curl -sS 'http:\/\/127\.0\.0\.1:2348\/v1\/messages' \\\n {2}-H "x-api-key: \$ADIT_KEY" \\\n/);
  expect(text).toContain(`--data-binary @- <<'BODY'\n{"model":"opus"}\nBODY\n`);
  const off = await ask('req_2');
  expect(off.status).toBe(400);
  expect(await off.json()).toMatchObject({ error: { message: expect.stringContaining('the settings say so') } });
  expect((await ask('req_3')).status).toBe(404);
});

function detail(body: string, parts: Partial<RequestDetail['row']> = {}): RequestDetail {
  return {
    row: row(parts),
    price: null,
    request: null,
    response: null,
    clientRequest: { start: 'POST /v1/messages', headers: HEADERS, body },
    upstreamRequest: null,
    upstreamResponse: null,
    clientResponse: null,
    previous: null,
  };
}

function shell(text: string, env: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  const child = execFile('sh', [], { env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) => {
    if (error) reject(new Error(`${error.message}: ${stderr}`));
    else resolve({ stdout, stderr });
  });
  child.stdin?.end(text);
  return promise;
}
