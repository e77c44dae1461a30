import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays } from '../support/run-adit.ts';

const SERVE = ['serve', '--demo', '--port', '0'];
const PROFILES = '[profile work]\naws_access_key_id = A\naws_secret_access_key = S\n[profile play]\nrole_arn = r\n';

describe.concurrent('what is wrong at the start is one clear line, and exit code 1', () => {
  for (const [name, args, said] of [
    [
      'a region that is none',
      [...SERVE, '--region', 'mars'],
      /^adit: "mars" is not the name of an AWS region, such as eu-central-1\.$/,
    ],
    [
      'a profile that is not there',
      ['serve', '--port', '0', '--profile', 'nope'],
      /^adit: No AWS profile is named "nope"\. There are: work, play\.$/,
    ],
    [
      'several profiles and none chosen',
      ['serve', '--port', '0'],
      /^adit: Several AWS profiles are set up and none is chosen: work, play\. Choose one with --profile NAME\.$/,
    ],
  ] as const) {
    test(name, async () => {
      const { code, stdout, stderr } = await aditSays(args, { env: { AWS_CONFIG_FILE: fileWith('config', PROFILES) } });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expectOneLine(stderr, said);
    });
  }

  for (const [name, text, said] of [
    ['is no JSON', '{"port": 1', /settings\.json is not valid JSON: .+$/],
    ['is no JSON, over lines', 'port:\n  1\nregion:\n  x', /settings\.json is not valid JSON: .+$/],
    ['is no object', '[1]', /settings\.json has wrong settings\. .+$/],
    ['is null', 'null', /settings\.json has wrong settings\. .+$/],
    ['has a field that there is not', '{"prot": 1}', /settings\.json has wrong settings\. prot: .+$/],
    ['has a port that is none', '{"port": 70000}', /settings\.json has wrong settings\. port: .+$/],
    ['has an alias to nothing', '{"aliases": {"mine": ""}}', /settings\.json has wrong settings\. aliases\.mine: .+$/],
    ['has a scope that there is not', '{"scope": "mars"}', /settings\.json has wrong settings\. scope: .+"global".+$/],
  ] as const) {
    test(`settings.json ${name}`, async () => {
      const file = fileWith('settings.json', text);
      const { code, stdout, stderr } = await aditSays([...SERVE, '--home', join(file, '..')]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expectOneLine(stderr, said);
      expect(stderr).toContain(file);
    });
  }

  test('a home that is a file', async () => {
    for (const command of ['key', 'lessons', 'serve']) {
      const { code, stdout, stderr } = await aditSays([command, '--home', fileWith('home', 'x')]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expectOneLine(stderr, /^adit: .*(EEXIST|ENOTDIR)/);
    }
  });

  test('an endpoint that is no address', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_ENDPOINT_URL: 'not an address' };
    const { code, stderr } = await aditSays(['serve', '--port', '0'], { env });
    expect(code).toBe(1);
    expectOneLine(stderr, /^adit: The configured AWS endpoint is no address: not an address/);
  });

  for (const [name, args, said] of [
    [
      'a port that is no number',
      ['serve', '--port', 'http'],
      /^error: option '--port <number>' argument 'http' is invalid\. A port is a number/,
    ],
    ['a port that is too large', ['serve', '--port', '65536'], /A port is a number from 0 to 65535/],
    ['a port below zero', ['serve', '--port', '-1'], /A port is a number from 0 to 65535/],
    ['a log format that there is not', ['serve', '--log-format', 'xml'], /Allowed choices are human, json/],
    ['a command that there is not', ['severe'], /^adit: There is no command "severe"/],
    ['a flag that there is not', ['serve', '--prot', '1'], /^error: unknown option '--prot'/],
  ] as const) {
    test(`${name}: the line is followed by a hint`, async () => {
      const { code, stdout, stderr } = await aditSays(args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      const [line = '', ...hints] = stderr.split('\n').filter(Boolean);
      expect(line).toMatch(said);
      expect(hints.join('\n')).toMatch(/^(\(Did you mean \S+\)\n)?\(adit --help shows what there is\)$/);
    });
  }
});

function expectOneLine(stderr: string, said: RegExp): void {
  expect(stderr).toMatch(/^adit: [^\n]+\n$/);
  expect(stderr.trimEnd()).toMatch(said);
  expect(stderr).not.toMatch(/\n\s+at /);
}

function fileWith(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}
