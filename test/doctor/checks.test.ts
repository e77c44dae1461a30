import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { checkClients } from '../../proxy/doctor/clients.ts';
import { checkClock, measureSkew } from '../../proxy/doctor/clock.ts';
import { createContext, type DoctorContext } from '../../proxy/doctor/context.ts';
import { CHECKS, diagnose } from '../../proxy/doctor/doctor.ts';
import { checkProxies } from '../../proxy/doctor/proxies.ts';
import type { Reached } from '../../proxy/doctor/reach.ts';
import { reportText } from '../../proxy/doctor/report.ts';
import { FileSecrets } from '../../proxy/secrets/file-secrets.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { startStrictBedrock } from '../bedrock/strict.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort, person } from './machine.ts';

function context(env: NodeJS.ProcessEnv, more: Partial<DoctorContext> = {}): DoctorContext {
  const home = openHome(temporaryFolder(), {});
  return {
    ...createContext({
      env,
      home,
      secrets: new FileSecrets(home),
      call: true,
      describeHolder: async () => 'another program',
    }),
    ...more,
  };
}

describe('the clock', () => {
  const MINUTE = 60_000;

  test.each([
    [0, 'ok'],
    [59_000, 'ok'],
    [-2 * MINUTE, 'warn'],
    [4 * MINUTE, 'warn'],
    [6 * MINUTE, 'broken'],
    [-60 * MINUTE, 'broken'],
    [3 * 24 * 60 * MINUTE, 'broken'],
    [undefined, 'unknown'],
  ])('off by %s ms is %s', async (skew, verdict) => {
    const [finding] = await checkClock(context({}, { skew: async () => skew }));
    expect(finding?.verdict).toBe(verdict);
  });

  test('is measured by the answer that differs least', () => {
    const answered = (skew: number | undefined) => ({ answer: { skew } }) as unknown as Reached;
    expect(
      measureSkew([answered(9000), answered(undefined), answered(-200), { error: 'x' } as unknown as Reached]),
    ).toBe(-200);
    expect(measureSkew([])).toBeUndefined();
  });
});

describe('what the environment says of proxies', () => {
  const verdicts = async (env: NodeJS.ProcessEnv) =>
    Object.fromEntries((await checkProxies(context(env))).map(({ id, verdict }) => [id, verdict]));

  test.each([
    [{}, { proxy: 'ok' }],
    [{ HTTPS_PROXY: 'http://proxy.example:8080' }, { proxy: 'ok' }],
    [{ HTTPS_PROXY: 'socks5://proxy.example:1080' }, { proxy: 'broken' }],
    [{ HTTPS_PROXY: 'proxy.example:8080' }, { proxy: 'broken' }],
    [{ ALL_PROXY: 'http://proxy.example:8080' }, { proxy: 'ok' }],
    [{ HTTP_PROXY: 'http://proxy.example:8080' }, { proxy: 'ok', 'proxy.loopback': 'warn' }],
    [{ http_proxy: 'http://p:1', no_proxy: 'localhost,127.0.0.1' }, { proxy: 'ok' }],
    [{ NODE_EXTRA_CA_CERTS: '/no/such/file.pem' }, { proxy: 'ok', 'proxy.certificates': 'broken' }],
    [{ AWS_CA_BUNDLE: import.meta.filename }, { proxy: 'ok', 'proxy.certificates': 'broken' }],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, { proxy: 'ok', 'proxy.unchecked': 'warn' }],
  ])('%o', async (env, expected) => {
    expect(await verdicts(env)).toEqual(expected);
  });
});

describe('tools', () => {
  const look = async (files: Record<string, string>, env: NodeJS.ProcessEnv = {}) => {
    const { HOME } = person(files);
    const settings = async () => ({ port: Number(await freePort()) }) as Awaited<ReturnType<DoctorContext['settings']>>;
    return checkClients(context({ HOME, ...env }, { settings }));
  };

  test('none is set up', async () => {
    expect(await look({})).toMatchObject([{ id: 'clients', verdict: 'ok' }]);
  });

  test.each([
    ['{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}}', 'warn', /no Adit answers/],
    ['{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com"}}', 'ok', /Adit is not asked/],
    ['{"env": {"ANTHROPIC_BASE_URL": "adit"}}', 'broken', /is no address/],
    ['{"env": {/* mine */ "ANTHROPIC_BASE_URL": "http://127.0.0.1:1",}} // end', 'warn', /no Adit answers/],
  ])('Claude Code with %s', async (text, verdict, evidence) => {
    expect(await look({ '.claude/settings.json': text })).toMatchObject([
      { id: 'clients.claude-code', verdict, evidence: expect.stringMatching(evidence) },
    ]);
  });

  test.each([
    '{',
    '[]',
    'null',
    '{"env": 3}',
    '{"env": {"ANTHROPIC_BASE_URL": {}}}',
    '{"env": {"__proto__": {}}}',
    '\ud800',
  ])('a file that says nothing is as none: %s', async (text) => {
    expect(await look({ '.claude/settings.json': text, '.codex/config.toml': text })).toMatchObject([
      { id: 'clients' },
    ]);
  });

  test('Codex has a provider on each base_url, and comments are none', async () => {
    const toml =
      '# base_url = "http://127.0.0.1:3"\n[a]\nbase_url = "http://127.0.0.1:1/v1"\n[b]\n  base_url="http://127.0.0.1:2/v1"\n';
    expect((await look({ '.codex/config.toml': toml })).map(({ id }) => id)).toEqual([
      'clients.codex',
      'clients.codex-2',
    ]);
  });

  test('Claude Code that asks Bedrock by itself is told of', async () => {
    expect(await look({}, { CLAUDE_CODE_USE_BEDROCK: '1' })).toMatchObject([{ id: 'clients.bypass', verdict: 'warn' }]);
    const through = { CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_BEDROCK_BASE_URL: 'http://127.0.0.1:1' };
    expect((await look({}, through)).map(({ id }) => id)).toEqual(['clients.bedrock']);
  });
});

describe('the run', () => {
  test('each group waits for groups above it alone', () => {
    for (const [at, { needs }] of CHECKS.entries()) {
      const above = CHECKS.slice(0, at).map(({ id }) => id);
      expect(above).toEqual(expect.arrayContaining([...needs]));
    }
  });

  test('is over when its time is, and says what it could not find out', async () => {
    const never = () => new Promise<never>(() => {});
    const over = AbortSignal.abort();
    const { verdict, findings } = await diagnose(
      context({}, { signal: over, files: never, identity: never, settings: never }),
    );
    expect(verdict).toBe('unknown');
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(CHECKS.map(({ id }) => id)));
    expect(findings.every((finding) => finding.verdict === 'unknown')).toBe(true);
  });

  test('tells which groups are still looked at', async () => {
    const bedrock = await startStrictBedrock();
    const seen: number[] = [];
    const running = context({ ...person({}), ...bedrock.env });
    await diagnose(running, (groups) => seen.push(groups.length));
    running.close();
    await bedrock.close();
    expect(seen[0]).toBe(CHECKS.length);
    expect(seen.at(-1)).toBe(0);
  });

  test('a check that fails is one whose matter is not known', async () => {
    const broken = () => Promise.reject(new TypeError('a mistake of ours'));
    const { findings } = await diagnose(context({}, { settings: broken }));
    expect(findings[0]).toMatchObject({
      id: 'settings',
      verdict: 'unknown',
      evidence: expect.stringContaining('mistake'),
    });
  });
});

test('on a terminal marks have colours, and what is to be pasted stays as it is', () => {
  const mend =
    'Allow it:\n{\n  "a": "b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o"\n}';
  const findings = [{ id: 'x', title: 'X', verdict: 'broken', evidence: 'Seen.', mend }] as const;
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    getColorDepth: () => 8,
  }) as unknown as NodeJS.WriteStream;
  const text = reportText({ verdict: 'broken', first: 'X: allow it:', findings }, terminal);
  expect(text).toContain('\u001b[');
  expect(text).toContain(mend.split('\n')[2]);
});
