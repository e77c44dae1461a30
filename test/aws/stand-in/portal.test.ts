import { expect, test } from 'vitest';
import { type Heard, portal, start } from './drive.ts';
import type { IdentityCenter } from './start.ts';

const credentialsOf = (account: string, role: string) =>
  `/federation/credentials?account_id=${account}&role_name=${role}`;
const noToken = {
  status: 401,
  type: 'UnauthorizedException',
  body: {
    message: 'Session token not found or invalid',
    __type: 'com.amazonaws.switchboard.portal#UnauthorizedException',
  },
};

test('the portal wants a token that is good now', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  expect(await portal(center, '/assignment/accounts')).toEqual(noToken);
  expect(await portal(center, '/assignment/accounts', 'other')).toEqual(noToken);
  expect(await portal(center, '/assignment/accounts', accessToken)).toMatchObject({ status: 200 });
  center.advance(3_600_000);
  expect(await portal(center, '/assignment/accounts', accessToken)).toEqual(noToken);
});

test('sessions that an administrator ended are over', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  center.endSessions();
  expect(await portal(center, '/assignment/accounts', accessToken)).toEqual(noToken);
});

test('lists come in pages, and a page leads to the next', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  const pages = await allPages(center, '/assignment/accounts?', accessToken);
  expect(pages.map(({ body }) => body.accountList.length)).toEqual([2, 1]);
  expect(pages[0]?.body.accountList[0]).toEqual({
    accountId: '111122223333',
    accountName: 'work',
    emailAddress: 'example@example.com',
  });
  const roles = await allPages(center, '/assignment/roles?account_id=111122223333&max_result=1&', accessToken);
  expect(roles.flatMap(({ body }) => body.roleList)).toEqual([
    { roleName: 'Developer', accountId: '111122223333' },
    { roleName: 'ReadOnly', accountId: '111122223333' },
    { roleName: 'Admin', accountId: '111122223333' },
  ]);
  expect(roles).toHaveLength(3);
});

test("a page's token is good for its own list, and a page is 1 to 100 long", async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  const { nextToken } = (await portal(center, '/assignment/accounts', accessToken)).body;
  for (const query of [
    `account_id=111122223333&next_token=${nextToken}`,
    'account_id=111122223333&max_result=101',
    '',
  ]) {
    const refused = await portal(center, `/assignment/roles?${query}`, accessToken);
    expect(refused).toMatchObject({ status: 400, type: 'InvalidRequestException' });
  }
  for (const query of ['next_token=x', 'max_result=0', 'max_result=many']) {
    const refused = await portal(center, `/assignment/accounts?${query}`, accessToken);
    expect(refused).toMatchObject({ status: 400, type: 'InvalidRequestException' });
  }
});

test("a role's credentials expire at a time in milliseconds, and are those that the stand-in tells of", async () => {
  const center = await start({ roleCredentialsSeconds: 900 });
  const { accessToken } = center.signedIn();
  const { status, body } = await portal(center, credentialsOf('111122223333', 'Developer'), accessToken);
  expect(status).toBe(200);
  const { expiration, ...keys } = body.roleCredentials;
  expect(expiration - center.now()).toBeGreaterThan(898_000);
  expect(expiration - center.now()).toBeLessThanOrEqual(900_000);
  expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(center.credentials()).toMatchObject([{ keys, expiresAt: expiration }]);
});

test('a role that is not assigned is forbidden', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  const paths = [credentialsOf('111122223333', 'Owner'), credentialsOf('999999999999', 'Developer')];
  for (const path of [...paths, '/assignment/roles?account_id=999999999999']) {
    const refused = await portal(center, path, accessToken);
    expect(refused).toMatchObject({ status: 403, type: 'ForbiddenException', body: { message: 'No access' } });
  }
  const nameless = await portal(center, '/federation/credentials?account_id=111122223333', accessToken);
  expect(nameless).toMatchObject({ status: 400, type: 'InvalidRequestException' });
});

test('who logs out is out', async () => {
  const center = await start();
  const { accessToken } = center.signedIn();
  expect(await portal(center, '/logout', accessToken, 'POST')).toEqual({
    status: 200,
    type: undefined,
    body: undefined,
  });
  expect(await portal(center, '/logout', accessToken, 'POST')).toEqual(noToken);
  expect(await portal(center, credentialsOf('111122223333', 'Developer'), accessToken)).toEqual(noToken);
});

async function allPages(center: IdentityCenter, path: string, token: string): Promise<Heard[]> {
  const pages: Heard[] = [];
  let query = '';
  do {
    const page = await portal(center, path + query, token);
    pages.push(page);
    query = page.body.nextToken ? `next_token=${page.body.nextToken}` : '';
  } while (query);
  return pages;
}
