import { generateKeyPairSync } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loginFile } from '../../proxy/aws/sources/login.ts';
import { startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question } from '../support/road.ts';
import { runAdit } from '../support/run-adit.ts';
import { SSO_CONFIG } from '../support/signed-in-road.ts';
import { setUp, writeSignIn } from './sources/setting.ts';

/** Of nobody (RFC 5737), over plain http: no setting opens the door to it. */
const FORBIDDEN = 'http://192.0.2.7:9';
const ROLE = 'arn:aws:iam::111122223333:role/base';
const LOGIN = 'arn:aws:iam::111122223333:user/me';

const attempts: Socket[] = [];
const note = (message: unknown) => void attempts.push((message as { socket: Socket }).socket);

beforeEach(() => {
  attempts.length = 0;
  subscribe('net.client.socket', note);
});

afterEach(() => {
  unsubscribe('net.client.socket', note);
  vi.unstubAllEnvs();
});

describe('no client of credentials gets past the door', () => {
  for (const [client, profile, env] of [
    ['the portal of Identity Center', 'work', { AWS_ENDPOINT_URL_SSO: FORBIDDEN }],
    ['SSO OIDC', 'work', { AWS_ENDPOINT_URL_SSO_OIDC: FORBIDDEN }],
    ['STS', 'role', { AWS_ENDPOINT_URL_STS: FORBIDDEN }],
    ['STS for a web identity', 'web', { AWS_ENDPOINT_URL_STS: FORBIDDEN }],
    ['the sign-in of "aws login"', 'login', { AWS_ENDPOINT_URL_SIGNIN: FORBIDDEN }],
    ['any of them', 'role', { AWS_ENDPOINT_URL: FORBIDDEN, AWS_ENDPOINT_URL_STS: '' }],
    ['an instance', undefined, { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: FORBIDDEN }],
  ] as const) {
    test(client, async () => {
      const set = await setUp('');
      const token = join(set.path, 'token');
      writeFileSync(token, set.center.webIdentityToken({ sub: 'pod' }));
      vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', set.path);
      writeLogin(set.path);
      writeFileSync(set.env.AWS_CONFIG_FILE ?? '', profile === undefined ? '' : config(token));
      writeSignIn(set, client === 'SSO OIDC' ? { expiresAt: '2001-01-01T00:00:00Z' } : {});
      const error = await set.fetch({ ...(profile ? { profile } : {}), env }).catch((reason: Error) => reason);
      expect((error as Error).message).toContain(
        'Adit sends nothing to 192.0.2.7:9: plain http is for this machine alone',
      );
      expect(attempts).toEqual([]);
    });
  }

  test.each([FORBIDDEN, 'http://192.0.2.7/'])('a container at %s', async (url) => {
    const set = await setUp('');
    await expect(set.fetch({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } })).rejects.toThrow(/neither https/);
    expect(attempts).toEqual([]);
  });
});

test('no client of Bedrock gets past the door', async () => {
  for (const [service, ask] of [
    ['BEDROCK_RUNTIME', { path: '/v1/messages', body: question() }],
    ['BEDROCK_RUNTIME', { path: '/v1/embeddings', body: { model: 'amazon.titan-embed-text-v2:0', input: 'a' } }],
    ['BEDROCK_MANTLE', { path: '/v1/messages', body: question({ model: 'openai.gpt-5.6-sol' }) }],
    ['BEDROCK', { path: '/inference-profiles', body: undefined }],
  ] as const) {
    await using road = await openRoad({
      env: { [`AWS_ENDPOINT_URL_${service}`]: FORBIDDEN },
      // What bedrock-runtime lacks is looked for on bedrock-mantle.
      refuse: () => ({ status: 404, type: 'UnknownOperationException', message: '' }),
    });
    const { body, path } = ask;
    const headers = { 'x-api-key': road.adit.key };
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(`${road.adit.url}${path}`, init);
    expect(answer.status, `${service} ${path}`).toBe(403);
    expect(await answer.text()).toContain('Adit sends nothing to 192.0.2.7:9');
  }
});

test('in a whole session, sockets are opened to the named endpoints and to nobody else', async () => {
  const set = await setUp(SSO_CONFIG);
  const issued = () => set.center.credentials().map(({ keys }) => ({ keys, isGood: true }));
  const bedrock = await startStrictBedrock({ issued });
  const peers = join(temporaryFolder(), 'peers');
  writeFileSync(peers, '');
  const endpoints = { BEDROCK_RUNTIME: bedrock.url, BEDROCK_MANTLE: bedrock.url, BEDROCK: bedrock.url };
  const named = Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]);
  const env = { ...set.env, ...Object.fromEntries(named), ADIT_TEST_PEERS: peers };
  const nodeArgs = ['--import', join(import.meta.dirname, '../support/watch-sockets.ts')];
  await using run = runAdit(['serve', '--port', '0', '--json', '--profile', 'work'], { env, nodeArgs });
  const { url, key, home } = await run.ready();
  const post = (path: string, body: unknown, headers: Record<string, string> = { 'x-api-key': key }) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  // Nobody has signed in: the first request waits until somebody does, in the browser, through Adit.
  const first = post('/v1/messages', question({ stream: true }));
  await run.printed(/Requests wait for you/);
  const authorization = `Bearer ${readFileSync(join(home, 'console-token'), 'utf8').trim()}`;
  const signIn = await post('/console/api/sign-in', { method: 'browser' }, { authorization });
  await fetch(await set.center.approve(((await signIn.json()) as { url: string }).url));
  expect(await (await first).text()).toContain('message_stop');
  for (const [path, body] of [
    ['/v1/messages/count_tokens', question()],
    ['/v1/chat/completions', { model: 'openai.gpt-5.6-sol', messages: [{ role: 'user', content: 'hello' }] }],
    ['/v1/embeddings', { model: 'amazon.titan-embed-text-v2:0', input: 'hello' }],
  ] as const) {
    expect((await post(path, body)).status, path).toBe(200);
  }
  expect((await fetch(`${url}/inference-profiles`, { headers: { 'x-api-key': key } })).status).toBe(200);
  const seen = new Set(readFileSync(peers, 'utf8').split('\n').filter(Boolean));
  expect(seen).toEqual(new Set([new URL(set.center.url).host, new URL(bedrock.url).host]));
  await bedrock.close();
});

function config(token: string): string {
  return `${SSO_CONFIG}
[profile role]
role_arn = ${ROLE}
source_profile = keys
[profile keys]
aws_access_key_id = A
aws_secret_access_key = S
[profile web]
role_arn = ${ROLE}
web_identity_token_file = ${token}
[profile login]
login_session = ${LOGIN}
`;
}

/** A sign-in of `aws login` that is to be renewed. */
function writeLogin(folder: string): void {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = loginFile(LOGIN, { AWS_LOGIN_CACHE_DIRECTORY: folder });
  mkdirSync(dirname(file), { recursive: true });
  const expiresAt = new Date(Date.now() - 1000).toISOString();
  const accessToken = {
    accessKeyId: 'A',
    secretAccessKey: 'S',
    sessionToken: 'T',
    accountId: '111122223333',
    expiresAt,
  };
  const dpopKey = privateKey.export({ format: 'pem', type: 'sec1' });
  writeFileSync(file, JSON.stringify({ accessToken, clientId: 'c', refreshToken: 'r', dpopKey }));
}
