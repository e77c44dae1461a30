import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { expect, test } from 'vitest';
import { apply, undo } from '../../proxy/clients/clients.ts';
import { newPerson, SETTINGS } from './person.ts';

type Values = Record<string, string>;

/** What may happen to a file, in any order: the person, another person, or Adit, whose port may change. */
type Step =
  | { readonly do: 'apply'; readonly port: number }
  | { readonly do: 'undo'; readonly port: number }
  /** The person sets a key, or takes it out. */
  | { readonly do: 'change'; readonly key: string; readonly value: string | undefined };

const steps = (keys: readonly string[], values: readonly string[]) =>
  fc.array(
    fc.oneof(
      fc.record({ do: fc.constantFrom('apply' as const, 'undo' as const), port: fc.constantFrom(2348, 4000) }),
      fc.record({
        do: fc.constant('change' as const),
        key: fc.constantFrom(...keys),
        value: fc.option(fc.constantFrom(...values), { nil: undefined }),
      }),
    ),
    { maxLength: 10 },
  ) as fc.Arbitrary<Step[]>;

const ENV_KEYS = [
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_AUTH_TOKEN',
  'CLAUDE_CODE_AUTO_MODE_SERVER',
  'ANTHROPIC_API_KEY',
  'FOO',
];
const ENV_VALUES = ['https://one.example', 'two', '0', '1'];

/** What Adit writes and a person might as well. */
const WRITTEN: Readonly<Record<string, string | undefined>> = {
  CLAUDE_CODE_AUTO_MODE_SERVER: '0',
  ANTHROPIC_API_KEY: undefined,
};

/** Ways to write an object of JSON, with what a person puts around and into it. */
const LAYOUTS: readonly ((env: Values) => string)[] = [
  (env) => JSON.stringify({ model: 'opus', env }, null, 2),
  (env) => JSON.stringify({ env, model: 'opus' }),
  (env) => `// mine\r\n${JSON.stringify({ env, model: 'opus' }, null, '\t').replaceAll('\n', '\r\n')}\r\n`,
  (env) =>
    `\uFEFF{\n  "model": "opus",\n  "env": {${Object.entries(env)
      .map(([key, value]) => `\n    "${key}": "${value}", // ${key}`)
      .join('')}\n  },\n}\n`,
];

test('setting up, drifting and undoing in any order ends at the person’s own content', {
  timeout: 60_000,
}, async () => {
  const personal = fc.dictionary(fc.constantFrom(...ENV_KEYS), fc.constantFrom(...ENV_VALUES), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(personal, fc.constantFrom(...LAYOUTS), steps(ENV_KEYS, ENV_VALUES), async (env, layout, taken) => {
      using person = newPerson();
      const original = layout(env);
      person.write(SETTINGS, original);
      // What the person has said last of each key.
      const own = new Map<string, string>(Object.entries(env));
      // What it was when Adit came; undefined while Adit is not there.
      let before: Map<string, string> | undefined;
      let touched = false;
      for (const step of taken) {
        const context =
          step.do === 'change' ? person.context : { ...person.context, url: `http://127.0.0.1:${step.port}` };
        if (step.do === 'apply') {
          await apply(context, 'claude-code');
          before = new Map(own);
        } else if (step.do === 'undo') {
          await undo(context, 'claude-code');
          before = undefined;
        } else {
          const now = parse(person.read(SETTINGS).replace(/^\uFEFF/, ''), [], { allowTrailingComma: true }).env ?? {};
          if (now[step.key] === step.value) continue;
          touched = true;
          // Who sets again what Adit had set has changed nothing.
          const isAdits = before && Object.hasOwn(WRITTEN, step.key) && WRITTEN[step.key] === step.value;
          const said = isAdits ? before?.get(step.key) : step.value;
          if (said === undefined) own.delete(step.key);
          else own.set(step.key, said);
          const { [step.key]: _, ...others } = now;
          const next = step.value === undefined ? others : { ...others, [step.key]: step.value };
          person.write(SETTINGS, layout(next));
        }
      }
      await undo(person.context, 'claude-code');
      const left = parse(person.read(SETTINGS).replace(/^\uFEFF/, ''), [], { allowTrailingComma: true });
      expect(left.env ?? {}).toEqual(Object.fromEntries(own));
      expect(left.model).toBe('opus');
      if (!touched) expect(person.read(SETTINGS)).toBe(original);
    }),
    { numRuns: 100 },
  );
});

const TOML_KEYS = ['model_provider', 'model', 'approval_policy'];

test('so it does with TOML', { timeout: 60_000 }, async () => {
  const personal = fc.dictionary(fc.constantFrom(...TOML_KEYS), fc.constantFrom('a', 'b'), { maxKeys: 3 });
  const tail = fc.constantFrom(
    '',
    '\n[profiles.x]\nk = 1.0 # one\n',
    '\n[model_providers.other]\nname = "O"\nbase_url = "https://o.example"',
  );
  await fc.assert(
    fc.asyncProperty(personal, tail, fc.boolean(), steps(TOML_KEYS, ['a', 'c']), async (values, end, crlf, taken) => {
      using person = newPerson();
      const eol = crlf ? '\r\n' : '\n';
      const lines = (map: Iterable<readonly [string, string]>) =>
        [...map].map(([key, value]) => `${key} = "${value}" # ${key}\n`).join('');
      const original = `# mine\n${lines(Object.entries(values))}${end}`.replaceAll('\n', eol);
      person.write('.codex/config.toml', original);
      const own = new Map<string, string>(Object.entries(values));
      let touched = false;
      for (const step of taken) {
        if (step.do === 'apply') await apply(person.context, 'codex');
        else if (step.do === 'undo') await undo(person.context, 'codex');
        else {
          const text = person.read('.codex/config.toml');
          const now = getStaticTOMLValue(parseTOML(text))[step.key];
          if (now === step.value) continue;
          touched = true;
          if (step.value === undefined) own.delete(step.key);
          else own.set(step.key, step.value);
          const without = text.replace(new RegExp(`^${step.key} = .*(?:\\r?\\n|$)`, 'm'), '');
          person.write(
            '.codex/config.toml',
            (step.value === undefined ? '' : `${step.key} = "${step.value}"${eol}`) + without,
          );
        }
      }
      await undo(person.context, 'codex');
      const left = person.read('.codex/config.toml');
      const read = getStaticTOMLValue(parseTOML(left));
      expect(Object.fromEntries(TOML_KEYS.flatMap((key) => (key in read ? [[key, read[key]]] : [])))).toEqual(
        Object.fromEntries(own),
      );
      expect(left).toContain('# mine');
      expect(left).toContain(end.trim().replaceAll('\n', eol));
      expect(left).not.toContain('adit');
      if (!touched) expect(left).toBe(original);
    }),
    { numRuns: 100 },
  );
});
