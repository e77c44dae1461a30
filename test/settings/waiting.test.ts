import { expect, test } from 'vitest';
import { openSignedInRoad, SSO_CONFIG } from '../support/signed-in-road.ts';

test('requests that wait for a sign-in go on with the profile that is chosen instead', async () => {
  const keys = { accessKeyId: 'AKIAEXAMPLESTANDIN02', secretAccessKey: 'stand-in/other' };
  const config = `${SSO_CONFIG}
[profile keys]
aws_access_key_id = ${keys.accessKeyId}
aws_secret_access_key = ${keys.secretAccessKey}
region = us-east-1
`;
  await using road = await openSignedInRoad({ config, isSignedIn: false, bedrock: { credentials: keys } });
  const waiting = [road.post(), road.post()];
  await road.waiting(2);
  await road.adit.switchIdentity({ profile: 'keys' });
  for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200);
  expect(road.events.map(({ type }) => type)).toEqual(['sign-in-needed', 'sign-in-done']);
  expect((await road.post()).status).toBe(200);
});
