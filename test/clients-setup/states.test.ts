import { rmSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apply, preview, toolState, undo, undoAll } from '../../proxy/clients/clients.ts';
import { AditError } from '../../proxy/errors.ts';
import { newPerson, type Person, SETTINGS } from './person.ts';

const ELSEWHERE = { ANTHROPIC_BASE_URL: 'https://gateway.example', ANTHROPIC_AUTH_TOKEN: 'theirs-1234' };

describe('the state of a tool', () => {
  test.each([
    { what: 'no file', env: undefined, state: 'not set up' },
    { what: 'other keys alone', env: { FOO: '1' }, state: 'not set up' },
    { what: 'another address', env: ELSEWHERE, state: 'set up elsewhere' },
    { what: 'Bedrock chosen', env: { CLAUDE_CODE_USE_BEDROCK: '1' }, state: 'set up elsewhere' },
    {
      what: 'Adit’s address with another port',
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
      state: 'set up elsewhere',
    },
    {
      what: 'Adit’s address and key, by hand',
      env: { ANTHROPIC_BASE_URL: 'http://localhost:2348/', ANTHROPIC_AUTH_TOKEN: 'adit-by-hand' },
      state: 'set up',
    },
    { what: 'Adit’s address without a key', env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:2348' }, state: 'drifted' },
  ])('$what: $state', async ({ env, state }) => {
    using person = newPerson();
    if (env) person.write(SETTINGS, JSON.stringify({ env }));
    expect(await toolState(person.context, 'claude-code')).toBe(state);
    expect(person.everything()).toEqual(env ? { '.claude': '(folder)', [SETTINGS]: JSON.stringify({ env }) } : {});
  });

  test('is "set up" after setting up, "drifted" once somebody changes a key of Adit’s, and back after undoing', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    await apply(person.context, 'claude-code');
    expect(await toolState(person.context, 'claude-code')).toBe('set up');
    changeEnv(person, { FOO: '1' });
    expect(await toolState(person.context, 'claude-code')).toBe('set up');
    changeEnv(person, { CLAUDE_CODE_AUTO_MODE_SERVER: '1' });
    expect(await toolState(person.context, 'claude-code')).toBe('drifted');
    await apply(person.context, 'claude-code');
    expect(await toolState(person.context, 'claude-code')).toBe('set up');
    await undo(person.context, 'claude-code');
    expect(await toolState(person.context, 'claude-code')).toBe('set up elsewhere');
  });

  test('is "drifted" when Adit’s own port is another, and setting up again mends that', async () => {
    using person = newPerson();
    await apply(person.context, 'claude-code');
    const moved = { ...person.context, url: 'http://127.0.0.1:4000' };
    expect(await toolState(moved, 'claude-code')).toBe('drifted');
    await apply(moved, 'claude-code');
    expect(envOf(person).ANTHROPIC_BASE_URL).toBe('http://127.0.0.1:4000');
    await undo(moved, 'claude-code');
    expect(person.everything()).toEqual({});
  });
});

describe('setting up', () => {
  test('replaces an address of somebody else’s, tells it, and undoing puts it back', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: { ...ELSEWHERE, CLAUDE_CODE_USE_BEDROCK: '1' } }));
    const { told } = await apply(person.context, 'claude-code');
    expect(told.map(({ key, value }) => [key, value])).toEqual([
      ['env.ANTHROPIC_BASE_URL', 'https://gateway.example'],
      ['env.ANTHROPIC_AUTH_TOKEN', '…'],
      ['env.CLAUDE_CODE_USE_BEDROCK', '1'],
    ]);
    expect(envOf(person).CLAUDE_CODE_USE_BEDROCK).toBeUndefined();
    await undo(person.context, 'claude-code');
    expect(envOf(person)).toEqual({ ...ELSEWHERE, CLAUDE_CODE_USE_BEDROCK: '1' });
  });

  test('twice changes nothing the second time, and forgets nothing', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    await apply(person.context, 'claude-code');
    const once = person.read(SETTINGS);
    expect((await apply(person.context, 'claude-code')).changes).toEqual([]);
    expect(person.read(SETTINGS)).toBe(once);
    await undo(person.context, 'claude-code');
    expect(envOf(person)).toEqual(ELSEWHERE);
  });

  test('never remembers Adit’s own address or key as what was there before', async () => {
    using person = newPerson();
    const byHand = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:2348', ANTHROPIC_AUTH_TOKEN: 'adit-old', FOO: '1' };
    person.write(SETTINGS, JSON.stringify({ env: byHand }));
    await apply(person.context, 'claude-code');
    await undo(person.context, 'claude-code');
    expect(envOf(person)).toEqual({ FOO: '1' });
  });

  test('takes what the person changed since as what was there before', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    await apply(person.context, 'claude-code');
    changeEnv(person, { ANTHROPIC_BASE_URL: 'https://newer.example' });
    await apply(person.context, 'claude-code');
    await undo(person.context, 'claude-code');
    expect(envOf(person)).toEqual({ ...ELSEWHERE, ANTHROPIC_BASE_URL: 'https://newer.example' });
  });

  test('for a project goes to settings.local.json there, and to nothing else', async () => {
    using person = newPerson();
    person.write('work/.claude/settings.json', '{}');
    const options = { project: person.path('work') };
    await apply(person.context, 'claude-code', options);
    expect(await toolState(person.context, 'claude-code')).toBe('not set up');
    expect(await toolState(person.context, 'claude-code', options)).toBe('set up');
    expect(JSON.parse(person.read('work/.claude/settings.local.json')).env.ANTHROPIC_BASE_URL).toBe(person.url);
    await undo(person.context, 'claude-code', options);
    expect(person.everything()).toEqual({
      work: '(folder)',
      'work/.claude': '(folder)',
      'work/.claude/settings.json': '{}',
    });
  });
});

describe('undoing', () => {
  test('leaves what the person has changed since, and tells it', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    await apply(person.context, 'claude-code');
    changeEnv(person, { ANTHROPIC_BASE_URL: 'https://newer.example', BAR: '2' });
    const { told } = await undo(person.context, 'claude-code');
    expect(told).toEqual([
      { place: person.path(SETTINGS), key: 'env.ANTHROPIC_BASE_URL', value: 'https://newer.example' },
    ]);
    expect(envOf(person)).toEqual({ ...ELSEWHERE, ANTHROPIC_BASE_URL: 'https://newer.example', BAR: '2' });
  });

  test('takes away what was set up by hand', async () => {
    using person = newPerson();
    const byHand = { ANTHROPIC_BASE_URL: 'http://[::1]:2348', ANTHROPIC_AUTH_TOKEN: 'adit-x', FOO: '1' };
    person.write(SETTINGS, JSON.stringify({ env: byHand }));
    await undo(person.context, 'claude-code');
    expect(envOf(person)).toEqual({ FOO: '1' });
  });

  test('of what was never set up changes nothing', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    const before = person.everything();
    expect(await undo(person.context, 'claude-code')).toMatchObject({ changes: [], told: [] });
    expect(person.everything()).toEqual(before);
  });

  test('of a file that is gone changes nothing, and forgets it', async () => {
    using person = newPerson();
    person.write(SETTINGS, JSON.stringify({ env: ELSEWHERE }));
    await apply(person.context, 'claude-code');
    person.write('.claude/moved.json', person.read(SETTINGS));
    rmSync(person.path(SETTINGS));
    expect((await undo(person.context, 'claude-code')).changes).toEqual([]);
    expect(await toolState(person.context, 'claude-code')).toBe('not set up');
  });

  test('all puts everything back: projects, and folders that no variable names any more', async () => {
    using person = newPerson({ CLAUDE_CONFIG_DIR: '' });
    person.write('.codex/config.toml', '# mine\nmodel = "gpt-5"\n');
    person.write('work/README.md', '');
    const before = person.everything();
    const { context } = person;
    const elsewhere = { ...context, env: { ...context.env, CLAUDE_CONFIG_DIR: person.path('other') } };
    await apply(context, 'claude-code');
    await apply(elsewhere, 'claude-code');
    await apply(context, 'claude-code', { project: person.path('work') });
    await apply(context, 'codex');
    await apply(context, 'opencode');
    const undone = await undoAll(context);
    expect(undone.map(({ tool }) => tool)).toEqual(['claude-code', 'claude-code', 'claude-code', 'codex', 'opencode']);
    expect(person.everything()).toEqual(before);
    expect(await undoAll(context)).toEqual([]);
  });

  test('is shown before it is done', async () => {
    using person = newPerson();
    person.write(SETTINGS, `${JSON.stringify({ env: ELSEWHERE }, null, 2)}\n`);
    await apply(person.context, 'claude-code');
    const [change] = (await preview(person.context, 'claude-code', 'undo')).changes;
    expect(change?.diff).toContain('-    "ANTHROPIC_BASE_URL": "http://127.0.0.1:2348",\n');
    expect(change?.diff).toContain('+    "ANTHROPIC_BASE_URL": "https://gateway.example",\n');
  });
});

test('a damaged memory is an error, and nothing is changed on a guess', async () => {
  using person = newPerson();
  person.write('.adit/undo.json', '{ "version": 1, "places": [');
  await expect(apply(person.context, 'claude-code')).rejects.toThrow(
    /undo\.json, where Adit remembers what to undo, is damaged/,
  );
  expect(person.everything()).toEqual({});
});

test('the memory is for the person alone, and has no key of Adit’s in it', async () => {
  using person = newPerson();
  await apply(person.context, 'claude-code');
  const { mode } = statSync(person.path('.adit/undo.json'));
  expect(mode & 0o777).toBe(0o600);
  expect(person.read('.adit/undo.json')).not.toContain(person.read('.adit/key').trim());
});

test('a tool that is not known is an error that lists those that are', async () => {
  using person = newPerson();
  const error = await apply(person.context, 'emacs').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AditError);
  expect((error as AditError).details).toEqual({ code: 'unknown-tool' });
  expect((error as AditError).message).toContain('claude-code, xcode, ');
});

function envOf(person: Person): Record<string, string> {
  return JSON.parse(person.read(SETTINGS)).env;
}

function changeEnv(person: Person, values: Record<string, string>): void {
  const settings = JSON.parse(person.read(SETTINGS));
  person.write(SETTINGS, JSON.stringify({ ...settings, env: { ...settings.env, ...values } }));
}
