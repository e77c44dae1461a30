import { chmodSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apply, cardOf, listTools, preview, toolState, undo } from '../../proxy/clients/clients.ts';
import { defaultsProgram } from '../../proxy/clients/defaults.ts';
import { newPerson, type Person } from './person.ts';

const XCODE = 'Library/Developer/Xcode/CodingAssistant';

describe('Claude Code', () => {
  test('is set up in the folder that CLAUDE_CONFIG_DIR names', async () => {
    using person = newPerson();
    const context = { ...person.context, env: { ...person.context.env, CLAUDE_CONFIG_DIR: person.path('cfg') } };
    await apply(context, 'claude-code');
    expect(JSON.parse(person.read('cfg/settings.json')).env.ANTHROPIC_BASE_URL).toBe(person.url);
    expect(existsSync(person.path('.claude'))).toBe(false);
  });
});

describe('Codex', () => {
  const MINE =
    '# mine\nmodel_provider = "other" # chosen\n\n[model_providers.other]\nbase_url = "https://o.example"   # spaces  \n';

  test('gets a provider of its own, and the choice of it', async () => {
    using person = newPerson();
    person.write('.codex/config.toml', MINE);
    const { told } = await apply(person.context, 'codex');
    expect(told).toMatchObject([{ key: 'model_provider', value: 'other' }]);
    const key = person.read('.adit/key').trim();
    expect(person.read('.codex/config.toml')).toBe(
      `${MINE.replace('"other" # chosen', '"adit" # chosen')}\n[model_providers.adit]\nname = "Adit"\nbase_url = "${person.url}/v1"\n` +
        `wire_api = "responses"\nexperimental_bearer_token = "${key}"\n`,
    );
    await undo(person.context, 'codex');
    expect(person.read('.codex/config.toml')).toBe(MINE);
  });

  test('loses, for as long, the variable that a provider by hand has its key from', async () => {
    using person = newPerson();
    const byHand = `model_provider = "adit"\n[model_providers.adit]\nbase_url = "${person.url}/v1"\nenv_key = "ADIT_KEY"\n`;
    person.write('.codex/config.toml', byHand);
    await apply(person.context, 'codex');
    expect(person.read('.codex/config.toml')).not.toContain('env_key');
    await undo(person.context, 'codex');
    expect(person.read('.codex/config.toml').trim()).toBe('');
  });

  test('keeps a table that the person adds below Adit’s', async () => {
    using person = newPerson();
    person.write('.codex/config.toml', MINE);
    await apply(person.context, 'codex');
    const more = '\n[profiles.fast] # new\nmodel = "x"\n';
    person.write('.codex/config.toml', person.read('.codex/config.toml') + more);
    await undo(person.context, 'codex');
    expect(person.read('.codex/config.toml')).toBe(MINE + more);
  });

  test.each([
    { text: 'model = ', words: 'is not valid TOML (unspecified values are invalid, line 1' },
    { text: 'model_providers = { a = { name = "A" } }\n', words: 'has "model_providers" written within a line' },
  ])('is left alone where its file is $text', async ({ text, words }) => {
    using person = newPerson();
    person.write('.codex/config.toml', text);
    await expect(apply(person.context, 'codex')).rejects.toThrow(`${person.path('.codex/config.toml')} ${words}`);
    expect(person.read('.codex/config.toml')).toBe(text);
  });

  test('is set up in the folder that CODEX_HOME names', async () => {
    using person = newPerson();
    const context = { ...person.context, env: { ...person.context.env, CODEX_HOME: person.path('cx') } };
    await apply(context, 'codex');
    expect(person.read('cx/config.toml')).toMatch(/^model_provider = "adit"\n\n\[model_providers\.adit\]\n/);
  });
});

describe('OpenCode', () => {
  test('gets a provider with models in opencode.json, and a model to begin with', async () => {
    using person = newPerson();
    await apply(person.context, 'opencode');
    const { provider, model } = JSON.parse(person.read('.config/opencode/opencode.json'));
    expect(provider.adit.options).toEqual({ baseURL: `${person.url}/v1`, apiKey: person.read('.adit/key').trim() });
    expect(Object.keys(provider.adit.models)).toEqual(['opus', 'sonnet', 'haiku']);
    expect(provider.adit.models.opus.limit.context).toBeGreaterThan(100_000);
    expect(model).toBe('adit/opus');
  });

  test('is set up in opencode.jsonc where that is there, with its comments', async () => {
    using person = newPerson();
    const text = '{\n  // mine\n  "model": "anthropic/claude-sonnet-5", // the good one\n}\n';
    person.write('.config/opencode/opencode.jsonc', text);
    await apply(person.context, 'opencode');
    expect(existsSync(person.path('.config/opencode/opencode.json'))).toBe(false);
    expect(person.read('.config/opencode/opencode.jsonc')).toContain(
      '"model": "adit/opus", // the good one\n  "provider"',
    );
    await undo(person.context, 'opencode');
    expect(person.read('.config/opencode/opencode.jsonc')).toBe(text);
  });
});

test('Zed gets a provider, and its key by hand, since Zed keeps keys in the keychain', async () => {
  using person = newPerson({ XDG_CONFIG_HOME: '' });
  await apply(person.context, 'zed');
  const { openai_compatible } = JSON.parse(person.read('.config/zed/settings.json')).language_models;
  expect(openai_compatible.Adit.api_url).toBe(`${person.url}/v1`);
  expect(openai_compatible.Adit.available_models[0]).toMatchObject({ name: 'opus', capabilities: { tools: true } });
  const key = person.read('.adit/key').trim();
  expect(person.read('.config/zed/settings.json')).not.toContain(key);
  expect(await cardOf(person.context, 'zed')).toMatchObject({ fields: [{ label: 'API Key', value: key }] });
});

test('Continue gets a file of its own, which is YAML as well, and config.yaml stays as it is', async () => {
  using person = newPerson();
  person.write('.continue/config.yaml', 'name: mine # x\n');
  const shown = await preview(person.context, 'continue');
  await apply(person.context, 'continue');
  const { models, schema } = JSON.parse(person.read('.continue/models/adit.yaml'));
  const key = person.read('.adit/key').trim();
  expect(schema).toBe('v1');
  expect(models[0]).toMatchObject({ provider: 'anthropic', model: 'opus', apiBase: `${person.url}/v1/`, apiKey: key });
  expect(JSON.stringify([shown, await preview(person.context, 'continue', 'undo')])).not.toContain(key);
  expect(await toolState(person.context, 'continue')).toBe('set up');
  expect(await toolState({ ...person.context, url: 'http://127.0.0.1:9' }, 'continue')).toBe('drifted');
  await undo(person.context, 'continue');
  expect(person.everything()).toEqual({ '.continue': '(folder)', '.continue/config.yaml': 'name: mine # x\n' });
});

describe('Xcode', () => {
  test('its chat gets a card with every field, and no file', async () => {
    using person = newPerson();
    const card = await cardOf(person.context, 'xcode');
    expect(card?.fields.map(({ label, value }) => [label, value])).toEqual([
      ['URL', person.url],
      ['API Key', person.read('.adit/key').trim()],
      ['API Key Header', 'x-api-key'],
      ['Description', 'Adit'],
    ]);
    expect((await apply(person.context, 'xcode')).changes).toEqual([]);
    expect(person.everything()).toEqual({});
  });

  test('its Claude Agent gets settings and the default that keeps it from asking for a sign-in', async () => {
    using person = onMac();
    const shown = await preview(person.context, 'xcode-claude');
    expect(shown.changes.map(({ diff }) => diff).at(-1)).toBe(
      "defaults write com.apple.dt.Xcode IDEChatClaudeAgentAPIKeyOverride -string ' '\n",
    );
    const { notes } = await apply(person.context, 'xcode-claude');
    expect(notes).toEqual(['Quit Xcode and open it again: it reads this when it starts.']);
    expect(JSON.parse(person.read(`${XCODE}/ClaudeAgentConfig/settings.json`)).env.ANTHROPIC_BASE_URL).toBe(person.url);
    expect(person.read('defaults/IDEChatClaudeAgentAPIKeyOverride')).toBe(' ');
    expect(await toolState(person.context, 'xcode-claude')).toBe('set up');
    await undo(person.context, 'xcode-claude');
    expect(existsSync(person.path('defaults/IDEChatClaudeAgentAPIKeyOverride'))).toBe(false);
    expect(existsSync(person.path('Library'))).toBe(false);
  });

  test('its Claude Agent gets the person’s own default back, and drifts without Adit’s', async () => {
    using person = onMac();
    person.write('defaults/IDEChatClaudeAgentAPIKeyOverride', 'sk-ant-theirs');
    const { told } = await apply(person.context, 'xcode-claude');
    expect(told).toEqual([
      { place: 'defaults com.apple.dt.Xcode', key: 'IDEChatClaudeAgentAPIKeyOverride', value: 'sk-ant-…' },
    ]);
    await apply(person.context, 'xcode-claude');
    person.write('defaults/IDEChatClaudeAgentAPIKeyOverride', 'another');
    expect(await toolState(person.context, 'xcode-claude')).toBe('drifted');
    person.write('defaults/IDEChatClaudeAgentAPIKeyOverride', ' ');
    await undo(person.context, 'xcode-claude');
    expect(person.read('defaults/IDEChatClaudeAgentAPIKeyOverride')).toBe('sk-ant-theirs');
  });

  test('its Claude Agent cannot be set up where there are no defaults, and no half of it is', async () => {
    using person = newPerson();
    await expect(apply(person.context, 'xcode-claude')).rejects.toThrow('Xcode can be set up on macOS alone');
    expect(person.everything()).toEqual({});
  });

  test('its Codex has a folder of its own', async () => {
    using person = newPerson();
    await apply(person.context, 'xcode-codex');
    expect(person.read(`${XCODE}/codex/config.toml`)).toContain('model_provider = "adit"');
    expect(existsSync(person.path('.codex'))).toBe(false);
  });
});

describe('the list of tools', () => {
  test('tells version and state of what is here, and finds Xcode’s agents in all their folders', async () => {
    using person = onMac();
    for (const [name, version] of [
      ['bin/claude', '2.1.329 (Claude Code)'],
      [`${XCODE}/Agents/Versions/26.3/claude`, '2.0.1'],
      [`${XCODE}/Agents/claude/2.1.175/claude`, '2.1.175'],
      ['bin/codex', 'codex-cli 0.169.0'],
    ]) {
      chmodSync(person.write(name ?? '', `#!/bin/sh\necho '${version}'\n`), 0o755);
    }
    person.write('.codex/config.toml', 'model = \n');
    await apply(person.context, 'claude-code');
    const tools = await listTools(person.context);
    const rows = tools.map(({ id, installed, state }) => [id, installed?.version, state]);
    expect(rows).toContainEqual(['claude-code', '2.1.329', 'set up']);
    expect(rows).toContainEqual(['codex', '0.169.0', null]);
    expect(rows).toContainEqual(['opencode', undefined, 'not set up']);
    expect(tools.find(({ id }) => id === 'xcode-claude')?.installed?.version).toMatch(/^2\./);
    expect(tools.find(({ id }) => id === 'codex')?.problem).toContain('is not valid TOML');
  });

  test('changes nothing', async () => {
    using person = newPerson();
    person.write('.claude/settings.json', '{}');
    await listTools(person.context);
    expect(person.everything()).toEqual({ '.claude': '(folder)', '.claude/settings.json': '{}' });
    expect(existsSync(person.path('.adit/key'))).toBe(false);
  });
});

/** A person whose PATH has macOS's `defaults`: one file for each key, in the folder `defaults`. */
function onMac(): Person {
  const person = newPerson();
  const program = `#!/bin/sh
[ "$2" = com.apple.dt.Xcode ] || exit 64
file="$HOME/defaults/$3"
case "$1" in
  read) [ -f "$file" ] || { echo "does not exist" >&2; exit 1; }; cat "$file"; echo ;;
  write) [ "$4" = -string ] || exit 64; mkdir -p "$HOME/defaults"; printf %s "$5" > "$file" ;;
  delete) rm "$file" ;;
esac
`;
  chmodSync(person.write('bin/defaults', program), 0o755);
  const env = { ...person.context.env, PATH: `${person.path('bin')}:/usr/bin:/bin` };
  // The program is found on the PATH of the context, as on a Mac.
  return Object.assign(person, newPersonIn(person, env));
}

function newPersonIn(person: Person, env: NodeJS.ProcessEnv): Pick<Person, 'context'> {
  return { context: { ...person.context, env, defaults: defaultsProgram(env) } };
}
