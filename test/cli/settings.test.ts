import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays, ask, runAdit } from '../support/run-adit.ts';

function file(home: string): unknown {
  return JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'));
}

describe.concurrent('adit settings', () => {
  test('lists all settings with what they are, in 80 columns', async () => {
    const { code, stdout, stderr } = await aditSays(['settings', '--home', temporaryFolder()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^CONNECTION\n {2}profile = not set\n/);
    expect(stdout).toContain('  history.days = 30 days\n');
    expect(stdout).not.toMatch(/^[A-Z]+\n\n/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('sets values of every kind, prints them, and brings defaults back', async () => {
    const home = temporaryFolder();
    for (const [args, said] of [
      [['set', 'history.days', '7'], 'history.days = 7\n'],
      [['set', 'autoCache', 'off'], 'autoCache = off\n'],
      [['set', 'region', 'eu-central-1'], 'region = eu-central-1\n'],
      [['set', 'failoverRegions', 'eu-west-1', 'eu-west-3'], 'failoverRegions = eu-west-1, eu-west-3\n'],
      [['set', 'aliases.fast-4.5', 'claude-haiku-4-5'], 'aliases.fast-4.5 = claude-haiku-4-5\n'],
      [['set', 'budgets.clients.zed', '{"daily": 5}'], 'budgets.clients.zed = {"daily":5}\n'],
      [['get', 'history.days'], 'history.days = 7\n'],
      [['reset', 'history'], /^history = .*"days":30/],
      [['reset', 'aliases.fast-4.5'], 'aliases.fast-4.5 = not set\n'],
    ] as const) {
      const { code, stdout, stderr } = await aditSays(['settings', ...args, '--home', home]);
      expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
      if (typeof said === 'string') expect(stdout).toBe(said);
      else expect(stdout).toMatch(said);
    }
    expect(file(home)).toEqual({
      autoCache: false,
      region: 'eu-central-1',
      failoverRegions: ['eu-west-1', 'eu-west-3'],
      aliases: {},
      budgets: { clients: { zed: { daily: 5 } } },
    });
  });

  test('prints JSON where that is wished', async () => {
    const home = temporaryFolder();
    const json = async (...args: string[]) =>
      JSON.parse((await aditSays(['settings', ...args, '--json', '--home', home])).stdout);
    expect(await json('set', 'failoverRegions', '["us-west-2"]')).toEqual(['us-west-2']);
    expect(await json('get', 'history')).toMatchObject({ days: 30 });
    expect(await json('get', 'region')).toBeNull();
    expect((await json('list')).find(({ path }: { path: string }) => path === 'port')).toMatchObject({
      value: 2348,
      type: 'integer',
    });
  });

  test('refuses what cannot be, in one line that says why, and changes nothing', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'settings.json'), '{"region": "eu-west-1"}');
    for (const [args, why] of [
      [['set', 'history.days', 'many'], /Nothing was set\. history\.days: .*number/],
      [['set', 'history.days', '0'], /history\.days: /],
      [['set', 'region', 'Frankfurt'], /region: It is not the name of an AWS region/],
      [['set', 'colour', 'red'], /There is no setting "colour"\. The nearest is .*; "adit settings" lists them all\./],
      [['set', 'histroy.dyas', '3'], /The nearest is history\.days;/],
      [['set', 'port', '1', '2'], /port has one value/],
      [['set', 'prices.mine', 'cheap'], /"cheap" is not JSON/],
      [['get', 'nothing'], /There is no setting "nothing"/],
    ] as const) {
      const { code, stdout, stderr } = await aditSays(['settings', ...args, '--home', home]);
      expect({ code, stdout }, args.join(' ')).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(why);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(file(home)).toEqual({ region: 'eu-west-1' });
  });

  test('mends a setting that is wrong in the file', async () => {
    const home = temporaryFolder();
    for (const args of [
      ['set', 'history.days', '7'],
      ['reset', 'history.days'],
    ]) {
      writeFileSync(join(home, 'settings.json'), '{"region": "eu-west-1", "history": {"days": "x"}}');
      expect(await aditSays(['settings', ...args, '--home', home])).toMatchObject({ code: 0, stderr: '' });
    }
    expect(file(home)).toEqual({ region: 'eu-west-1' });
  });

  test('a running Adit says once what is wrong with an edited file, and that it is mended', async () => {
    const home = temporaryFolder();
    await using run = runAdit(['serve', '--demo', '--port', '0', '--json', '--home', home]);
    await run.ready();
    writeFileSync(join(home, 'settings.json'), '{"history": {"days": 0}}');
    await run.printed(/has wrong settings\. history\.days: .* Adit goes on as before\./);
    writeFileSync(join(home, 'settings.json'), '{}');
    await run.printed(/The settings are right again/);
    expect(run.stderr().match(/has wrong settings/g)).toHaveLength(1);
  });

  test('a running Adit goes on with what is set, and a flag of its start holds until its setting is set', async ({
    expect,
  }) => {
    const home = temporaryFolder();
    await using run = runAdit(['serve', '--demo', '--port', '0', '--region', 'us-west-2', '--json', '--home', home]);
    const ready = await run.ready();
    const body = { model: 'mine', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
    expect((await ask(ready, body)).status).toBe(404);
    await aditSays(['settings', 'set', 'aliases.mine', 'claude-haiku-4-5', '--home', home]);
    await expect.poll(async () => (await ask(ready, body)).status).toBe(200);
    await run.printed(/us-west-2/);
    await aditSays(['settings', 'set', 'region', 'eu-west-1', '--home', home]);
    await expect.poll(() => ask(ready, body).then(() => run.stderr())).toMatch(/eu-west-1/);
  });
});

describe.concurrent('adit keys', () => {
  test('makes, lists, shows and revokes keys, and a running Adit knows', async ({ expect }) => {
    const home = temporaryFolder();
    await using run = runAdit(['serve', '--demo', '--port', '0', '--json', '--home', home]);
    const ready = await run.ready();
    const body = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
    const keys = (...args: string[]) => aditSays(['keys', ...args, '--home', home]);
    const key = (await keys('add', 'zed')).stdout.trim();
    expect(key).toMatch(/^adit-[\w-]{32}$/);
    await expect.poll(async () => (await ask({ ...ready, key }, body)).status).toBe(200);
    expect((await keys('add', 'zed')).stdout.trim()).toBe(key);
    expect((await keys('show', 'zed')).stdout.trim()).toBe(key);
    expect(JSON.parse((await keys('show', 'main', '--json')).stdout)).toEqual({ name: 'main', key: ready.key });
    const list = await keys();
    expect(list.stdout).toMatch(/^NAME +KEY +MADE +LAST USED\nmain +….{4} .*\nzed +….{4} +20\d\d-/);
    expect(list.stdout).not.toContain(key);
    expect((await keys('revoke', 'zed')).stdout).toBe('The key "zed" is revoked.\n');
    await expect.poll(async () => (await ask({ ...ready, key }, body)).status).toBe(401);
    expect(await keys('revoke', 'zed')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No key is named "zed"'),
    });
    expect(await keys('show', 'zed')).toMatchObject({ code: 1, stdout: '' });
  });
});
