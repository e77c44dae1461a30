import { expect, test } from 'vitest';
import { listAccounts, listRoles, logout } from '../../../proxy/aws/sso/portal.ts';
import { allowing, setUp } from './setting.ts';

test('all pages of accounts and roles are listed, by name', async () => {
  const access = await signedIn({ pageSize: 1 });
  const accounts = await listAccounts(access);
  expect(accounts).toEqual([
    { id: '777788889999', name: 'log', email: 'example@example.com' },
    { id: '444455556666', name: 'play', email: 'example@example.com' },
    { id: '111122223333', name: 'work', email: 'example@example.com' },
  ]);
  expect(access.center.count('ListAccounts')).toBe(3);
  expect(await listRoles(access, '111122223333')).toEqual(['Admin', 'Developer', 'ReadOnly']);
});

test('a person without accounts has none', async () => {
  expect(await listAccounts(await signedIn({ accounts: [] }))).toEqual([]);
});

test('an account that is not the person’s is told', async () => {
  const access = await signedIn();
  await expect(listRoles(access, '999999999999')).rejects.toMatchObject({
    status: 403,
    message: 'The person who is signed in has no access to this account.',
  });
});

test('a sign-in that is over is told', async () => {
  const access = await signedIn();
  access.center.endSessions();
  await expect(listAccounts(access)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining('is over'),
  });
});

test('who logs out is out, and may do so twice', async () => {
  const access = await signedIn();
  await logout(access);
  await logout(access);
  expect(access.center.calls.filter(({ operation }) => operation === 'Logout').map(({ status }) => status)).toEqual([
    200, 401,
  ]);
});

test('a logout that does not reach AWS is told', async () => {
  const access = await signedIn();
  access.center.failNext('Logout', 'drop', 3);
  await expect(logout(access)).rejects.toMatchObject({ status: 502 });
});

async function signedIn(options = {}) {
  const setting = await setUp(options);
  return { ...setting, token: await setting.signIn('browser', allowing(setting.center)) };
}
