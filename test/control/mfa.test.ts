import { afterEach, expect, test, vi } from 'vitest';
import { tellMfaCode } from '../../proxy/control/client.ts';
import { FileSecrets } from '../../proxy/secrets/file-secrets.ts';
import { aditSays } from '../support/run-adit.ts';
import { openSignedInRoad } from '../support/signed-in-road.ts';

afterEach(() => void vi.unstubAllEnvs());

const USER = 'arn:aws:iam::111122223333:user/me';
const SERIAL = 'arn:aws:iam::111122223333:mfa/me';
const ROLE = 'arn:aws:iam::444455556666:role/deploy';

test('requests that need the code of an MFA device wait until a person tells it through the control API', async () => {
  await using road = await openMfaRoad();
  const answers = [road.post(), road.post({ stream: true })];
  await road.waiting(2);
  expect(road.events[0]).toMatchObject({
    type: 'sign-in-needed',
    matter: { task: 'mfa', profile: 'work', mfaSerial: SERIAL, why: expect.stringContaining(ROLE) },
  });
  const wrong = await road.control.console.api['sign-in'].mfa.$post({ json: { code: '000000' } });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ error: { message: expect.stringContaining('it was wrong') } });
  await road.waiting(2);
  const code = road.center.mfaCode(SERIAL);
  expect((await road.control.console.api['sign-in'].mfa.$post({ json: { code } })).status).toBe(200);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  expect(road.events.map(({ type }) => type)).toEqual(['sign-in-needed', 'sign-in-done']);
  expect(
    road.center.calls.filter(({ details }) => details.Action === 'AssumeRole' && details.RoleSessionName === 'me'),
  ).toHaveLength(2);
});

test('a code that comes before any request is taken as well', async () => {
  await using road = await openMfaRoad();
  await tellMfaCode(new FileSecrets(road.home), Number(new URL(road.adit.url).port), road.center.mfaCode(SERIAL));
  expect((await road.post()).status).toBe(200);
  expect(road.events).toEqual([]);
});

test('without a code in time it is a 401 that says how to tell it', async () => {
  await using road = await openMfaRoad({ signInWaitSeconds: 0.2 });
  const answer = await road.post();
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({
    error: { message: expect.stringContaining('Tell Adit the code of the MFA device with "adit mfa"') },
  });
});

test('adit mfa tells the code', async () => {
  await using road = await openMfaRoad();
  const at = ['--home', road.home.path, '--port', new URL(road.adit.url).port];
  expect(await aditSays(['mfa', ...at])).toMatchObject({ code: 1, stderr: 'adit: Give the code: adit mfa 123456\n' });
  expect(await aditSays(['mfa', '12', ...at])).toMatchObject({ code: 1, stderr: 'adit: A code has six digits.\n' });
  const answer = road.post();
  await road.waiting(1);
  const code = road.center.mfaCode(SERIAL);
  expect(await aditSays(['mfa', code, ...at])).toMatchObject({ code: 0, stdout: 'AWS took the code.\n', stderr: '' });
  expect((await answer).status).toBe(200);
});

test('a command says where no Adit runs, and what is wrong with the code', async () => {
  await using road = await openMfaRoad();
  const port = Number(new URL(road.adit.url).port);
  await expect(tellMfaCode(new FileSecrets(road.home), port, '000000')).rejects.toThrow(/AWS did not take the code/);
  await road.adit.close(0);
  await expect(tellMfaCode(new FileSecrets(road.home), port, '000000')).rejects.toThrow(/No Adit is listening on port/);
});

function openMfaRoad(settings = {}) {
  const keys = { accessKeyId: 'AKIAEXAMPLEUSER00000', secretAccessKey: 'user/secret' };
  return openSignedInRoad({
    settings,
    config: `
[profile work]
role_arn = ${ROLE}
source_profile = me
mfa_serial = ${SERIAL}
external_id = crossing
role_session_name = me

[profile me]
aws_access_key_id = ${keys.accessKeyId}
aws_secret_access_key = ${keys.secretAccessKey}
`,
    center: {
      users: [{ arn: USER, keys, mfaSerial: SERIAL }],
      roles: [{ arn: ROLE, trusts: [USER], mfa: true, externalId: 'crossing' }],
    },
  });
}
