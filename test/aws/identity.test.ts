import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findIdentity, type IdentityWish } from '../../proxy/aws/profiles.ts';
import { type Engine, startEngine } from '../../proxy/engine.ts';
import type { Exchange } from '../../proxy/log/exchange.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { loadSettings } from '../../proxy/settings/settings.ts';
import type { Keys } from '../bedrock/sigv4.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { question } from '../support/road.ts';

const OLD: Keys = { accessKeyId: 'ASIAOLD', secretAccessKey: 'old-secret', sessionToken: 'old' };
const NEW: Keys = { accessKeyId: 'ASIANEW', secretAccessKey: 'new-secret', sessionToken: 'new' };

afterEach(() => void vi.unstubAllEnvs());

test('keys that were renewed while Adit ran are used, and the client sees nothing of it', async () => {
  await using set = await setUp({ credentials: OLD });
  set.giveKeys(OLD);
  expect((await set.ask()).status).toBe(200);
  set.bedrock.rotate(NEW);
  set.giveKeys(NEW);
  expect((await set.ask()).status).toBe(200);
  expect(set.exchanges.map(({ retries }) => retries)).toEqual([0, 1]);
  expect((await set.ask()).status).toBe(200);
  expect(set.bedrock.stats.total).toBe(4);
});

test('keys that have expired are a 401 that says how to sign in, and Bedrock is not asked again with the same', async () => {
  await using set = await setUp({ credentials: OLD });
  set.giveKeys(OLD);
  set.bedrock.rotate(NEW);
  const response = await set.ask();
  expect(response.status).toBe(401);
  expect(response.headers.get('x-should-retry')).toBe('false');
  const { error } = (await response.json()) as { error: { type: string; message: string } };
  expect(error.type).toBe('authentication_error');
  expect(error.message).toMatch(
    /^AWS profile "work" gives no valid credentials: .*See that the credential_process of profile "work" gives valid/,
  );
  expect(set.bedrock.stats.total).toBe(1);
  set.giveKeys(NEW);
  expect((await set.ask()).status).toBe(200);
});

test('a profile that gives no credentials is a 401 that says so, until it does', async () => {
  await using set = await setUp({ credentials: NEW });
  const response = await set.ask();
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/AWS profile "work"/) } });
  expect(set.bedrock.stats.total).toBe(0);
  set.giveKeys(NEW);
  expect((await set.ask()).status).toBe(200);
});

test('a Bedrock API key goes along, and one that is not valid is a 401 that names its variable', async () => {
  for (const [given, status] of [
    ['ABSK-good', 200],
    ['ABSK-bad', 401],
  ] as const) {
    await using set = await setUp({ bearer: 'ABSK-good' }, { AWS_BEARER_TOKEN_BEDROCK: given });
    const response = await set.ask();
    const text = await response.text();
    expect(`${response.status} ${text}`).toContain(String(status));
    if (status === 401) expect(text).toContain('Set AWS_BEARER_TOKEN_BEDROCK to a valid Bedrock API key');
    expect(text).not.toContain(given);
  }
});

test('a Bedrock API key that is kept in the home goes along, and is read anew once it is refused', async () => {
  await using set = await setUp({ bearer: 'ABSK-new' }, {}, { credentials: 'bearer' });
  expect((await set.ask()).status).toBe(401);
  set.home.write('bedrock-api-key', 'ABSK-old\n');
  const refused = await set.ask();
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain('keep one in its home as bedrock-api-key');
  set.home.write('bedrock-api-key', 'ABSK-new\n');
  expect((await set.ask()).status).toBe(200);
});

/** An engine whose profile `work` gets its keys from a program, which reads them from a file that tests write. */
async function setUp(options: StrictOptions, env: Record<string, string> = {}, wish: IdentityWish = {}) {
  const folder = temporaryFolder();
  const keyFile = join(folder, 'keys.json');
  writeFileSync(join(folder, 'config'), `[profile work]\ncredential_process = cat ${keyFile}\n`);
  const bedrock: StrictBedrock = await startStrictBedrock(options);
  const variables = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    ...env,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const endpoint = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url, AWS_EC2_METADATA_DISABLED: 'true' };
  const exchanges: Exchange[] = [];
  const home = openHome(join(folder, 'home'), {});
  const adit: Engine = await startEngine({
    home,
    settings: { ...loadSettings(home), port: 0 },
    identity: await findIdentity(wish, { ...endpoint, ...env }),
    env: { ...endpoint, ...env },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  return {
    bedrock,
    exchanges,
    home,
    giveKeys({ accessKeyId, secretAccessKey, sessionToken }: Keys) {
      const keys = {
        Version: 1,
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
      };
      writeFileSync(keyFile, JSON.stringify(keys));
    },
    ask: () =>
      fetch(`${adit.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': adit.key },
        body: JSON.stringify(question()),
      }),
    async [Symbol.asyncDispose]() {
      await adit.close(0);
      await bedrock.close();
    },
  };
}
