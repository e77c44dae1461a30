import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { allEvents } from '../support/live.ts';
import { question, textOf } from '../support/road.ts';
import { aditSays, ask, runAdit } from '../support/run-adit.ts';

describe.concurrent('adit serve', () => {
  test('--json prints exactly one line, whatever follows', async () => {
    const bedrock = await startStrictBedrock();
    await using run = runAdit(['serve', '--port', '0', '--json'], { env: bedrock.env });
    const ready = await run.ready();
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      key: expect.stringMatching(/^adit-/),
      demo: false,
      profile: null,
      region: 'us-east-1',
      endpoint: `${bedrock.url}/`,
      console: `${ready.url}/console/`,
      console_token_file: join(run.homeFolder, '.adit', 'console-token'),
      home: join(run.homeFolder, '.adit'),
      pid: run.child.pid,
      version: manifest.version,
    });
    expect((await ask(ready, question())).status).toBe(200);
    expect((await ask(ready, {})).status).toBe(400);
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout().match(/\n/g)).toHaveLength(1);
    await bedrock.close();
  });

  test('is what adit does without a command', async () => {
    await using run = runAdit(['--port', '0', '--json', '--demo']);
    expect((await run.ready()).demo).toBe(true);
  });

  test('tells a person where it listens, who answers, and how to point a tool at it; the key is not shown', async () => {
    const bedrock = await startStrictBedrock({ region: 'eu-central-1' });
    await using run = runAdit(['serve', '--port', '0', '--region', 'eu-central-1'], { env: bedrock.env });
    const text = await run.printed(/Ctrl-C/);
    const [, url] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text) ?? [];
    expect(text).toContain(`export ANTHROPIC_BASE_URL=${url}`);
    expect(text).toContain('keys in the environment');
    expect(text).toContain('eu-central-1');
    expect(text).toContain(bedrock.url);
    expect(text).not.toMatch(/adit-[\w-]{32}/);
    expect(text).not.toContain('\x1b[');
    await bedrock.close();
  });

  test('flags win over settings.json, and settings.json over the defaults', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ port: 0, region: 'eu-west-3' }));
    await using one = runAdit(['serve', '--json', '--demo', '--home', home]);
    expect((await one.ready()).region).toBe('eu-west-3');
    await using two = runAdit(['serve', '--json', '--demo', '--home', home, '--region', 'ap-south-1']);
    expect((await two.ready()).region).toBe('ap-south-1');
  });
});

describe.concurrent('a port that is taken', () => {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    test(`by another program on ${host} is told, with that program's name`, async () => {
      const { child, port } = await holdPort(host);
      const { code, stdout, stderr } = await aditSays(['serve', '--demo', '--port', String(port)]);
      child.kill();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        new RegExp(
          `^adit: Port ${port} is taken by node \\(process ${child.pid}\\)\\. .* choose another port with --port\\.\n$`,
        ),
      );
    });
  }

  test('by an Adit is told as such', async () => {
    await using first = runAdit(['serve', '--demo', '--json', '--port', '0']);
    const { url } = await first.ready();
    const { code, stderr } = await aditSays(['serve', '--demo', '--port', new URL(url).port]);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`process ${first.child.pid}\\), which is an Adit\\.`));
  });
});

describe.concurrent('demo mode', () => {
  for (const [name, args, why] of [
    ['without any credentials', [], 'since no AWS credentials were found'],
    ['where it is wished for', ['--demo'], 'as asked for with --demo'],
  ] as const) {
    test(`${name} says so at the start and in each answer`, async () => {
      await using run = runAdit(['serve', '--port', '0', ...args]);
      expect(await run.printed(/Ctrl-C/)).toContain(`DEMO MODE, ${why}: no model answers.`);
      const [, url = ''] = /listening on (\S+)/.exec(run.stdout()) ?? [];
      const key = (await aditSays(['key'], { env: { ADIT_HOME: join(run.homeFolder, '.adit') } })).stdout.trim();
      const whole = await demoAnswer(url, key, false);
      expect(await whole.text()).toMatch(/Adit demo.*“hello”/);
      const events = await allEvents(await demoAnswer(url, key, true));
      expect(textOf(events)).toMatch(/no model answered/);
      expect(events.at(-1)?.event).toBe('message_stop');
      const models = await fetch(`${url}/v1/models`, { headers: { 'x-api-key': key } });
      expect(await models.text()).toContain('(demo)');
      expect(await (await fetch(`${url}/api/hello`)).text()).toContain('(demo)');
    });
  }

  test('profiles of which none is chosen do not stand in the way where the demo is wished for', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'config'), '[profile a]\nrole_arn = r\n[profile b]\nrole_arn = r\n');
    await using run = runAdit(['serve', '--port', '0', '--json', '--demo'], {
      env: { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'gone', AWS_REGION: 'eu-west-3' },
    });
    expect(await run.ready()).toMatchObject({ demo: true, profile: null, region: 'eu-west-3' });
  });

  test('credentials in the environment are not used where the demo is wished for', async () => {
    const bedrock = await startStrictBedrock();
    await using run = runAdit(['serve', '--port', '0', '--json', '--demo'], { env: bedrock.env });
    expect((await ask(await run.ready(), question())).status).toBe(200);
    expect(bedrock.stats.total).toBe(0);
    await bedrock.close();
  });

  test('a profile whose sign-in has expired is no demo: each request says how to sign in', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'settings.json'), '{ "signInWaitSeconds": 0 }');
    const env = { AWS_CONFIG_FILE: ssoConfig(), ADIT_HOME: home };
    await using run = runAdit(['serve', '--port', '0', '--json'], { env });
    const ready = await run.ready();
    expect(ready).toMatchObject({ demo: false, profile: 'work', region: 'eu-central-1' });
    const response = await ask(ready, question());
    expect(response.status).toBe(401);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({
      error: { type: 'authentication_error', message: expect.stringContaining('aws sso login --profile work') },
    });
  });
});

function demoAnswer(url: string, key: string, stream: boolean): Promise<Response> {
  const body = JSON.stringify(question({ stream }));
  return fetch(`${url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': key }, body });
}

/** A program that holds a port. */
async function holdPort(host: string): Promise<{ child: ChildProcess; port: number }> {
  const script = `const s = require('net').createServer().listen(0, '${host}', () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { child, port: Number(port) };
}

/** A profile as "aws configure sso" writes it; nobody has signed in. */
function ssoConfig(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sso'), { recursive: true });
  const file = join(folder, 'config');
  writeFileSync(
    file,
    `[profile work]
sso_session = s
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-central-1

[sso-session s]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
`,
  );
  return file;
}
