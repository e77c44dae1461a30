import { expect, test } from 'vitest';
import { openBareRoad } from '../support/bare-upstream.ts';

test.each([
  ['a page', '<html>sign in</html>'],
  ['fewer vectors than texts', '{"embeddings":{"float":[[1,2]]}}'],
  ['no vectors', '{"embeddings":{"float":[[],["a"]]}}'],
])('an answer to an embedding request that is %s is an error, and no wrong vector', async (_, body) => {
  await using road = await openBareRoad((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  });
  const asked = { model: 'cohere.embed-v4:0', input: ['one', 'two'] };
  const response = await road.post(asked, { path: '/v1/embeddings' });
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('without a vector') } });
});

test('refused credentials are told without what AWS saw of the request, and with what helps', async () => {
  const message = 'The request signature we calculated does not match.\n\nx-amz-security-token:hush-hush';
  await using road = await openBareRoad((response) => {
    response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'InvalidSignatureException' });
    response.end(JSON.stringify({ message }));
  });
  const response = await road.post({ model: 'cohere.embed-v4:0', input: 'one' }, { path: '/v1/embeddings' });
  const text = await response.text();
  expect(response.status).toBe(401);
  expect(text).toMatch(/does not match\. .*Start Adit again/);
  expect(text).not.toContain('hush-hush');
});
