import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { getSSOTokenFilepath } from '@smithy/core/config';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ssoCacheFolder } from '../../../proxy/aws/files/places.ts';
import { registrationFile } from '../../../proxy/aws/sso/registration.ts';
import type { SsoSession } from '../../../proxy/aws/sso/session.ts';
import { cacheFile, deleteToken, readToken, type SsoToken, writeToken } from '../../../proxy/aws/sso/token-cache.ts';
import { temporaryFolder } from '../../support/folder.ts';

afterEach(() => void vi.unstubAllEnvs());

const session: SsoSession = {
  name: 'mine',
  startUrl: 'https://example.awsapps.com/start',
  region: 'eu-west-1',
  scopes: ['sso:account:access'],
};
const token: SsoToken = {
  startUrl: session.startUrl,
  region: session.region,
  accessToken: 'access',
  expiresAt: new Date('2026-01-31T12:00:00Z'),
  clientId: 'id',
  clientSecret: 'secret',
  registrationExpiresAt: new Date('2026-03-31T12:00:00Z'),
  refreshToken: 'refresh',
};

/** As the AWS CLI writes it. */
const CLI = `{"startUrl": "https://example.awsapps.com/start", "region": "eu-west-1", "accessToken": "access", "expiresAt": "2026-01-31T12:00:00Z", "clientId": "id", "clientSecret": "secret", "registrationExpiresAt": "2026-03-31T12:00:00Z", "refreshToken": "refresh"}`;

describe('files have the names that others look for', () => {
  test('tokens: those of the SDK, by session and by start URL', () => {
    const env = home();
    vi.stubEnv('HOME', env.HOME);
    for (const name of ['mine', 'my.sso', 'Größe', '', undefined]) {
      expect(cacheFile({ ...session, name }, env)).toBe(getSSOTokenFilepath(name ?? session.startUrl));
    }
  });

  // What Python's json.dumps(…, sort_keys=True) writes of these, hashed.
  test.each<[Partial<SsoSession>, string]>([
    [
      {},
      '{"region": "eu-west-1", "scopes": ["sso:account:access"], "session_name": "mine", "startUrl": "https://example.awsapps.com/start", "tool": "botocore"}',
    ],
    [
      { scopes: ['a:b', 'c:d'], name: 'Größe "1"\u007f' },
      '{"region": "eu-west-1", "scopes": ["a:b", "c:d"], "session_name": "Gr\\u00f6\\u00dfe \\"1\\"\\u007f", "startUrl": "https://example.awsapps.com/start", "tool": "botocore"}',
    ],
    [
      { scopes: [], name: undefined },
      '{"region": "eu-west-1", "scopes": null, "session_name": null, "startUrl": "https://example.awsapps.com/start", "tool": "botocore"}',
    ],
  ])('registrations: those of the AWS CLI: %j', (changes, text) => {
    const name = createHash('sha1').update(text).digest('hex');
    expect(registrationFile({ ...session, ...changes }, home())).toMatch(new RegExp(`/${name}\\.json$`));
  });
});

test('a token that was written is read, and its file is for the person alone', () => {
  const env = home();
  writeToken(session, token, env);
  expect(readToken(session, env)).toEqual(token);
  expect(JSON.parse(readFileSync(cacheFile(session, env), 'utf8'))).toEqual(JSON.parse(CLI));
  expect(statSync(cacheFile(session, env)).mode & 0o777).toBe(0o600);
  expect(statSync(ssoCacheFolder(env)).mode & 0o777).toBe(0o700);
  expect(readdirSync(ssoCacheFolder(env))).toHaveLength(1);
});

test.each([
  ['the AWS CLI', CLI, token],
  ['the SDK, with milliseconds', CLI.replace('12:00:00Z', '12:00:00.000Z'), token],
  ['an AWS CLI of 2020', CLI.replaceAll(':00Z', ':00UTC'), token],
])('a token that %s has written is read', (_, text, expected) => {
  expect(readToken(session, withFile(text))).toEqual(expected);
});

test('what a file does not say of a sign-in is taken from the profile', () => {
  const env = withFile('{"accessToken":"a","expiresAt":"2026-01-31T12:00:00Z"}');
  expect(readToken(session, env)).toEqual({
    accessToken: 'a',
    expiresAt: token.expiresAt,
    region: session.region,
    startUrl: session.startUrl,
  });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"accessToken":7,"expiresAt":"2026-01-31T12:00:00Z"}',
  '{"accessToken":"a"}',
  '{"accessToken":"a","expiresAt":"soon"}',
  '{"accessToken":"a","expiresAt":1e999}',
  `${'['.repeat(50_000)}`,
])('a file that holds no token is as none: %j', (text) => {
  expect(readToken(session, withFile(text))).toBeUndefined();
});

test('any JSON in the file is read without a mishap, and a token can be written over it', () => {
  const env = withFile('');
  const field = fc.constantFrom('accessToken', 'expiresAt', 'refreshToken', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (fields) => {
      writeFileSync(cacheFile(session, env), JSON.stringify(fields));
      readToken(session, env);
      writeToken(session, token, env);
      expect(readToken(session, env)).toEqual(token);
    }),
  );
});

test('fields that Adit does not know stay, and those that are over go', () => {
  const env = withFile('{"theirs":[1],"__proto__":{"a":1},"refreshToken":"old"}');
  const { refreshToken, ...rest } = token;
  writeToken(session, rest, env);
  const text = readFileSync(cacheFile(session, env), 'utf8');
  expect(text).toContain('"theirs":[1],"__proto__":{"a":1}');
  expect(text).not.toContain('refreshToken');
});

test('a file that cannot be read or written is named in the error', () => {
  const env = home();
  mkdirSync(cacheFile(session, env), { recursive: true });
  for (const act of [
    () => readToken(session, env),
    () => writeToken(session, token, env),
    () => deleteToken(session, env),
  ]) {
    expect(act).toThrow(/^Adit cannot (read|remove) .*\.json, where the AWS CLI keeps sign-ins: E/);
  }
});

test('a token is removed once', () => {
  const env = withFile(CLI);
  expect(deleteToken(session, env)).toBe(true);
  expect(deleteToken(session, env)).toBe(false);
  expect(readToken(session, env)).toBeUndefined();
});

function home() {
  return { HOME: temporaryFolder() };
}

function withFile(text: string) {
  const env = home();
  mkdirSync(dirname(cacheFile(session, env)), { recursive: true });
  writeFileSync(cacheFile(session, env), text);
  return env;
}
