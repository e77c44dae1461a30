import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelRow } from '../../proxy/cli/model-table.ts';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays } from '../support/run-adit.ts';

const few = { models: ['us.anthropic.claude-sonnet-5', 'amazon.nova-pro-v1:0', 'global.moonshotai.kimi-k3'] };
const denied = ({ operation }: BedrockCall): Refusal | undefined =>
  operation.startsWith('list-')
    ? { status: 403, type: 'AccessDeniedException', message: 'You are not authorized to perform: bedrock:List' }
    : undefined;

type Bedrock = StrictBedrock & AsyncDisposable;

async function start(options: StrictOptions = {}): Promise<Bedrock> {
  const bedrock = await startStrictBedrock(options);
  return Object.assign(bedrock, { [Symbol.asyncDispose]: () => bedrock.close() });
}

/** Runs `adit models` with these words against a Bedrock. */
function models({ env }: Pick<StrictBedrock, 'env'>, ...words: string[]) {
  return aditSays(['models', ...words], { env });
}

function rowsIn({ stdout }: { stdout: string }): ModelRow[] {
  return JSON.parse(stdout) as ModelRow[];
}

// Programs start slowly on a machine that is busy with other tests.
const slow = { timeout: 30_000 };

describe.concurrent('adit models', slow, () => {
  test('prints a table that fits a terminal of 80 columns', async () => {
    await using bedrock = await start();
    const { code, stdout, stderr } = await models(bedrock);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'As Amazon Bedrock lists it in us-east-1 now.\n' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[0]).toMatch(/^MODEL +CONTEXT +OUT +\$ IN +\$ OUT +\$ CACHED +THROUGH$/);
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.find((line) => line.startsWith('claude-opus-5-5 '))).toMatch(/ 1M +128k +[\d.]+ +[\d.]+ +[\d.]+ +us$/);
    expect(lines.find((line) => line.startsWith('nova-pro '))).toMatch(/ 300k +10k .* us$/);
    // Nothing is coloured where nobody looks.
    expect(stdout).not.toContain('\x1b');
  });

  test('prints what the account has, and with --all the rest too', async () => {
    await using bedrock = await start(few);
    const { stdout } = await models(bedrock, 'list');
    expect(listedIn(stdout)).toEqual(['claude-sonnet-5', 'nova-pro', 'kimi-k3']);
    const all = await models(bedrock, '--all');
    expect(namesIn(all.stdout).length).toBeGreaterThan(60);
    expect(all.stdout).toMatch(/^claude-opus-5-5 .* not [a-z]/m);
    expect(all.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(all.code).toBe(0);
  });

  test('finds words in names, ids and makers', async () => {
    await using bedrock = await start();
    expect(namesIn((await models(bedrock, 'find', 'nova', 'pro')).stdout)).toEqual(['nova-pro']);
    expect(namesIn((await models(bedrock, 'find', 'Opus 5.5')).stdout)).toEqual(['claude-opus-5-5']);
    expect(namesIn((await models(bedrock, 'find', 'global.moonshotai')).stdout)).toEqual(['kimi-k3', 'kimi-k3.1']);
    const nothing = await models(bedrock, 'find', 'nonesuch');
    expect(nothing).toMatchObject({ code: 0, stdout: '' });
    expect(nothing.stderr).toContain('There is no model with "nonesuch" in its name.');
  });

  test('says where the account has none of what is looked for', async () => {
    await using bedrock = await start(few);
    const { stdout, stderr } = await models(bedrock, 'find', 'opus');
    expect(stdout).toBe('');
    expect(stderr).toContain('--all shows them');
  });

  test('prints the models of one maker', async () => {
    await using bedrock = await start();
    const rows = rowsIn(await models(bedrock, '--maker', 'Moonshot', '--json'));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.every(({ maker }) => maker.startsWith('moonshot'))).toBe(true);
    expect((await models(bedrock, '--maker', 'nobody')).stderr).toContain('There is no model made by nobody.');
  });

  test('prints JSON', async () => {
    await using bedrock = await start(few);
    const result = await models(bedrock, '--json', '--all');
    expect(result.stdout.split('\n')).toHaveLength(2);
    const rows = rowsIn(result);
    expect(rows.find(({ name }) => name === 'claude-sonnet-5')).toEqual({
      name: 'claude-sonnet-5',
      title: 'Claude Sonnet 5',
      maker: 'anthropic',
      id: 'anthropic.claude-sonnet-5',
      through: 'us.anthropic.claude-sonnet-5',
      profiles: expect.arrayContaining(['us.anthropic.claude-sonnet-5', 'global.anthropic.claude-sonnet-5']),
      available: true,
      context: 1_000_000,
      max_output: 128_000,
      input: ['text', 'image'],
      reasoning: true,
      usd_per_million_tokens: expect.objectContaining({ input: expect.any(Number), output: expect.any(Number) }),
    });
    expect(rows.find(({ name }) => name === 'claude-opus-5-5')).toMatchObject({ through: null, available: false });
    expect(rows.find(({ name }) => name === 'kimi-k3')?.through).toBe('global.moonshotai.kimi-k3');
  });

  test('lists names of the person’s own, and profiles that the account made', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
    await using bedrock = await start({ ...few, applicationProfiles: { [arn]: 'us.anthropic.claude-opus-5' } });
    const home = temporaryFolder();
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ aliases: { 'my model': 'nova-pro' } }));
    const rows = rowsIn(await models(bedrock, '--home', home, '--json'));
    expect(rows[0]).toMatchObject({ name: 'my model', id: 'amazon.nova-pro-v1:0' });
    expect(rows.find(({ through }) => through === arn)).toMatchObject({ id: 'anthropic.claude-opus-5' });
    expect((await models(bedrock, '--home', home)).stdout).toMatch(/ own profile$/m);
  });

  test('shows another region', async () => {
    await using bedrock = await start({ region: 'eu-west-1' });
    const { stdout, stderr } = await models(bedrock, '--region', 'eu-west-1', 'find', 'claude-opus-5-5');
    expect(stdout).toMatch(/^claude-opus-5-5 .* eu$/m);
    expect(stderr).toContain('in eu-west-1');
  });
});

describe.concurrent('adit models, where the account cannot be asked', slow, () => {
  test('shows the catalogue without credentials', async () => {
    const { code, stdout, stderr } = await aditSays(['models'], { env: { AWS_REGION: 'us-east-1' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'No AWS credentials were found: this is the catalogue.\n' });
    expect(namesIn(stdout).length).toBeGreaterThan(60);
  });

  test('says why, and shows the catalogue', async () => {
    await using bedrock = await start({ refuse: denied });
    const { code, stdout, stderr } = await models(bedrock);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^Amazon Bedrock did not list its models: AccessDeniedException: .*bedrock:List.*This is the catalogue\.\n$/,
    );
    expect(namesIn(stdout).length).toBeGreaterThan(60);
  });

  test('shows what it listed to the running program before', async () => {
    let refuse: StrictOptions['refuse'];
    await using bedrock = await start({ ...few, refuse: (call) => refuse?.(call) });
    const home = temporaryFolder();
    const saved = {
      identity: 'environment',
      region: 'us-east-1',
      fetched: Date.UTC(2026, 9, 1, 12),
      profiles: [
        { id: 'us.anthropic.claude-sonnet-5', name: '', modelId: 'anthropic.claude-sonnet-5', isApplication: false },
      ],
      models: [{ id: 'amazon.nova-pro-v1:0', name: 'Nova Pro', input: ['text'], onDemand: true }],
    };
    writeFileSync(join(home, 'models.json'), JSON.stringify(saved));
    refuse = denied;
    const { code, stdout, stderr } = await models(bedrock, '--home', home);
    expect(code).toBe(0);
    expect(stderr).toMatch(/ This is what it listed at 2026-10-01 12:00\.\n$/);
    expect(listedIn(stdout)).toEqual(['claude-sonnet-5', 'nova-pro']);
  });

  test('says that nobody answers', async () => {
    await using bedrock = await start();
    const env = { ...bedrock.env, AWS_ENDPOINT_URL_BEDROCK: 'http://127.0.0.1:1' };
    const { code, stderr } = await models({ env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/did not list its models: .*This is the catalogue\.\n$/);
  });

  test('says what is wrong with a command', async () => {
    for (const [words, said] of [
      [['find'], 'Find which words?'],
      [['list', 'opus'], 'adit models find opus'],
      [['search'], 'list, find'],
    ] as const) {
      const { code, stdout, stderr } = await models({ env: {} }, ...words);
      expect(code).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toContain(said);
    }
  });
});

/** The first column of a table, without its head. */
function namesIn(table: string): string[] {
  return table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('  ', 1)[0] ?? '');
}

/** The same without those that bedrock-mantle may have, of which Bedrock lists nothing. */
function listedIn(table: string): string[] {
  return namesIn(table).filter((name) => !/^gpt-[5-9]/.test(name));
}
