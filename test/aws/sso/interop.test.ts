import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromSSO } from '@aws-sdk/credential-providers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { appendProfile } from '../../../proxy/aws/files/append.ts';
import { configFileOf } from '../../../proxy/aws/files/places.ts';
import { refreshToken } from '../../../proxy/aws/sso/refresh.ts';
import { registrationFile } from '../../../proxy/aws/sso/registration.ts';
import { cacheFile, readToken, writeToken } from '../../../proxy/aws/sso/token-cache.ts';
import { codeClient, oidc } from '../stand-in/drive.ts';
import { allowing, type Setting, setUp, turning } from './setting.ts';

afterEach(() => void vi.unstubAllEnvs());

const hasCli = spawnSync('aws', ['--version']).status === 0;

describe("the AWS SDK's own SSO provider", () => {
  test('takes a token and a profile that Adit has written', async () => {
    const { center } = await signedInWithProfile('sdk-reads');
    const { accessKeyId } = await fromSSO({ profile: 'work', ignoreCache: true })();
    expect(center.credentials()).toMatchObject([{ keys: { accessKeyId } }]);
    expect(center.count('RegisterClient')).toBe(1);
  });

  test('takes a token of the legacy settings that Adit has written', async () => {
    const setting = await setUp({}, { name: undefined, scopes: [] });
    stub(setting);
    const { center, session, env } = setting;
    await setting.signIn('device', ({ userCode = '' }) => center.approveDevice(userCode), { clock: turning(center) });
    const { startUrl, region } = session;
    const settings = {
      sso_account_id: '111122223333',
      sso_role_name: 'Admin',
      sso_start_url: startUrl,
      sso_region: region,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    writeFileSync(configFileOf(env), `[profile old]\n${lines.join('')}`);
    expect(await fromSSO({ profile: 'old', ignoreCache: true })()).toHaveProperty('accessKeyId');
  });

  test('refreshes a token that Adit has written, and Adit refreshes what it wrote', async () => {
    const { center, env, session, clients } = await signedInWithProfile('sdk-refreshes');
    const token = readToken(session, env);
    if (!token) throw new Error('there is no token');
    writeToken(session, { ...token, expiresAt: new Date(Date.now() + 60_000) }, env);
    await fromSSO({ profile: 'work', ignoreCache: true })();
    await vi.waitUntil(() => readToken(session, env)?.accessToken !== token.accessToken);
    const theirs = readToken(session, env);
    if (!theirs) throw new Error('there is no token');
    expect(theirs.refreshToken).not.toBe(token.refreshToken);
    const fresh = await refreshToken(session, theirs, clients, env);
    expect(fresh.accessToken).not.toBe(theirs.accessToken);
    expect(center.calls.filter(({ status }) => status !== 200 && status !== 302)).toEqual([]);
  });
});

test('a registration that the AWS CLI has kept is used, and its file left as it is', async () => {
  const { center, env, session, signIn } = await setUp();
  const { body } = await oidc(center, '/client/register', codeClient);
  await signIn('browser', allowing(center));
  const file = registrationFile(session, env);
  const { clientId, clientSecret } = body;
  const { scopes, grantTypes } = codeClient;
  const kept = JSON.stringify({ clientId, clientSecret, expiresAt: '2099-01-01T00:00:00Z', scopes, grantTypes });
  writeFileSync(file, kept);
  await signIn('browser', allowing(center));
  expect(center.count('RegisterClient')).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe(kept);
});

// Where the AWS CLI is not installed there is nothing to ask.
describe.skipIf(!hasCli)('the AWS CLI', () => {
  test('takes a token and a profile that Adit has written, refreshes it, and Adit reads what it wrote', async () => {
    const setting = await signedInWithProfile('cli');
    const { center, env, session } = setting;
    const arn = await callerOf(setting);
    expect(arn).toMatch(/^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Developer_/);
    const token = readToken(session, env);
    if (!token) throw new Error('there is no token');
    writeToken(session, { ...token, expiresAt: new Date(Date.now() + 60_000) }, env);
    expect(await callerOf(setting)).toBe(arn);
    const theirs = readToken(session, env);
    expect(theirs?.accessToken).not.toBe(token.accessToken);
    expect(theirs?.expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(statSync(cacheFile(session, env)).mode & 0o777).toBe(0o600);
    expect(center.count('RegisterClient')).toBe(1);
  }, 60_000);
});

async function callerOf({ env }: Setting): Promise<string> {
  const args = ['sts', 'get-caller-identity', '--profile', 'work', '--query', 'Arn', '--output', 'text'];
  const { stdout } = await promisify(execFile)('aws', args, {
    env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: configFileOf(env), ...env },
  });
  return stdout.trim();
}

/** The SDK remembers refreshes by the session's name: each test has its own. */
async function signedInWithProfile(name: string): Promise<Setting> {
  const setting = await setUp({}, { name });
  stub(setting);
  const { center, env, session } = setting;
  await setting.signIn('browser', allowing(center));
  await appendProfile(configFileOf(env), {
    name: 'work',
    session,
    accountId: '111122223333',
    roleName: 'Developer',
    region: 'us-east-1',
  });
  return setting;
}

/** The SDK looks into the environment of this process. */
function stub({ env }: Setting): void {
  const home = env.HOME ?? '';
  const files = { AWS_CONFIG_FILE: configFileOf(env), AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials') };
  for (const [name, value] of Object.entries({ ...env, ...files })) vi.stubEnv(name, value);
}
