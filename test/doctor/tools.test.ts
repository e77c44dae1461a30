import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aditSays, runAdit } from '../support/run-adit.ts';

test('a tool that adit configure has set up is well, and one with the key of another Adit is not', async () => {
  await using run = runAdit(['serve', '--port', '0', '--demo', '--json']);
  const { url } = await run.ready();
  const settings = join(run.homeFolder, '.claude', 'settings.json');
  mkdirSync(join(run.homeFolder, '.claude'));
  writeFileSync(settings, '{\n  // mine\n  "model": "opus",\n}\n');
  const env = { HOME: run.homeFolder };
  const home = ['--home', join(run.homeFolder, '.adit')];
  const change = (from: string | RegExp, to: string) =>
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(from, to));
  const finding = async () => {
    const { stdout } = await aditSays(['doctor', '--json', ...home, '--port', new URL(url).port], { env });
    const { findings } = JSON.parse(stdout) as { findings: { id: string; verdict: string; evidence: string }[] };
    return findings.find(({ id }) => id === 'clients.claude-code');
  };
  expect(await aditSays(['configure', 'claude-code', ...home], { env })).toMatchObject({ code: 0 });
  change('http://127.0.0.1:2348', url);
  expect(await finding()).toMatchObject({ verdict: 'ok', evidence: expect.stringContaining(`at ${url}.`) });
  change(/"adit-[^"]*"/, '"adit-of-another"');
  expect(await finding()).toMatchObject({ verdict: 'broken', evidence: expect.stringContaining('key of another one') });
});
