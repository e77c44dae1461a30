import { describe, expect, test, vi } from 'vitest';
import type { StrictOptions } from '../bedrock/strict.ts';
import { bedrock, person } from '../doctor/machine.ts';
import { aditSays } from '../support/run-adit.ts';

/** In milliseconds: each test starts the program anew, several at the same time. */
vi.setConfig({ testTimeout: 30_000 });

const LEGACY = { 'anthropic.claude-sonnet-4-5-20250929-v1:0': '2027-03-01T00:00:00Z' };

async function models(args: readonly string[], options: StrictOptions = {}) {
  const server = await bedrock(options);
  const said = await aditSays(['models', ...args], { env: { ...server.env } });
  const accesses = server.stats.calls.filter(({ operation }) => operation === 'get-availability');
  return { ...said, server, asked: accesses.map(({ model }) => model) };
}

function rowOf(stdout: string, name: string): string {
  return stdout.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
}

describe.concurrent('adit models', () => {
  test('marks models that will end, and says when', async () => {
    const { stdout, asked } = await models([], { legacy: LEGACY });
    expect(stdout).toMatch(/^claude-sonnet-4-5-20250929 \* /m);
    expect(stdout).toContain('* claude-sonnet-4-5-20250929 ends 2027-03-01');
    expect(rowOf(stdout, 'claude-opus-5')).not.toContain('*');
    expect(asked).toEqual([]);
  });

  test.each([[[]], [['--all']], [['--access']], [['--access', '--all']]])('fits 80 columns: %o', async (args) => {
    const { stdout } = await models(args, { legacy: LEGACY, region: 'ap-southeast-2' });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout.split('\n').length).toBeGreaterThan(20);
  });

  test('find asks for the access to what it finds, and to nothing else', async () => {
    const access = {
      'anthropic.claude-opus-5': { agreement: 'NOT_AVAILABLE' },
      'anthropic.claude-opus-4-8': { agreement: 'PENDING' },
      'anthropic.claude-opus-4-7': { authorization: 'NOT_AUTHORIZED' },
      'anthropic.claude-opus-4-6-v1': { entitlement: 'NOT_AVAILABLE' },
      'anthropic.claude-opus-5-5': { region: 'NOT_AVAILABLE' },
    } as const;
    const { stdout, asked } = await models(['find', 'opus'], { access });
    expect(stdout.split('\n')[0]).toMatch(/ACCESS$/);
    expect(rowOf(stdout, 'claude-opus-5')).toMatch(/no agreement$/);
    expect(rowOf(stdout, 'claude-opus-4-8')).toMatch(/pending$/);
    expect(rowOf(stdout, 'claude-opus-4-7')).toMatch(/not authorized$/);
    expect(rowOf(stdout, 'claude-opus-4-6')).toMatch(/not entitled$/);
    expect(rowOf(stdout, 'claude-opus-5-5')).toMatch(/not in region$/);
    expect(rowOf(stdout, 'claude-opus-4-5-20251101')).toMatch(/yes$/);
    expect(asked.every((id) => id.includes('opus'))).toBe(true);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('what cannot be known is said to be unknown', async () => {
    const { stdout, stderr } = await models(['find', 'opus'], { deny: ['bedrock:GetFoundationModelAvailability'] });
    expect(rowOf(stdout, 'claude-opus-5')).toMatch(/unknown$/);
    expect(stderr).toMatch(/Access to \d+ of \d+ is unknown: The role lacks bedrock:GetFoundationModelAvailability\./);
    const nobody = await aditSays(['models', 'find', 'opus'], { env: person({}) });
    expect(rowOf(nobody.stdout, 'claude-opus-5')).toMatch(/unknown$/);
  });

  test('form and data retention are hinted at for the models that depend on them', async () => {
    const account = { useCase: false, dataRetention: 'none' };
    const fable = await models(['find', 'fable'], account);
    expect(fable.stdout).toMatch(/Use case form: This account has not submitted/);
    expect(fable.stdout).toMatch(/Data retention: The mode is "none", under which Claude Fable may be\s+refused/);
    const nova = await models(['find', 'nova'], account);
    expect(nova.stdout).not.toMatch(/Use case form|Data retention/);
    const fine = await models(['find', 'fable'], { dataRetention: 'provider_data_share' });
    expect(fine.stdout).not.toMatch(/Use case form|Data retention/);
  });

  test('--json has it all', async () => {
    const { stdout } = await models(['find', 'sonnet', '--json'], { legacy: LEGACY });
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    const row = (name: string) => rows.find((one) => one.name === name);
    expect(row('claude-sonnet-4-5-20250929')).toMatchObject({
      lifecycle: 'LEGACY',
      end_of_life: '2027-03-01',
      access: {
        agreement: 'AVAILABLE',
        agreement_error: null,
        authorization: 'AUTHORIZED',
        entitlement: 'AVAILABLE',
        region: 'AVAILABLE',
      },
      hints: [],
    });
    expect(row('claude-sonnet-5')).toMatchObject({ lifecycle: 'ACTIVE', end_of_life: null });
  });
});
