import { statSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeSettings } from '../../proxy/settings/describe.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { patchOf, type SettingsPatch, valueAt } from '../../proxy/settings/patch.ts';
import { loadSettings, parseSettings } from '../../proxy/settings/settings.ts';
import { SettingsStore } from '../../proxy/settings/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/road.ts';

const DEFAULTS = parseSettings({}, 'Nothing is wrong.');

function open(started?: Partial<typeof DEFAULTS>) {
  const home = openHome(temporaryFolder(), {});
  return { home, store: new SettingsStore(home, started && { ...DEFAULTS, ...started }) };
}

/** A value of each setting that it may have, and one that it may not. */
const VALUES: Readonly<Record<string, { good: fc.Arbitrary<unknown>; bad: unknown }>> = {
  boolean: { good: fc.boolean(), bad: 'yes' },
  integer: { good: fc.integer({ min: 10, max: 60_000 }), bad: 10.5 },
  number: { good: fc.double({ min: 1, max: 3600, noNaN: true }), bad: '5' },
  list: { good: fc.array(fc.constantFrom('eu-west-1', 'us-west-2')), bad: [1] },
};

const TEXTS: Readonly<Record<string, readonly [good: unknown, bad: unknown]>> = {
  profile: ['work', ''],
  region: ['eu-central-1', 'Frankfurt'],
  proxy: ['http://proxy.example:8080', 'proxy.example'],
  noProxy: ['.example.com', 5],
  caBundle: ['/etc/company.pem', ''],
  aliases: [{ mine: 'claude-opus-4-8' }, { mine: '' }],
  prices: [{ mine: { input: 1, output: 2 } }, { mine: { input: -1, output: 2 } }],
  'budgets.clients': [{ zed: { daily: 5 } }, { zed: { hourly: 5 } }],
};

function examples(path: string): { good: fc.Arbitrary<unknown>; bad: unknown } {
  const field = describeSettings().find((each) => each.path === path);
  if (field?.type === 'choice') return { good: fc.constantFrom(...field.choices), bad: 'none of them' };
  const [good, bad] = TEXTS[path] ?? [];
  return TEXTS[path] ? { good: fc.constant(good), bad } : (VALUES[field?.type ?? ''] as never);
}

const PATHS = describeSettings().map(({ path }) => path);

test('every setting takes a value of its kind, refuses another by its name, and goes back to its default', () => {
  const { home, store } = open();
  for (const { path, default: usual } of describeSettings()) {
    const { good, bad } = examples(path);
    const [value] = fc.sample(good, 1);
    const set = (to: unknown) => store.patch(patchOf(path, to) as SettingsPatch);
    expect(valueAt(set(value), path), path).toEqual(value);
    const before = home.read('settings.json');
    expect(() => set(bad), path).toThrow(new RegExp(`^Nothing was set\\. ${path.replaceAll('.', '\\.')}`));
    expect(home.read('settings.json')).toBe(before);
    expect(valueAt(set(null), path) ?? null, path).toEqual(usual);
  }
  expect(loadSettings(home)).toEqual(DEFAULTS);
  expect(JSON.parse(home.read('settings.json') ?? '')).toEqual({});
});

test('any sequence of setting and resetting ends at what was set last; a file says the same after a restart', () => {
  const step = fc.constantFrom(...PATHS).chain((path) => fc.tuple(fc.constant(path), fc.option(examples(path).good)));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { home, store } = open();
      const expected = new Map<string, unknown>();
      for (const [path, value] of steps) {
        store.patch(patchOf(path, value) as SettingsPatch);
        expected.set(path, value);
      }
      const again = new SettingsStore(home);
      for (const { path, default: usual } of describeSettings()) {
        const value = expected.get(path) ?? usual;
        expect(valueAt(store.current, path) ?? null).toEqual(value);
        expect(valueAt(again.current, path) ?? null).toEqual(value);
      }
      store.close();
      again.close();
    }),
    { numRuns: 40 },
  );
});

test('the file is private, keeps its order, and what is not patched', () => {
  const { home, store } = open();
  store.patch({ region: 'eu-west-1', history: { days: 7, bodies: false }, aliases: { a: 'opus' } });
  store.patch({ history: { days: null }, aliases: { b: 'haiku' }, region: 'us-east-1' });
  expect(home.read('settings.json')).toBe(
    `${JSON.stringify({ region: 'us-east-1', history: { bodies: false }, aliases: { b: 'haiku' } }, null, 2)}\n`,
  );
  expect(statSync(home.file('settings.json')).mode & 0o777).toBe(0o600);
});

test('a setting that this version does not know is refused by name, and the file is left alone', () => {
  const { home, store } = open();
  home.write('settings.json', '{"later": true}');
  expect(() => loadSettings(home)).toThrow(
    /settings\.json has wrong settings\. later: there is no such setting in this version/,
  );
  expect(() => store.patch({ region: 'eu-west-1' })).toThrow(/later: there is no such setting/);
  expect(home.read('settings.json')).toBe('{"later": true}');
});

test('names that objects have by themselves are names like others', () => {
  const { home, store } = open();
  const patch = JSON.parse('{"aliases": {"__proto__": "opus", "constructor": "haiku"}}');
  store.patch(patch);
  expect(home.read('settings.json')).toContain('__proto__');
  expect(() => store.patch(JSON.parse('{"__proto__": {"region": "eu-west-1"}}'))).toThrow(/Nothing was set/);
  expect(store.current.region).toBeUndefined();
});

test('what was said at the start holds until the setting itself is set anew', () => {
  const { home, store } = open({ port: 4000, region: 'eu-west-1' });
  expect(store.overridden).toEqual(['region', 'port']);
  store.patch({ autoCache: false });
  expect(store.current).toMatchObject({ port: 4000, region: 'eu-west-1', autoCache: false });
  expect(JSON.parse(home.read('settings.json') ?? '')).toEqual({ autoCache: false });
  store.patch({ region: null });
  expect(store.current.region).toBeUndefined();
  expect(store.overridden).toEqual(['port']);
});

test('listeners are told what changed, also by another program, and nothing where nothing did', async () => {
  const { home, store } = open();
  const told: (readonly string[])[] = [];
  store.listen(({ changed }) => told.push(changed));
  store.patch({ history: { days: 7 }, port: 2348 });
  expect(told).toEqual([['history.days']]);
  new SettingsStore(home).patch({ keyless: { enabled: true } });
  await until('the other program was heard', () => told.length === 2);
  expect(told[1]).toEqual(['keyless.enabled']);
  store.close();
});
