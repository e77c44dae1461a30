import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { findIdentity } from '../../../proxy/aws/profiles.ts';
import { keepSignedIn } from '../../../proxy/aws/sources/keep-alive.ts';
import { openUpstream } from '../../../proxy/routing/upstream.ts';
import { SSO_CONFIG } from '../../support/signed-in-road.ts';
import { type SourceSetting, setUp, writeSignIn } from './setting.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a token that has expired is refreshed, and nobody is asked', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set, { expiresAt: '2001-01-01T00:00:00Z' });
  expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('Developer');
  expect(set.center.count('CreateToken')).toBe(1);
});

test('a token that lasts half a minute is used as it is, and one that does not is refreshed first', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set, { expiresAt: inSeconds(45) });
  await set.fetch({ profile: 'work' });
  expect(set.center.count('CreateToken')).toBe(0);
  writeSignIn(set, { expiresAt: inSeconds(15) });
  await set.fetch({ profile: 'work' });
  expect(set.center.count('CreateToken')).toBe(1);
});

test('where refreshing fails, a token that still lasts is used', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set, { expiresAt: inSeconds(15), refreshToken: 'not-one-of-its-own' });
  expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('Developer');
});

test('a token that was taken back is refreshed, as long as the sign-in lasts', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set, { accessToken: 'taken-back' });
  expect(set.principalOf(await set.fetch({ profile: 'work' }))).toContain('Developer');
});

test('a sign-in that was ended is a task for a person', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set);
  set.center.endSessions();
  await expect(set.fetch({ profile: 'work' })).rejects.toMatchObject({
    name: 'PersonNeeded',
    task: 'sso',
    message: 'the sign-in to corp (https://example.awsapps.com/start) is over',
  });
});

test('AWS out of reach is no task for a person', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set);
  const env = { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' };
  await expect(set.fetch({ profile: 'work', env })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('while the program runs, a token is refreshed before it expires, without any request', async () => {
  const set = await setUp(SSO_CONFIG);
  writeSignIn(set, { expiresAt: inSeconds(100) });
  const before = tokenOf(set);
  const identity = await findIdentity({ profile: 'work' }, set.env);
  const upstream = openUpstream({ identity, env: set.env, silenceSeconds: 5 });
  const end = keepSignedIn(identity, set.env, upstream.sso, 10);
  await expect.poll(() => tokenOf(set)).not.toBe(before);
  end();
  upstream.door.close();
  expect(set.center.count('CreateToken')).toBe(1);
});

function tokenOf({ tokenPath }: SourceSetting): string {
  return JSON.parse(readFileSync(tokenPath('corp'), 'utf8')).accessToken;
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
