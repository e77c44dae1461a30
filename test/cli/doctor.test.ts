import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import {
  bedrock,
  doctor,
  freePort,
  open,
  person,
  shiftedClock,
  signInPlaces,
  tokenFile,
  told,
} from '../doctor/machine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, runAdit } from '../support/run-adit.ts';
import { createUntrusted, selfSigned } from '../support/self-signed.ts';

/** In milliseconds: each test starts the program anew, several at the same time. */
vi.setConfig({ testTimeout: 30_000 });

const HOUR = 3_600_000;

const SSO = `[profile work]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = Developer
region = us-east-1

[sso-session my-sso]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`;

describe.concurrent('the first line says what to do', () => {
  test('on a machine with no AWS files', async () => {
    const { code, first, stdout } = await doctor({});
    expect(first).toBe('AWS files: run "adit login".');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ AWS files +There are no AWS files/);
    expect(stdout).toMatch(/not\s+looked at, since "AWS files" comes first/);
  });

  test('with an expired session', async () => {
    const { env } = await bedrock();
    const token = {
      accessToken: 'token-of-work',
      expiresAt: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      startUrl: '',
    };
    const home = person({ '.aws/config': SSO, [tokenFile('my-sso')]: JSON.stringify(token) });
    const { code, first, stdout } = await doctor({ ...env, ...home });
    expect(first).toBe('Sign in: run "adit login --profile work".');
    expect(stdout).toMatch(/✗ Sign in +The sign-in to my-sso .*has\s+expired/s);
    expect(code).toBe(1);
  });

  test('where nobody has signed in yet', async () => {
    const { env } = await bedrock();
    const { first, code } = await doctor({ ...env, ...person({ '.aws/config': SSO }) });
    expect(first).toBe('Sign in: run "adit login --profile work".');
    expect(code).toBe(1);
  });

  test.each([
    { off: HOUR, words: /^Clock: set the clock back by 60 minutes: / },
    { off: -HOUR, words: /^Clock: set the clock forward by 60 minutes: / },
  ])('with a clock that is off by $off ms; the rest is looked at with the right time', async ({ off, words }) => {
    const { env } = await bedrock();
    const { code, first, stdout } = await doctor(env, [], { nodeArgs: shiftedClock(off) });
    expect(first).toMatch(words);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ Call +A one-token call/);
  });

  test('with a role that lacks bedrock:InvokeModelWithResponseStream; the least policy is there to paste', async () => {
    const { env, stats } = await bedrock({ deny: ['bedrock:InvokeModelWithResponseStream'], region: 'eu-central-1' });
    const { code, first, stdout } = await doctor(env);
    expect(first).toBe('Permissions: allow bedrock:InvokeModelWithResponseStream for "Developer".');
    expect(code).toBe(1);
    const policy = JSON.parse(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1));
    expect(policy.Statement[0]).toEqual({
      Sid: 'AditModels',
      Effect: 'Allow',
      Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:CountTokens'],
      Resource: [
        'arn:aws:bedrock:*::foundation-model/*',
        'arn:aws:bedrock:eu-central-1:*:inference-profile/*',
        'arn:aws:bedrock:eu-central-1:*:application-inference-profile/*',
      ],
    });
    expect(stats.calls.filter(({ body }) => 'messages' in body)).toEqual([]);
  });

  test('where all is well', async () => {
    const { env } = await bedrock();
    const { code, first, stdout, stderr } = await doctor(env);
    expect(first).toMatch(/^All is well: a one-token call to us\.anthropic\.claude-haiku-\S+ took [\d.]+ m?s\.$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/[✗!]/);
    expect(stdout).not.toContain('\u001b');
  });

  test('where the proxy takes no connections', async () => {
    const port = await freePort();
    const { env } = await bedrock();
    const aws = {
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '',
      AWS_ENDPOINT_URL_BEDROCK: '',
      AWS_ENDPOINT_URL_BEDROCK_MANTLE: '',
    };
    const proxy = `http://person:secret-of-proxy@127.0.0.1:${port}`;
    const { code, first, stdout } = await doctor({ ...env, ...aws, HTTPS_PROXY: proxy });
    expect(first).toMatch(/^bedrock-runtime: correct HTTPS_PROXY/);
    expect(stdout).toMatch(new RegExp(`The proxy http://127\\.0\\.0\\.1:${port} takes no\\s+connections`));
    expect(stdout).not.toContain('secret-of-proxy');
    expect(code).toBe(1);
  });

  test('where the certificate is of nobody that Node trusts: whose it is, and how to trust it', async () => {
    const url = `https://127.0.0.1:${await open(createUntrusted())}`;
    const { env } = await bedrock();
    const { code, first, stdout } = await doctor({ ...env, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url });
    expect(first).toContain(
      `bedrock-runtime: if "Example Proxy CA" is your company's proxy, trust it: export NODE_EXTRA_CA_CERTS=`,
    );
    expect(stdout).toMatch(/It\s+comes\s+from\s+"Example\s+Proxy\s+CA"/);
    expect(code).toBe(1);
  });

  test('where the proxy asks for a password, and where it refuses', async () => {
    const { env } = await bedrock();
    const aws = { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '', AWS_ENDPOINT_URL_BEDROCK: '' };
    for (const [status, words] of [
      ['407 Proxy Authentication Required', /^bedrock-runtime: put user and password into the address/],
      ['403 Forbidden', /^bedrock-runtime: have bedrock-runtime\.us-east-1\.amazonaws\.com allowed on the proxy/],
    ] as const) {
      const proxy = createHttpServer().on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`));
      const { first } = await doctor({ ...env, ...aws, HTTPS_PROXY: `http://127.0.0.1:${await open(proxy)}` });
      expect(first).toMatch(words);
    }
  });

  test('where nothing listens at the endpoint', async () => {
    const { env } = await bedrock();
    const url = `http://127.0.0.1:${await freePort()}`;
    const { first } = await doctor({ ...env, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url });
    expect(first).toMatch(/^bedrock-runtime: start what is to answer there/);
  });

  test('where another program has the port', async () => {
    const { env } = await bedrock();
    const port = await open(createServer());
    const { code, first, stdout } = await doctor(env, ['--port', String(port)]);
    expect(first).toBe(
      `Port: end that program, or choose another port: adit serve --port ${port + 1}, or "port" in settings.json.`,
    );
    expect(stdout).toMatch(new RegExp(`✗ Port +${port} is taken by .*process ${process.pid}`));
    expect(code).toBe(1);
  });

  test('where the endpoint is in another region', async () => {
    const { env } = await bedrock({ region: 'us-west-2' });
    const { code, first } = await doctor({ ...env, AWS_REGION: 'eu-central-1' });
    expect(first).toMatch(/^Sign in: choose the region of the endpoint with --region NAME/);
    expect(code).toBe(1);
  });

  test('where the region is none', async () => {
    const { env } = await bedrock();
    const { first } = await doctor({ ...env, AWS_REGION: 'europe' });
    expect(first).toMatch(/^Region: name a region that Amazon Bedrock is in, such as us-east-1/);
  });

  test('where several profiles are set up and none is chosen', async () => {
    const { env } = await bedrock();
    const config = `${SSO}\n[profile play]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = work\n`;
    const { first, stdout } = await doctor({ ...env, ...person({ '.aws/config': config }) });
    expect(first).toMatch(/^Profile: choose a profile with --profile NAME/);
    expect(stdout).toMatch(/work, play|play, work/);
  });

  test('where the secret key is not that of the access key', async () => {
    const { env } = await bedrock();
    const { first, stdout } = await doctor({
      ...env,
      AWS_SECRET_ACCESS_KEY: 'some-other-secret-key-of-forty-letters-00',
    });
    expect(first).toMatch(/^Sign in: enter the secret access key anew/);
    expect(stdout).not.toMatch(/Canonical|String-to-Sign/);
  });

  test('where the use case form was never submitted', async () => {
    const message = 'Model use case details have not been submitted for this account.';
    const { env } = await bedrock({
      useCase: false,
      refuse: ({ body }) =>
        'messages' in body ? { status: 404, type: 'ResourceNotFoundException', message } : undefined,
    });
    const { first, stdout } = await doctor(env);
    expect(first).toMatch(/^Call: submit the use case details once for the account/);
    expect(stdout).toMatch(/\? Use case form +This account has not submitted/);
  });

  test('where the settings cannot be read', async () => {
    const home = person({ '.adit/settings.json': '{"port": "many"}' });
    const { first, code } = await doctor(home);
    expect(first).toMatch(/^Settings: correct .*settings\.json/);
    expect(code).toBe(1);
  });

  test('where the endpoint is Adit itself', async () => {
    const { env } = await bedrock();
    await using adit = runAdit(['serve', '--demo', '--port', '0', '--json']);
    const { url } = await adit.ready();
    const { first } = await doctor({ ...env, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url });
    expect(first).toMatch(/^bedrock-runtime: unset AWS_ENDPOINT_URL_BEDROCK_RUNTIME/);
  });
});

describe.concurrent('adit doctor', () => {
  test('a certificate that the person trusts is trusted', async () => {
    const url = `https://localhost:${await open(createUntrusted())}`;
    const { env } = await bedrock();
    const bundle = join(temporaryFolder(), 'ca.pem');
    writeFileSync(bundle, selfSigned.cert);
    for (const variable of ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE']) {
      const { find } = await told({ ...env, AWS_ENDPOINT_URL_BEDROCK_MANTLE: url, [variable]: bundle });
      expect(find('network.bedrock-mantle')).toMatchObject({ verdict: 'ok' });
      expect(find('proxy.certificates')).toMatchObject({ verdict: 'ok', evidence: expect.stringContaining(variable) });
    }
    const untrusted = await told({ ...env, AWS_ENDPOINT_URL_BEDROCK_MANTLE: url });
    expect(untrusted.find('network.bedrock-mantle')).toMatchObject({ verdict: 'unknown' });
  });

  test('a role that may use a profile of its account alone is tried with that', async () => {
    const own = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
    const { env } = await bedrock({
      applicationProfiles: { [own]: 'us.anthropic.claude-sonnet-4-6' },
      models: [],
      pageSize: 50,
    });
    const home = person({ '.adit/settings.json': JSON.stringify({ aliases: { sonnet: own } }) });
    const { first, find } = await told({ ...home, ...env });
    expect(find('call')?.evidence ?? first).toContain(own);
    expect(find('permissions.allowed')).toMatchObject({ verdict: 'ok' });
  });

  test('help says what it costs, and what it exits with', async () => {
    const { stdout } = await aditSays(['doctor', '--help']);
    for (const words of [
      '--no-call',
      '--json',
      '--profile',
      '--region',
      '--port',
      '--home',
      'fraction of a cent',
      'Exit code 1',
    ]) {
      expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    }
  });

  test('--json has a form that programs can rely on', async () => {
    const { env } = await bedrock();
    const all = await told(env);
    expect(all).toMatchObject({ code: 0, verdict: 'ok', version: manifest.version });
    expect(all.first).toMatch(/^All is well/);
    for (const finding of all.findings) {
      expect(finding).toEqual({
        id: expect.stringMatching(/^[a-z][\w.-]*$/),
        title: expect.stringMatching(/./),
        verdict: expect.stringMatching(/^(ok|warn|broken|unknown)$/),
        evidence: expect.stringMatching(/^[A-Zhu\d].*[.:]$/s),
        ...(finding.mend === undefined ? {} : { mend: expect.stringMatching(/./) }),
      });
    }
    const ids = all.findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('calls no model with --no-call, and says so', async () => {
    const { env, stats } = await bedrock();
    const { code, verdict, first, find } = await told(env, ['--no-call']);
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'ok' });
    expect(first).toBe('Nothing is broken, as far as can be told without a call.');
    expect(find('call')).toMatchObject({ verdict: 'unknown', evidence: expect.stringContaining('--no-call') });
    expect(stats.calls.filter(({ body }) => 'messages' in body)).toEqual([]);
  });

  test('makes one call, for one token', async () => {
    const { env, stats } = await bedrock();
    await doctor(env);
    const calls = stats.calls.filter(({ body }) => 'messages' in body);
    expect(calls.map(({ body }) => body.max_tokens)).toEqual([1]);
  });

  test('without permission for the lists it works, and warns', async () => {
    const deny = [
      'bedrock:ListInferenceProfiles',
      'bedrock:ListFoundationModels',
      'bedrock:GetFoundationModelAvailability',
    ];
    const { env } = await bedrock({ deny });
    const { code, verdict, first, find } = await told(env);
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'warn' });
    expect(first).toMatch(/^All is well: a one-token call to .* One warning is below\.$/);
    const { mend = '', evidence = '' } = find('permissions.lists') ?? {};
    for (const action of deny) expect(`${evidence}${mend}`).toContain(action);
    expect(find('models.haiku')).toMatchObject({ verdict: 'unknown', evidence: expect.stringContaining('not known') });
  });

  test('a policy is printed once, with all that is denied', async () => {
    const { env } = await bedrock({ deny: ['bedrock:InvokeModel', 'bedrock:ListFoundationModels'] });
    const { stdout } = await doctor(env);
    expect(stdout.match(/"Version": "2012-10-17"/g)).toHaveLength(1);
    expect(stdout).toMatch(/→ The policy above allows this too/);
  });

  test("tells what stands in the way of each model, and of names of the person's own", async () => {
    const account = {
      access: {
        'anthropic.claude-opus-5-5': { agreement: 'NOT_AVAILABLE' },
        'amazon.nova-pro-v1:0': { authorization: 'NOT_AUTHORIZED' },
      },
      legacy: { 'anthropic.claude-sonnet-5-5': '2027-03-01T00:00:00Z' },
    } as const;
    const { env } = await bedrock(account);
    const aliases = { mine: 'nova-pro', typo: 'no-such-model-at-all', 'sonnet-old': 'claude-sonnet-4-6' };
    const home = person({ '.adit/settings.json': JSON.stringify({ aliases }) });
    const { code, find } = await told({ ...home, ...env });
    expect(code).toBe(1);
    expect(find('models.haiku')).toMatchObject({ verdict: 'ok' });
    expect(find('models.opus')).toMatchObject({
      verdict: 'warn',
      mend: expect.stringContaining('aws-marketplace:Subscribe'),
    });
    expect(find('models.sonnet')).toMatchObject({
      verdict: 'warn',
      evidence: expect.stringContaining('ends on 2027-03-01'),
    });
    expect(find('models.mine')).toMatchObject({
      verdict: 'broken',
      evidence: expect.stringContaining('not authorized'),
    });
    expect(find('models.typo')).toMatchObject({ verdict: 'broken', mend: expect.stringContaining('"aliases"') });
    expect(find('models.sonnet-old')).toMatchObject({ verdict: 'ok' });
  });

  test('an account that has no model of a name is told so, and the call goes to one that it has', async () => {
    const { env } = await bedrock({ models: ['us.anthropic.claude-sonnet-5'] });
    const { code, first, find } = await told(env);
    expect(code).toBe(0);
    expect(first).toContain('us.anthropic.claude-sonnet-5 ');
    expect(find('models.opus')).toMatchObject({
      verdict: 'warn',
      evidence: expect.stringContaining('not in us-east-1'),
    });
  });

  test('a throttled call is no fault of the machine', async () => {
    const { env } = await bedrock({
      refuse: ({ body }) =>
        'messages' in body ? { status: 429, type: 'ThrottlingException', message: 'Too many requests' } : undefined,
    });
    expect((await told(env)).find('call')).toMatchObject({
      verdict: 'warn',
      mend: expect.stringMatching(/^Wait a minute/),
    });
  });

  test('an explicit deny is not answered with a policy that could not help', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/Developer/me is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/x with an explicit deny in a service control policy';
    const { env } = await bedrock({
      refuse: ({ body }) => ('messages' in body ? { status: 403, type: 'AccessDeniedException', message } : undefined),
    });
    const { mend } = (await told(env)).find('call') ?? {};
    expect(mend).toMatch(/taken out of the service control policy/);
    expect(mend).not.toContain('Version');
  });

  test('a running Adit is known by its answer, and tools by their files', async () => {
    const { env } = await bedrock();
    await using adit = runAdit(['serve', '--demo', '--port', '0', '--json']);
    const { url, key } = await adit.ready();
    const port = new URL(url).port;
    const claude = { env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: key } };
    const home = person({
      '.claude/settings.json': JSON.stringify(claude),
      '.codex/config.toml': `[model_providers.adit]\nbase_url = "${url}/v1"\n`,
      '.adit/key': key,
    });
    const { code, find } = await told({ ...home, ...env, OPENAI_BASE_URL: 'https://api.openai.com/v1' }, [
      '--port',
      port,
    ]);
    expect(code).toBe(0);
    expect(find('port')).toMatchObject({ verdict: 'ok', evidence: `Adit ${manifest.version} listens on ${port}.` });
    expect(find('clients.claude-code')).toMatchObject({
      verdict: 'ok',
      evidence: expect.stringContaining(`leads to Adit`),
    });
    expect(find('clients.codex')).toMatchObject({ verdict: 'ok' });
    expect(find('clients.openai')).toMatchObject({
      verdict: 'ok',
      evidence: expect.stringContaining('Adit is not asked'),
    });
  });

  test('a sign-in that is good says until when, and AWS takes its credentials', async () => {
    const { center, server } = await signInPlaces();
    const { env } = server;
    const home = person({ '.aws/config': SSO, [tokenFile('my-sso')]: JSON.stringify(center.signedIn()) });
    const { code, find } = await told({ ...env, ...center.env, ...home });
    expect(find('sign-in')?.evidence).toMatch(
      /^Signed in to my-sso .* for [\dh ]+ min and renewed by itself\. Access key \w{4}…\w{4}, good for \d+/,
    );
    expect(code).toBe(0);
  });

  test('lines fit 80 columns, but for words that are longer', async () => {
    const { env } = await bedrock({ deny: ['bedrock:CountTokens'], dataRetention: 'none' });
    const { stdout } = await doctor({
      ...env,
      HTTP_PROXY: 'http://127.0.0.1:9',
      NODE_EXTRA_CA_CERTS: '/no/such/file.pem',
    });
    const long = stdout
      .split('\n')
      .slice(1)
      .filter((line) => line.length > 80);
    for (const line of long) expect(line.trim()).not.toContain(' ');
    expect(stdout).toMatch(/! NO_PROXY/);
    expect(stdout).toMatch(/✗ Certificates +NODE_EXTRA_CA_CERTS/);
  });
});
