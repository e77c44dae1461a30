import { expect, test } from 'vitest';
import { call, errorOf, functionTool, output, read, translated, user, whole } from './support.ts';

const tools = (...list: object[]) => translated({ tools: list });
const names = (...list: object[]) => tools(...list).body.tools.map(({ name }) => name);

test('a function is a tool with its schema', () => {
  const parameters = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
  const { body, notes } = tools({ type: 'function', name: 'run', description: 'Runs.', strict: true, parameters });
  expect(body.tools).toEqual([{ name: 'run', description: 'Runs.', input_schema: parameters }]);
  expect(body).not.toHaveProperty('tool_choice');
  expect(notes).toEqual(['tools.strict dropped']);
});

test('a function without a schema takes an object', () => {
  const input_schema = { type: 'object', properties: {} };
  expect(tools({ type: 'function', name: 'a', strict: false, parameters: null }).body.tools).toEqual([
    { name: 'a', input_schema },
  ]);
  expect(tools({ type: 'function', name: 'a', parameters: {} }).body.tools).toEqual([{ name: 'a', input_schema }]);
});

test('what a schema cannot have at its top is left out with a note', () => {
  const parameters = { type: 'object', properties: {}, anyOf: [{ required: ['a'] }] };
  const { body, notes } = tools({ type: 'function', name: 'a', parameters });
  expect(body.tools).toEqual([{ name: 'a', input_schema: { type: 'object', properties: {} } }]);
  expect(notes).toEqual(['tools.parameters.anyOf dropped']);
});

test('a free-form tool is a tool with one text, and its description has the grammar', () => {
  const format = { type: 'grammar', syntax: 'lark', definition: 'start: "x"+' };
  const [tool] = tools({ type: 'custom', name: 'apply_patch', description: 'Patches.', format }).body.tools;
  expect(tool).toEqual({
    name: 'apply_patch',
    description: 'Patches.\n\nThe value of "input" is plain text. It has to match this lark grammar:\nstart: "x"+',
    input_schema: {
      type: 'object',
      properties: { input: { type: 'string' } },
      required: ['input'],
      additionalProperties: false,
    },
  });
});

test('nested tools are called namespace__tool, and what is said of them all is said once', () => {
  const namespace = {
    type: 'namespace',
    name: 'agents',
    description: 'All about agents.',
    tools: [functionTool('spawn', { description: 'Spawns.' }), { type: 'custom', name: 'tell' }],
  };
  const { body } = tools(functionTool('spawn'), namespace);
  expect(body.tools.map(({ name, description }) => [name, description])).toEqual([
    ['spawn', undefined],
    ['agents__spawn', 'agents: All about agents.\n\nSpawns.'],
    ['agents__tell', 'The value of "input" is plain text.'],
  ]);
});

test('names that are too long, or of other letters, are shortened to ones of their own, the same every time', () => {
  const long = { type: 'namespace', name: 'n'.repeat(60), tools: [functionTool('one'), functionTool('two')] };
  const given = names(long, functionTool('a.b'), functionTool('a b'), functionTool('名'));
  for (const name of given) expect(name).toMatch(/^[\w-]{1,64}$/);
  expect(new Set(given).size).toBe(5);
  expect(names(functionTool('a b'), functionTool('a.b'), long).toSorted()).toEqual(given.slice(0, 4).toSorted());
});

test('a nested tool and one that has its flat name are told apart', () => {
  const namespace = { type: 'namespace', name: 'a', tools: [functionTool('b')] };
  const [first, second] = names(functionTool('a__b'), namespace);
  expect(first).toBe('a__b');
  expect(second).toMatch(/^a__b_[0-9a-f]{8}$/);
});

test('of tools with one name the first stays', () => {
  const { body, notes } = tools(functionTool('a', { description: 'first' }), functionTool('a'), functionTool('b'));
  expect(body.tools.map(({ name, description }) => [name, description])).toEqual([
    ['a', 'first'],
    ['b', undefined],
  ]);
  expect(notes).toEqual(['tools of a name that was there already dropped']);
});

test('tools that come as an item are tools, as newer Codex has them', () => {
  const namespace = { type: 'namespace', name: 'functions', tools: [{ type: 'custom', name: 'exec' }] };
  const input = [{ type: 'additional_tools', role: 'developer', tools: [namespace] }, user('go')];
  const request = read({ input });
  expect(JSON.parse(request.request.bytes.toString()).tools).toMatchObject([{ name: 'functions__exec' }]);
  const content = [{ type: 'tool_use', id: 'c', name: 'functions__exec', input: { input: 'ls' } }];
  expect(whole(request, { content, stop_reason: 'tool_use' }).output).toMatchObject([
    { type: 'custom_tool_call', namespace: 'functions', name: 'exec', call_id: 'c', input: 'ls' },
  ]);
});

test.each([
  'web_search',
  'file_search',
  'computer_use_preview',
  'code_interpreter',
  'image_generation',
  'mcp',
  'local_shell',
  'tool_search',
])('the tool %s is left out with a note', (type) => {
  const { body, notes } = tools({ type, external_web_access: true }, functionTool('a'));
  expect(body.tools).toHaveLength(1);
  expect(notes).toEqual([`tools.${type} dropped: only OpenAI's own models have it`]);
  expect(translated({ tools: [{ type }], tool_choice: 'auto' }).body).not.toHaveProperty('tools');
});

test.each([
  ['auto', undefined],
  [null, undefined],
  ['none', { type: 'none' }],
  ['required', { type: 'any' }],
  [
    { type: 'function', name: 'a' },
    { type: 'tool', name: 'a' },
  ],
  [
    { type: 'custom', name: 'c' },
    { type: 'tool', name: 'c' },
  ],
  [
    { type: 'function', name: 'x', namespace: 'n' },
    { type: 'tool', name: 'n__x' },
  ],
])('tool_choice %j becomes %j', (tool_choice, wanted) => {
  const list = [
    functionTool('a'),
    { type: 'custom', name: 'c' },
    { type: 'namespace', name: 'n', tools: [functionTool('x')] },
  ];
  expect(translated({ tools: list, tool_choice }).body.tool_choice).toEqual(wanted);
});

test('allowed tools are the ones that are offered', () => {
  const list = [functionTool('a'), functionTool('b')];
  const allowed = (mode: string) => ({
    type: 'allowed_tools',
    mode,
    tools: [{ type: 'function', name: 'b' }, { type: 'mcp' }],
  });
  const { body } = translated({ tools: list, tool_choice: allowed('required') });
  expect(body).toMatchObject({ tools: [{ name: 'b' }], tool_choice: { type: 'any' } });
  expect(translated({ tools: list, tool_choice: allowed('auto') }).body).not.toHaveProperty('tool_choice');
});

test('calls one at a time are asked for where there are calls at all', () => {
  const list = [functionTool('a')];
  const choice = (parts: object) => translated({ parallel_tool_calls: false, ...parts }).body.tool_choice;
  expect(choice({ tools: list })).toEqual({ type: 'auto', disable_parallel_tool_use: true });
  expect(choice({ tools: list, tool_choice: 'required' })).toEqual({ type: 'any', disable_parallel_tool_use: true });
  expect(choice({ tools: list, tool_choice: 'none' })).toEqual({ type: 'none' });
  expect(choice({})).toBeUndefined();
});

test.each([
  [{ type: 'web_search_preview' }, 'web_search_preview'],
  [{ type: 'function', name: 'b' }, "Tool choice 'b' not found in 'tools' parameter."],
  [{ type: 'function' }, 'not found'],
])('to force %j is refused', (tool_choice, words) => {
  const error = errorOf({ tools: [functionTool('a')], tool_choice });
  expect(error).toMatchObject({ status: 400, param: 'tool_choice' });
  expect(error.message).toContain(words);
});

test('a tool cannot be required where none is left', () => {
  expect(errorOf({ tools: [{ type: 'web_search' }], tool_choice: 'required' })).toMatchObject({ param: 'tool_choice' });
});

test('calls of earlier turns go by the name that the tool is offered by', () => {
  const list = [{ type: 'namespace', name: 'n', tools: [functionTool('x')] }];
  const input = [
    user('go'),
    call('a', 'x', { namespace: 'n' }),
    output('a'),
    call('b', 'gone', { namespace: 'n' }),
    output('b'),
  ];
  const { body } = translated({ tools: list, input });
  expect(body.messages[1]?.content).toMatchObject([{ name: 'n__x' }]);
  expect(body.messages[3]?.content).toMatchObject([{ name: 'n__gone' }]);
});
