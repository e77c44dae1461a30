import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, setUp } from './setting.ts';

afterEach(() => void vi.unstubAllEnvs());

const ANSWER = { AccessKeyId: 'ASIAROLE', SecretAccessKey: 'S', Token: 'T', Expiration: '2999-01-01T00:00:00Z' };
const CREDENTIALS = {
  accessKeyId: 'ASIAROLE',
  secretAccessKey: 'S',
  sessionToken: 'T',
  expiration: new Date(ANSWER.Expiration),
};

test('a container is given credentials at its address, with its token', async () => {
  const asked: IncomingMessage[] = [];
  const url = await serve((request, response) => {
    asked.push(request);
    response.end(JSON.stringify(ANSWER));
  });
  const set = await setUp('');
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role?id=1`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'one' };
  expect(await set.fetch({ env })).toEqual(CREDENTIALS);
  const file = join(set.path, 'token');
  writeFileSync(file, 'two');
  await set.fetch({ env: { ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } });
  expect(asked.map(({ url: path, headers }) => `${path} ${headers.authorization}`)).toEqual([
    '/role?id=1 one',
    '/role?id=1 two',
  ]);
});

test.each(['http://192.0.2.7/role', 'http://169.254.169.254/role', 'ftp://127.0.0.1/', 'nonsense'])(
  'a container is given nothing at %s',
  async (url) => {
    const set = await setUp('');
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
    await expect(set.fetch({ env })).rejects.toThrow(/neither https, nor an address of this machine, ECS or EKS/);
  },
);

test('a container that fails is asked three times, and one that refuses once', async () => {
  for (const [status, times] of [
    [500, 3],
    [403, 1],
  ] as const) {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.writeHead(status).end('{"Message":"no"}');
    });
    const set = await setUp('');
    await expect(set.fetch({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } })).rejects.toThrow(`status ${status}`);
    expect(asked).toBe(times);
  }
});

test.each(['[]', 'null', '"text"', '{"AccessKeyId":1,"SecretAccessKey":{}}', '<html>', ''])(
  'an answer that is none is told: %s',
  async (body) => {
    const url = await serve((_, response) => void response.end(body));
    const set = await setUp('');
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
    await expect(set.fetch({ env })).rejects.toThrow(/did not answer with credentials/);
  },
);

test('an instance is asked within a session', async () => {
  const asked: string[] = [];
  const url = await serve(instance(asked));
  const set = await setUp('');
  expect(await set.fetch({ env: instanceEnv(url) })).toEqual(CREDENTIALS);
  expect(asked).toEqual([
    'PUT /latest/api/token undefined',
    'GET /latest/meta-data/iam/security-credentials/ session',
    'GET /latest/meta-data/iam/security-credentials/my-role session',
  ]);
});

test('an instance without sessions is asked without, unless that is forbidden', async () => {
  const asked: string[] = [];
  const url = await serve(instance(asked, 404));
  const set = await setUp('');
  expect(await set.fetch({ env: instanceEnv(url) })).toEqual(CREDENTIALS);
  await expect(set.fetch({ env: { ...instanceEnv(url), AWS_EC2_METADATA_V1_DISABLED: 'true' } })).rejects.toThrow(
    /404/,
  );
});

test('a role is assumed with the credentials of the container, and of the instance', async () => {
  const user = {
    arn: 'arn:aws:iam::111122223333:user/me',
    keys: { accessKeyId: 'ASIAROLE', secretAccessKey: 'S', sessionToken: 'T' },
  };
  const role = 'arn:aws:iam::111122223333:role/base';
  const options = { users: [user], roles: [{ arn: role, trusts: [user.arn] }] };
  const container = await serve((_, response) => void response.end(JSON.stringify(ANSWER)));
  const metadata = await serve(instance([]));
  for (const [source, env] of [
    ['EcsContainer', { AWS_CONTAINER_CREDENTIALS_FULL_URI: container }],
    ['Ec2InstanceMetadata', instanceEnv(metadata)],
  ] as const) {
    const set = await setUp(`[profile work]\nrole_arn = ${role}\ncredential_source = ${source}\n`, options);
    expect(set.principalOf(await set.fetch({ profile: 'work', env }))).toContain('assumed-role/base/');
  }
});

/** A metadata service; `sessions` is what it answers who wants one. */
function instance(asked: string[], sessions = 200) {
  return (request: IncomingMessage, response: import('node:http').ServerResponse) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-aws-ec2-metadata-token']}`);
    if (request.method === 'PUT') response.writeHead(sessions).end('session');
    else response.end(request.url?.endsWith('/my-role') ? JSON.stringify(ANSWER) : 'my-role\n');
  };
}

function instanceEnv(url: string) {
  return { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: url };
}
