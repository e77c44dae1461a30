import { describe, expect, test, vi } from 'vitest';
import { mask, secretsOf, withoutSecrets } from '../../proxy/doctor/secrets.ts';
import { useCaseForm } from '../bedrock/directory.ts';
import { bedrock, doctor, person, signInPlaces, tokenFile } from './machine.ts';

/** In milliseconds: each test starts the program anew, several at the same time. */
vi.setConfig({ testTimeout: 30_000 });

const SECRETS = {
  AWS_SECRET_ACCESS_KEY: 'some+secret/of+forty+characters000000001',
  AWS_SESSION_TOKEN: 'session-token-of-the-environment',
  ANTHROPIC_AUTH_TOKEN: 'token-of-a-tool-that-is-secret',
  ANTHROPIC_API_KEY: 'sk-ant-a-key-that-is-secret',
  OPENAI_API_KEY: 'sk-a-key-that-is-secret',
  HTTPS_PROXY: 'http://me:pass%40word-of-proxy@127.0.0.1:9',
};

const SHOWN = [...Object.values(SECRETS), 'pass%40word-of-proxy', 'pass@word-of-proxy', 'adit-key-of-this-home'];

function expectNone(text: string, secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) expect(text).not.toContain(String(secret));
}

describe.concurrent('no secret is printed', () => {
  const files = {
    '.adit/key': 'adit-key-of-this-home',
    '.claude/settings.json': JSON.stringify({
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_AUTH_TOKEN: 'adit-key-of-another-home' },
    }),
  };

  test.each(['text', '--json'])('of keys that AWS refuses, whatever it quotes: %s', async (form) => {
    const { env } = await bedrock();
    const wrong = { ...person(files), ...env, ...SECRETS, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEOFAWRONG1' };
    const { stdout, stderr, code } = await doctor(wrong, form === 'text' ? [] : [form]);
    expect(code).toBe(1);
    expectNone(stdout + stderr, [...SHOWN, 'adit-key-of-another-home', 'AKIAEXAMPLEOFAWRONG1']);
  });

  test('of a message that quotes them', async () => {
    const { env } = await bedrock({
      refuse: ({ headers, body }) =>
        'messages' in body
          ? {
              status: 400,
              type: 'ValidationException',
              message: `Odd: ${headers['x-amz-security-token']} ${SECRETS.OPENAI_API_KEY}`,
            }
          : undefined,
    });
    const { stdout, code } = await doctor({ ...person(files), ...env, OPENAI_API_KEY: SECRETS.OPENAI_API_KEY });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Odd: … …/);
    expectNone(stdout, [env.AWS_SESSION_TOKEN, env.AWS_SECRET_ACCESS_KEY, SECRETS.OPENAI_API_KEY]);
  });

  test('of a sign-in, of the keys that it gives, and of the form for model access', async () => {
    const { center, server } = await signInPlaces();
    const { env } = server;
    const token = center.signedIn();
    const config = `[profile work]\nsso_session = mine\nsso_account_id = 111122223333\nsso_role_name = Developer\n\n[sso-session mine]\nsso_start_url = ${center.startUrl}\nsso_region = us-east-1\n`;
    const home = person({ ...files, '.aws/config': config, [tokenFile('mine')]: JSON.stringify(token) });
    const { stdout, code } = await doctor({ ...env, ...center.env, ...home });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const { companyName } = JSON.parse(useCaseForm);
    expectNone(stdout, [token.accessToken, token.refreshToken, token.clientSecret, companyName]);
    expectNone(
      stdout,
      center.credentials().flatMap(({ keys }) => [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken]),
    );
  });
});

test('a password that is not escaped as it should be is one all the same', () => {
  expect(secretsOf({ HTTPS_PROXY: 'http://me:hundred%@proxy.example' }, [])).toEqual(['hundred%']);
  expect(secretsOf({ HTTPS_PROXY: '%%%', HTTP_PROXY: '' }, [])).toEqual([]);
});

test('an access key id keeps its ends', () => {
  expect(mask('AKIAIOSFODNN7EXAMPLE')).toBe('AKIA…MPLE');
  expect(mask('short')).toBe('…');
});

test('what a check should not have quoted is taken out', () => {
  const secrets = secretsOf({ MY_API_KEY: 'a-secret-value', HTTP_PROXY: 'http://u:p%40ssword1@h' }, [
    'known-secret',
    undefined,
    '',
  ]);
  const diagnosis = {
    verdict: 'broken',
    first: 'Call: a-secret-value',
    findings: [{ id: 'x', title: 'X', verdict: 'broken', evidence: 'p@ssword1 p%40ssword1', mend: 'known-secret!' }],
  } as const;
  expect(withoutSecrets(diagnosis, secrets)).toEqual({
    verdict: 'broken',
    first: 'Call: …',
    findings: [{ id: 'x', title: 'X', verdict: 'broken', evidence: '… …', mend: '…!' }],
  });
});
