import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { keptSecret } from '../../proxy/secrets/kept.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question, type Road } from '../support/road.ts';

const WITHOUT = { 'x-api-key': '' };
const SCOPE = '20261121/us-east-1/bedrock/aws4_request';
const signature = (accessKey: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/${SCOPE}, SignedHeaders=host;x-amz-date, Signature=0123abcd`;

test('the key is taken in each header that clients use', async () => {
  await using road = await openRoad();
  const { key } = road.adit;
  for (const headers of [
    { 'x-api-key': key },
    { ...WITHOUT, authorization: `Bearer ${key}` },
    { ...WITHOUT, authorization: `bearer  ${key} ` },
    { ...WITHOUT, 'api-key': key },
    { ...WITHOUT, authorization: signature(key) },
    { ...WITHOUT, authorization: signature(key).replaceAll(', ', ',') },
    { ...WITHOUT, authorization: `AWS4-HMAC-SHA256 Signature=0, SignedHeaders=host, Credential=${key}/${SCOPE}` },
    // Claude Code's apiKeyHelper sends both; a person's other key may still be in one of them.
    { 'x-api-key': 'sk-ant-of-somebody', authorization: `Bearer ${key}` },
    { 'x-api-key': key, authorization: 'Bearer of-somebody' },
  ]) {
    expect((await road.post(question(), { headers })).status, JSON.stringify(headers)).toBe(200);
  }
});

test('a wrong key is refused, and nothing goes to Bedrock', async () => {
  await using road = await openRoad();
  const { key } = road.adit;
  for (const wrong of ['wrong', `${key}x`, key.slice(0, -1), key.toUpperCase(), `Bearer ${key}`, ' ']) {
    for (const headers of [
      { 'x-api-key': wrong },
      { ...WITHOUT, authorization: `Bearer ${wrong}` },
      { ...WITHOUT, authorization: signature(wrong) },
    ]) {
      expect(await refusal(road, headers)).toMatch(/^(The API key is not one of this Adit|No API key was sent)\./);
    }
  }
  expect(await refusal(road, { ...WITHOUT, authorization: `Basic ${btoa(`x:${key}`)}` })).toMatch(/No API key/);
  for (const odd of [
    'AWS4-HMAC-SHA256 ',
    'AWS4-HMAC-SHA256 Credential=',
    `AWS4-HMAC-SHA256 Credential=${key}`,
    `AWS4-HMAC-SHA256 Credential=/${SCOPE}`,
    `AWS4-HMAC-SHA256 NotCredential=${key}/${SCOPE}`,
    `AWS4-HMAC-SHA256 ${'Credential=/,'.repeat(4000)}`,
  ]) {
    expect(await refusal(road, { ...WITHOUT, authorization: odd })).toMatch(/No API key/);
  }
  expect(road.bedrock.stats.total).toBe(0);
});

test('without a key the message says where it is and how to send it', async () => {
  await using road = await openRoad();
  const message = await refusal(road, WITHOUT);
  expect(message).toContain('No API key was sent');
  expect(message).toContain('adit key');
  expect(message).toContain(road.home.file('key'));
  for (const way of ['x-api-key', 'Authorization: Bearer', 'access key id']) expect(message).toContain(way);
  expect(message).not.toContain(road.adit.key);
});

test('the key is asked for on every path that answers, but for hello', async () => {
  await using road = await openRoad();
  for (const base of ['', '/anthropic']) {
    for (const [method, path] of [
      ['POST', '/v1/messages'],
      ['POST', '/v1/messages/count_tokens'],
      ['GET', '/v1/models'],
      ['GET', '/v1/models/opus'],
      ['POST', '/model/opus/invoke'],
      ['POST', '/model/opus/converse-stream'],
      ['GET', '/inference-profiles'],
      ['GET', '/foundation-models/opus'],
    ] as const) {
      expect((await fetch(`${road.adit.url}${base}${path}`, { method })).status, `${method} ${base}${path}`).toBe(401);
    }
    expect((await fetch(`${road.adit.url}${base}/api/hello`)).status).toBe(200);
    expect((await fetch(`${road.adit.url}${base}/api/hello`, { method: 'HEAD' })).status).toBe(200);
  }
});

test('a key is made at first use in a file that the person alone can read, in a folder that is hers alone', () => {
  const home = openHome(join(temporaryFolder(), 'new', 'home'), {});
  const key = keptSecret(home, 'key', 'adit-');
  expect(key).toMatch(/^adit-[\w-]{32}$/);
  expect(readFileSync(home.file('key'), 'utf8').trim()).toBe(key);
  expect(modeOf(home.file('key'))).toBe('600');
  expect(modeOf(home.path)).toBe('700');
  expect(keptSecret(home, 'key', 'adit-')).toBe(key);
});

test('a key file that others can read is made private when it is read', () => {
  const home = openHome(temporaryFolder(), {});
  writeFileSync(home.file('key'), 'adit-kept\n');
  chmodSync(home.file('key'), 0o644);
  expect(keptSecret(home, 'key', 'adit-')).toBe('adit-kept');
  expect(modeOf(home.file('key'))).toBe('600');
});

test('programs that make the key of a home at the same moment have the same one', async () => {
  const module = (path: string) => JSON.stringify(join(import.meta.dirname, '../../proxy', path));
  const home = join(temporaryFolder(), 'new');
  const script = `
    import { keptSecret } from ${module('secrets/kept.ts')};
    import { openHome } from ${module('settings/home.ts')};
    const home = openHome(${JSON.stringify(home)}, {});
    while (Date.now() < ${Date.now() + 1000});
    console.log(keptSecret(home, 'key', 'adit-'));`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const [first, second] = await Promise.all([run(), run()]);
  expect(first.stdout).toMatch(/^adit-/);
  expect(second.stdout).toBe(first.stdout);
  expect(readdirSync(home)).toEqual(['key']);
});

test('an empty key file is no key', () => {
  const home = openHome(temporaryFolder(), {});
  writeFileSync(home.file('key'), '\n');
  expect(keptSecret(home, 'key', 'adit-')).toMatch(/^adit-/);
  expect(modeOf(home.file('key'))).toBe('600');
});

test('a key file that cannot be read is an error, not a new key', () => {
  const home = openHome(temporaryFolder(), {});
  mkdirSync(home.file('key'));
  expect(() => keptSecret(home, 'key', 'adit-')).toThrow(/EISDIR/);
});

async function refusal(road: Road, headers: Record<string, string>): Promise<string> {
  const response = await road.post(question(), { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('x-should-retry')).toBe('false');
  const body = (await response.json()) as { type: string; error: { type: string; message: string } };
  expect(body).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  return body.error.message;
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
