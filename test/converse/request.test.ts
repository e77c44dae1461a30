import { describe, expect, test } from 'vitest';
import { decodeToolName } from '../../proxy/bedrock/converse/tool-ids.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { AditError } from '../../proxy/errors.ts';
import {
  assistant,
  type ConverseWish,
  call,
  fitted,
  GPT_OSS,
  LLAMA,
  MISTRAL,
  messagesOf,
  NOVA,
  NOVA_2,
  png,
  result,
  text,
  tool,
  UNKNOWN,
  user,
} from './converse.ts';

const pdf = (more: JsonObject = {}) => ({
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
  ...more,
});
/** One that the catalogue lacks. */
const CLAUDE = 'anthropic.claude-opus-9';
const cached = { cache_control: { type: 'ephemeral' } };
const CACHE_POINT = { cachePoint: { type: 'default' } };

function refusalOf(parts: JsonObject, wish: ConverseWish = {}): AditError {
  try {
    fitted(parts, wish);
  } catch (error) {
    expect(error).toBeInstanceOf(AditError);
    expect(error).toMatchObject({ type: 'invalid_request_error', status: 400, shouldRetry: false });
    return error as AditError;
  }
  throw new Error('the request was fitted');
}

test('a plain question has neither model nor stream in its body', () => {
  const { body, notes, headers, betas } = fitted({ stream: true, metadata: { user_id: 'me' }, system: 'Be brief.' });
  expect(body).toEqual({
    messages: [{ role: 'user', content: [{ text: 'hello' }] }],
    system: [{ text: 'Be brief.' }],
    inferenceConfig: { maxTokens: 100 },
  });
  expect({ notes, headers, betas }).toEqual({ notes: [], headers: {}, betas: [] });
});

test('a body that is no request is refused in the words of Anthropic’s API', () => {
  expect(refusalOf({ messages: [{ role: 'robot', content: 'a' }] }).message).toMatch(/^messages\.0\.role/);
  expect(refusalOf({ messages: [] }).message).toMatch(/^messages: at least one message/);
  expect(refusalOf({ max_tokens: 0 }).message).toMatch(/^max_tokens/);
  expect(refusalOf({ max_tokens: 1.5 }).message).toMatch(/^max_tokens/);
});

test('images go as bytes of a known format', () => {
  const jpeg = { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/' } };
  expect(messagesOf([user(text('see'), png, jpeg)])[0]?.content).toEqual([
    { text: 'see' },
    { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
    { image: { format: 'jpeg', source: { bytes: '/9j/' } } },
  ]);
});

test('base64 on several lines, without its end, or of the letters for addresses is what AWS takes', () => {
  for (const data of ['-_-_\n+A==', '-_-_-A', ' +/+/+A==']) {
    const source = { type: 'base64', media_type: 'image/png', data };
    expect(messagesOf([user({ type: 'image', source })])[0]?.content).toEqual([
      { image: { format: 'png', source: { bytes: '+/+/+A==' } } },
    ]);
  }
});

test('a model without eyes is told that an image is left out', () => {
  const { body, notes } = fitted({ messages: [user(png)] }, { model: LLAMA });
  expect(body.messages[0]?.content).toEqual([{ text: expect.stringContaining('image is left out') }]);
  expect(notes).toEqual(['image left out: this model takes none']);
});

test.each([
  [
    { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    /^messages\.0\.content\.1\.source: .*base64/,
  ],
  [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }, /^messages\.0\.content\.1\.source: .*base64/],
  [{ type: 'image', source: { type: 'base64', media_type: 'image/tiff', data: 'AA==' } }, /source\.media_type: .*PNG/],
  [{ type: 'image', source: { type: 'base64', media_type: 'image/png' } }, /source\.data: Field required/],
  [{ type: 'document', source: { type: 'base64', media_type: 'a/b', data: 'AA==' } }, /source\.media_type: .*PDF/],
  [
    { ...png, source: { ...png.source, data: `data:image/png;base64,${png.source.data}` } },
    /^messages\.0\.content\.1\.source\.data: .*base64/,
  ],
  [{ ...png, source: { ...png.source, data: '\n ' } }, /source\.data: Field required/],
  [result('a', [{ type: 'image', source: { type: 'url', url: 'x' } }]), /^messages\.0\.content\.1\.content\.0\.source/],
])('media that Bedrock cannot take is refused by its place: %j', (block, words) => {
  expect(refusalOf({ messages: [user(text('see'), block)] }).message).toMatch(words);
});

test('documents have names of Bedrock’s characters, each its own, and a text beside them', () => {
  const plain = {
    type: 'document',
    source: { type: 'text', media_type: 'text/plain', data: 'words' },
    title: "John's  report_1.txt",
  };
  const [message] = messagesOf([user(pdf(), pdf(), plain, pdf({ title: 'a (1)' }))]);
  expect(message?.content).toEqual([
    { document: { format: 'pdf', name: 'document', source: { bytes: 'JVBERi0=' } } },
    { document: { format: 'pdf', name: 'document 2', source: { bytes: 'JVBERi0=' } } },
    {
      document: {
        format: 'txt',
        name: 'John s report 1 txt',
        source: { bytes: Buffer.from('words').toString('base64') },
      },
    },
    { document: { format: 'pdf', name: 'a (1)', source: { bytes: 'JVBERi0=' } } },
    { text: '(continue)' },
  ]);
});

test('a model without documents gets their text, or is told that one is left out', () => {
  const model = 'amazon.nova-micro-v1:0';
  const html = {
    type: 'document',
    source: { type: 'base64', media_type: 'text/html', data: btoa('<p>') },
    title: 'Page',
  };
  const parts = {
    type: 'document',
    source: { type: 'content', content: [text('one'), text('two')] },
    context: 'About it',
  };
  const { body, notes } = fitted({ messages: [user(html, parts, pdf())] }, { model });
  expect(body.messages[0]?.content).toEqual([
    { text: 'Page\n\n<p>' },
    { text: 'About it' },
    { text: 'one\n\ntwo' },
    { text: expect.stringContaining('document is left out') },
  ]);
  expect(notes).toEqual(['document sent as text', 'document left out: this model takes none']);
});

test('a tool loop has its calls, its results and its tools', () => {
  const messages = [
    user(text('look')),
    assistant(text('I look.'), call('t1')),
    user(result('t1', [text('rain'), png])),
  ];
  const { body, notes } = fitted({ messages, tools: [tool()] });
  expect(body.messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: [{ text: 'I look.' }, { toolUse: { toolUseId: 't1', name: 'Read', input: { path: 't1' } } }],
    },
    {
      role: 'user',
      content: [
        {
          toolResult: {
            toolUseId: 't1',
            content: [{ text: 'rain' }, { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } }],
          },
        },
      ],
    },
  ]);
  expect(body.toolConfig).toEqual({
    tools: [
      {
        toolSpec: {
          name: 'Read',
          description: 'What Read does',
          inputSchema: { json: { type: 'object', properties: { path: { type: 'string' } } } },
        },
      },
    ],
  });
  expect(notes).toEqual([]);
});

test('a result may be empty, blank, or an error', () => {
  const results = [
    result('a', []),
    result('b', ' '),
    result('c', 'broke', { is_error: true }),
    { ...result('d'), content: undefined },
  ];
  const messages = [user(text('go')), assistant(...'abcd'.split('').map((id) => call(id))), user(...results)];
  const content = messagesOf(messages)[2]?.content.map(({ toolResult }) => toolResult);
  expect(content).toEqual([
    { toolUseId: 'a', content: [{ text: '(no output)' }] },
    { toolUseId: 'b', content: [{ text: '(no output)' }] },
    { toolUseId: 'c', content: [{ text: 'broke' }], status: 'error' },
    { toolUseId: 'd', content: [{ text: '(no output)' }] },
  ]);
  // The status is Nova's and Claude's alone.
  for (const model of ['writer.palmyra-x5-v1:0', LLAMA, UNKNOWN]) {
    const other = messagesOf(messages, { model })[2]?.content[2];
    expect(other).toEqual({ toolResult: { toolUseId: 'c', content: [{ text: 'Error:' }, { text: 'broke' }] } });
  }
});

test('images of results follow all results where results hold none', () => {
  const messages = [
    user(text('go')),
    assistant(call('a'), call('b')),
    user(result('a', [png]), result('b', [text('x'), png]), text('well?')),
  ];
  const model = 'moonshotai.kimi-k2.5';
  expect(messagesOf(messages, { model })[2]?.content.map((block) => Object.keys(block)[0])).toEqual([
    'toolResult',
    'toolResult',
    'image',
    'image',
    'text',
  ]);
});

test('input that is no object is sent as one', () => {
  const messages = [
    user(text('go')),
    assistant(call('a', 'Read', 'words'), call('b', 'Read', [1]), call('c', 'Read', null)),
  ];
  const inputs = messagesOf(messages)[1]?.content.map(({ toolUse }) => (toolUse as JsonObject).input);
  expect(inputs).toEqual([{ input: 'words' }, { input: [1] }, { input: null }]);
});

test('thinking goes back in the form that the model takes, or not at all', () => {
  const thought = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const hidden = { type: 'redacted_thinking', data: 'b3BhcXVl' };
  const messages = [
    user(text('go')),
    assistant(thought, hidden, { ...thought, signature: '' }, text('done')),
    user(text('more')),
  ];
  const kept = fitted({ messages }, { model: CLAUDE });
  expect(kept.body.messages[1]?.content).toEqual([
    { reasoningContent: { reasoningText: { text: 'hm', signature: 'c2ln' } } },
    { reasoningContent: { redactedContent: 'b3BhcXVl' } },
    { text: 'done' },
  ]);
  const encrypted = fitted({ messages }, { model: 'openai.gpt-6-sol' }).body.messages[1]?.content;
  expect(encrypted).toEqual([{ reasoningContent: { redactedContent: 'b3BhcXVl' } }, { text: 'done' }]);
  const words = { reasoningContent: { reasoningText: { text: 'hm' } } };
  const unsigned = fitted({ messages }, { model: 'minimax.minimax-m2' }).body.messages[1]?.content;
  expect(unsigned).toEqual([words, words, { text: 'done' }]);
  for (const model of [NOVA_2, GPT_OSS, 'deepseek.v3.2', 'qwen.qwen3-32b-v1:0', 'moonshot.kimi-k2-thinking', UNKNOWN]) {
    const { body, notes } = fitted({ messages }, { model });
    expect(body.messages[1]?.content).toEqual([{ text: 'done' }]);
    expect(notes).toEqual(['earlier thinking dropped: this model does not take it back']);
  }
  const alone = messagesOf([user(text('go')), assistant(thought), user(text('more'))], { model: CLAUDE });
  expect(alone[1]?.content.at(-1)).toEqual({ text: '(continue)' });
});

test('encrypted thinking that is none is left out', () => {
  const messages = [
    user(text('go')),
    assistant(...['', 'not base64!'].map((data) => ({ type: 'redacted_thinking', data })), text('done')),
    user(text('more')),
  ];
  for (const model of [CLAUDE, 'openai.gpt-6-sol']) {
    expect(messagesOf(messages, { model })[1]?.content).toEqual([{ text: 'done' }]);
  }
});

test('roles alternate, the user is first, and order is kept', () => {
  const messages = [
    assistant(text('a')),
    user(text('b')),
    user(text('c'), text(' ')),
    { role: 'system', content: 'd' },
    assistant(text('e')),
    assistant(text('f')),
    user(text('')),
  ];
  const { body, notes } = fitted({ messages });
  expect(body.messages).toEqual([
    { role: 'user', content: [{ text: '(continue)' }] },
    { role: 'assistant', content: [{ text: 'a' }] },
    { role: 'user', content: [{ text: 'b' }, { text: 'c' }, { text: 'd' }] },
    { role: 'assistant', content: [{ text: 'e' }, { text: 'f' }] },
    { role: 'user', content: [{ text: '(continue)' }] },
  ]);
  expect(notes).toEqual(['system role in messages sent as user text', 'blank text dropped']);
});

test('the system prompt has what stands before the conversation, and no blank or billing line', () => {
  const { body } = fitted({
    system: [text('x-anthropic-billing-header: cc_version=2'), text(' '), text('one')],
    messages: [{ role: 'system', content: 'two' }, user(text('hello'))],
  });
  expect(body.system).toEqual([{ text: 'one' }, { text: 'two' }]);
  expect(body.messages).toHaveLength(1);
});

test('a model without system prompts reads it as the user’s first words', () => {
  const { body, notes } = fitted({ system: 'Be brief.' }, { model: 'amazon.titan-text-express-v1' });
  expect(body.system).toBeUndefined();
  expect(body.messages).toEqual([{ role: 'user', content: [{ text: 'Be brief.' }, { text: 'hello' }] }]);
  expect(notes).toEqual(['system prompt sent as user text']);
});

test('tool blocks stand alone in a turn for Llama', () => {
  const messages = [user(text('go')), assistant(text('I look.'), call('a')), user(result('a'), text('well?'))];
  const { body, notes } = fitted({ messages, tools: [tool()] }, { model: LLAMA });
  expect(body.messages.map(({ role, content }) => [role, ...content.map((block) => Object.keys(block)[0])])).toEqual([
    ['user', 'text'],
    ['assistant', 'text'],
    ['user', 'text'],
    ['assistant', 'toolUse'],
    ['user', 'toolResult'],
    ['assistant', 'text'],
    ['user', 'text'],
  ]);
  expect(notes).toEqual(['tool blocks sent in turns of their own']);
});

test('names of tools are sent in Bedrock’s characters, everywhere alike', () => {
  const name = `fs.read/${'ä'.repeat(60)}`;
  const messages = [user(text('go')), assistant(call('a', name)), user(result('a'))];
  const { body } = fitted({ messages, tools: [tool(name)], tool_choice: { type: 'tool', name } });
  const sent = body.toolConfig?.tools[0]?.toolSpec.name;
  expect(sent).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(decodeToolName(String(sent))).toBe(name);
  expect(body.toolConfig?.toolChoice).toEqual({ tool: { name: sent } });
  expect(body.messages[1]?.content[0]?.toolUse).toMatchObject({ name: sent });
});

test('a tool’s schema is that of an object, and its description is not empty', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    properties: { at: { $ref: '#/$defs/Place' }, all: { type: 'array', items: { $ref: '#/$defs/Place' } } },
    $defs: { Place: { type: 'object', properties: { next: { $ref: '#/$defs/Place' } } } },
  };
  const tools = [tool('a', { description: ' ', input_schema: schema }), { name: 'b' }];
  const specOf = (model: string) => fitted({ tools }, { model }).body.toolConfig?.tools.map(({ toolSpec }) => toolSpec);
  const [nova, bare] = specOf(NOVA) ?? [];
  expect(Object.keys(nova ?? {})).toEqual(['name', 'inputSchema']);
  const { json = {} } = (nova?.inputSchema ?? {}) as { json?: JsonObject };
  expect(Object.keys(json).sort()).toEqual(['properties', 'type']);
  expect(json.properties).toMatchObject({ at: { type: 'object', properties: { next: { type: 'object' } } } });
  expect(JSON.stringify(json)).not.toContain('$ref');
  expect(bare?.inputSchema).toEqual({ json: { type: 'object', properties: {} } });
  const [mistral] = specOf(MISTRAL) ?? [];
  const { $schema: _, ...rest } = schema;
  expect(mistral?.inputSchema).toEqual({ json: { ...rest, type: 'object' } });
});

test('a schema that refers to one thing many times does not grow without end', () => {
  const doubled = (level: number) => ({ type: 'object', properties: { a: ref(level), b: ref(level) } });
  const ref = (level: number) => ({ $ref: `#/$defs/L${level}` });
  const $defs = Object.fromEntries(Array.from({ length: 60 }, (_, level) => [`L${level}`, doubled(level + 1)]));
  const { body } = fitted({
    tools: [tool('a', { input_schema: { type: 'object', properties: { a: ref(0) }, $defs } })],
  });
  expect(JSON.stringify(body).length).toBeLessThan(2_000_000);
});

test.each([
  [NOVA, { type: 'auto' }, undefined, []],
  [NOVA, { type: 'any' }, { any: {} }, []],
  [NOVA, { type: 'tool', name: 'Read' }, { tool: { name: 'Read' } }, []],
  [NOVA, { type: 'tool', name: 'Gone' }, undefined, ['tool_choice.tool sent as auto']],
  [MISTRAL, { type: 'tool', name: 'Read' }, { any: {} }, ['tool_choice.tool sent as any']],
  [LLAMA, { type: 'any' }, undefined, ['tool_choice.any sent as auto']],
  [
    NOVA,
    { type: 'auto', disable_parallel_tool_use: true },
    undefined,
    ['tool_choice.disable_parallel_tool_use dropped'],
  ],
])('%s takes the choice %j as %j', (model, tool_choice, expected, notes) => {
  const found = fitted({ tools: [tool()], tool_choice }, { model });
  expect(found.body.toolConfig?.toolChoice).toEqual(expected);
  expect(found.notes).toEqual(notes);
});

test('a model that cannot be forced to one tool of several gets that one alone, and those that were called', () => {
  const parts = { tools: [tool('Read'), tool('Write'), tool('Run')], tool_choice: { type: 'tool', name: 'Run' } };
  const namesOf = (more: JsonObject, model: string) =>
    fitted({ ...parts, ...more }, { model }).body.toolConfig?.tools.map(({ toolSpec }) => toolSpec.name);
  expect(namesOf({}, MISTRAL)).toEqual(['Run']);
  expect(namesOf({ messages: [user(text('go')), assistant(call('a')), user(result('a'))] }, MISTRAL)).toEqual([
    'Read',
    'Run',
  ]);
  expect(namesOf({}, NOVA)).toEqual(['Read', 'Write', 'Run']);
});

test('no tool at all: none are sent, or, where there were calls, those that were called, with the wish in words', () => {
  const tools = [tool('Read'), tool('Write')];
  const none = { tools, tool_choice: { type: 'none' } };
  expect(fitted(none).body.toolConfig).toBeUndefined();
  const messages = [user(text('go')), assistant(call('a')), user(result('a'))];
  const { body } = fitted({ ...none, messages, system: 'Be brief.' });
  expect(body.toolConfig?.tools.map(({ toolSpec }) => toolSpec.name)).toEqual(['Read']);
  expect(body.toolConfig?.tools[0]?.toolSpec.description).toBe('What Read does');
  expect(body.system).toEqual([{ text: 'Be brief.' }, { text: expect.stringContaining('no tool can be called') }]);
});

test('a model without tools goes on without them, unless it has to call one or did', () => {
  const model = 'deepseek.r1-v1:0';
  const { body, notes } = fitted({ tools: [tool()] }, { model });
  expect(body.toolConfig).toBeUndefined();
  expect(notes).toEqual(['tools dropped: this model cannot use them']);
  expect(refusalOf({ tools: [tool()], tool_choice: { type: 'any' } }, { model }).message).toMatch(/cannot use tools/);
  const messages = [user(text('go')), assistant(call('a')), user(result('a'))];
  expect(refusalOf({ messages }, { model }).message).toMatch(/cannot use tools/);
});

test('tools of Anthropic’s own are refused by their place, but for the search of tools', () => {
  for (const type of ['web_search_20250305', 'bash_20250124']) {
    expect(refusalOf({ tools: [tool(), { type, name: 'x' }] }).message).toMatch(`tools.1: tool type "${type}"`);
  }
  const { body, notes } = fitted({ tools: [tool(), { type: 'tool_search_tool_regex_20251119', name: 'search' }] });
  expect(body.toolConfig?.tools).toHaveLength(1);
  expect(notes).toEqual(['tool search dropped: all tools are sent']);
});

test('of two tools with one name the last is sent', () => {
  const { body } = fitted({ tools: [tool('a', { description: 'old' }), tool('a', { description: 'new' })] });
  expect(body.toolConfig?.tools.map(({ toolSpec }) => toolSpec.description)).toEqual(['new']);
});

test('the answer’s limit is the model’s where there is none, or a higher one', () => {
  expect(fitted({ max_tokens: null }).body.inferenceConfig).toEqual({ maxTokens: 10_000 });
  const { body, notes } = fitted({ max_tokens: 32_000 });
  expect(body.inferenceConfig).toEqual({ maxTokens: 10_000 });
  expect(notes).toEqual(['max_tokens lowered to 10000, the limit of Nova Pro']);
  expect(fitted({ max_tokens: null }, { model: UNKNOWN }).body.inferenceConfig).toBeUndefined();
  expect(fitted({ max_tokens: 999_999 }, { model: UNKNOWN }).body.inferenceConfig).toEqual({ maxTokens: 999_999 });
});

test('sampling and stop sequences are fitted to the model', () => {
  const parts = { temperature: 1.5, top_p: 0.9, top_k: 20, stop_sequences: ['END', ''] };
  const nova = fitted(parts);
  expect(nova.body).toMatchObject({
    inferenceConfig: { maxTokens: 100, temperature: 1, topP: 0.9, stopSequences: ['END'] },
    additionalModelRequestFields: { inferenceConfig: { topK: 20 } },
    additionalModelResponseFieldPaths: ['/stop_sequence'],
  });
  expect(nova.notes).toEqual(['temperature set to 1']);
  const oss = fitted(parts, { model: GPT_OSS });
  expect(oss.body.inferenceConfig).toEqual({ maxTokens: 100, temperature: 1, topP: 0.9 });
  expect(oss.body.additionalModelRequestFields).toBeUndefined();
  expect(oss.notes).toEqual(['temperature set to 1', 'stop_sequences dropped: this model takes none', 'top_k dropped']);
});

test.each([
  [NOVA_2, 'low', { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }, []],
  [
    NOVA_2,
    'max',
    { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
    ['output_config.effort sent as high', 'max_tokens dropped: not taken at high effort'],
  ],
  [GPT_OSS, 'medium', { reasoning_effort: 'medium' }, []],
  [GPT_OSS, 'xhigh', { reasoning_effort: 'high' }, ['output_config.effort sent as high']],
  ['moonshot.kimi-k2-thinking', 'medium', { reasoning_effort: 'low' }, ['output_config.effort sent as low']],
  ['deepseek.v3.2', 'low', { reasoning_effort: 'high' }, ['output_config.effort sent as high']],
  ['openai.gpt-6-luna', 'max', { reasoning: { effort: 'max' } }, []],
  ['zai.glm-5', 'high', { reasoning_config: 'high' }, []],
  [NOVA, 'high', undefined, ['thinking dropped: this model has no known form of it', 'output_config.effort dropped']],
])('%s is told to think %s in its maker’s form', (model, effort, expected, notes) => {
  const found = fitted({ thinking: { type: 'adaptive' }, output_config: { effort } }, { model });
  expect(found.body.additionalModelRequestFields).toEqual(expected);
  expect(found.notes).toEqual(notes);
});

test('thinking with a budget, without effort, switched off, and effort alone', () => {
  const fieldsOf = (parts: JsonObject, model = NOVA_2) => fitted(parts, { model }).body.additionalModelRequestFields;
  const effort = (level: string) => ({ reasoningConfig: { type: 'enabled', maxReasoningEffort: level } });
  expect(fieldsOf({ thinking: { type: 'enabled', budget_tokens: 1024 } })).toEqual(effort('low'));
  expect(fieldsOf({ thinking: { type: 'enabled', budget_tokens: 8000 } })).toEqual(effort('medium'));
  expect(fieldsOf({ thinking: { type: 'enabled', budget_tokens: 31_999 } })).toEqual(effort('high'));
  expect(fieldsOf({ thinking: { type: 'adaptive' } })).toEqual(effort('medium'));
  expect(fieldsOf({ thinking: { type: 'disabled' }, output_config: { effort: 'low' } })).toBeUndefined();
  expect(fieldsOf({ output_config: { effort: 'low' } })).toBeUndefined();
  expect(fieldsOf({ output_config: { effort: 'low' } }, GPT_OSS)).toEqual({ reasoning_effort: 'low' });
});

test('DeepSeek V3.1 does not think where it has tools to call', () => {
  const parts = { thinking: { type: 'adaptive' }, tools: [tool()] };
  const old = fitted(parts, { model: 'deepseek.v3-v1:0' });
  expect(old.body.additionalModelRequestFields).toBeUndefined();
  expect(old.notes).toEqual(['thinking dropped: this model calls no tools while it thinks']);
  expect(fitted(parts, { model: 'deepseek.v3.2' }).body.additionalModelRequestFields).toEqual({
    reasoning_effort: 'high',
  });
});

test('Nova 2 at high effort gets no limit and no sampling', () => {
  const parts = {
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
    temperature: 0.5,
    top_p: 0.5,
    top_k: 5,
  };
  const { body, notes } = fitted(parts, { model: NOVA_2 });
  expect(body.inferenceConfig).toBeUndefined();
  expect(notes).toEqual([
    'max_tokens dropped: not taken at high effort',
    'temperature dropped',
    'top_p dropped',
    'top_k dropped',
  ]);
});

test('structured output is the field where the model has it, else words', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const format = { type: 'json_schema', schema };
  const field = {
    textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema), name: 'answer' } } },
  };
  expect(fitted({ output_config: { format } }, { model: GPT_OSS }).body.outputConfig).toEqual(field);
  expect(fitted({ output_format: format }, { model: GPT_OSS }).body.outputConfig).toEqual(field);
  for (const wish of [{ model: NOVA }, { model: GPT_OSS, refusedFields: ['outputConfig.textFormat'] }]) {
    const { body, notes } = fitted({ output_config: { format }, system: 'Be brief.' }, wish);
    expect(body.outputConfig).toBeUndefined();
    expect(body.system).toEqual([{ text: 'Be brief.' }, { text: expect.stringContaining(JSON.stringify(schema)) }]);
    expect(notes).toEqual(['output_config.format asked for in words']);
  }
  expect(fitted({ output_config: { format: { type: 'text' } } }).notes).toEqual(['output_config.format dropped']);
});

test('strict tools stay strict where structured output is', () => {
  const tools = [tool('a', { strict: true })];
  expect(fitted({ tools }, { model: GPT_OSS }).body.toolConfig?.tools[0]?.toolSpec.strict).toBe(true);
  const nova = fitted({ tools });
  expect(nova.body.toolConfig?.tools[0]?.toolSpec.strict).toBeUndefined();
  expect(nova.notes).toEqual(['tools.strict dropped']);
});

test('cache points stand where Nova takes them, four at most, and nowhere for other models', () => {
  const messages = [
    user(text('one', cached)),
    assistant(text('two', cached)),
    user(text('three', cached)),
    assistant(text('four', cached)),
    user(text('five', cached), text('six')),
  ];
  const parts = { messages, system: [text('a', cached), text('b', cached), text('c')], tools: [tool('t', cached)] };
  const { body } = fitted(parts);
  expect(body.system).toEqual([{ text: 'a' }, { text: 'b' }, CACHE_POINT, { text: 'c' }]);
  expect(body.messages.map(({ content }) => content.at(-1)?.cachePoint !== undefined)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(JSON.stringify(body.toolConfig)).not.toContain('cachePoint');
  const llama = fitted(parts, { model: LLAMA });
  expect(JSON.stringify(llama.body)).not.toContain('cachePoint');
  expect(llama.notes).toEqual([]);
});

test('a cache point beside tool blocks goes to the turn before them', () => {
  const messages = [user(text('one')), assistant(call('a')), user(result('a', 'x', cached))];
  const sent = messagesOf(messages);
  expect(sent.map(({ content }) => content.at(-1)?.cachePoint !== undefined)).toEqual([true, false, false]);
  const automatic = fitted({ messages: messages.slice(0, 1), cache_control: { type: 'ephemeral' } });
  expect(automatic.body.messages[0]?.content).toEqual([{ text: 'one' }, CACHE_POINT]);
});

describe('where the client marks nothing', () => {
  const long = 'All of this is repeated with every request. '.repeat(200);
  const messages = [user(text('one')), assistant(text('two')), user(text('three'))];

  test('Adit marks system prompt and last turns, if it is to', () => {
    const { body, notes } = fitted({ messages, system: long }, { autoCache: true });
    expect(body.system).toEqual([{ text: long }, CACHE_POINT]);
    expect(body.messages.map(({ content }) => content.length)).toEqual([2, 1, 2]);
    expect(notes).toEqual(['cache points set by Adit: 3']);
    const llama = fitted({ messages, system: long }, { autoCache: true, model: LLAMA });
    expect([JSON.stringify(llama.body).includes('cachePoint'), llama.notes]).toEqual([false, []]);
  });

  test('Adit leaves a prompt alone that is too short to be cached', () => {
    const { body, notes } = fitted({ messages, system: 'Be brief.' }, { autoCache: true });
    expect([JSON.stringify(body).includes('cachePoint'), notes]).toEqual([false, []]);
  });

  test('Adit says nothing where no mark can stand', () => {
    const loop = [assistant(call('a')), user(result('a', long))];
    const { body, notes } = fitted({ messages: loop }, { autoCache: true });
    expect(body.messages.map(({ content }) => content.at(-1)?.cachePoint !== undefined)).toEqual([true, false, false]);
    expect(notes).toEqual(['tools rebuilt from the conversation', 'cache points set by Adit: 1']);
    const alone = [user(text('go')), assistant(call('a')), user(result('a', long))];
    expect(fitted({ messages: alone }, { autoCache: true }).notes.at(-1)).toBe('cache points set by Adit: 1');
  });
});

test('blocks of kinds that Converse lacks are sent as text, or left out', () => {
  const found = { type: 'search_result', title: 'Title', source: 'https://a', content: [text('words')] };
  const messages = [
    user(text('go')),
    assistant(call('a')),
    user(
      result('a', [
        { type: 'tool_reference', tool_name: 'Read' },
        { type: 'tool_reference', tool_name: { toString: 1 } },
      ]),
      found,
      {
        type: 'container_upload',
        file_id: 'x',
      },
    ),
  ];
  const { body, notes } = fitted({ messages });
  expect(body.messages[2]?.content).toEqual([
    { toolResult: { toolUseId: 'a', content: [{ text: 'The tool Read is loaded.' }] } },
    { text: 'Title\nhttps://a\nwords' },
  ]);
  expect(notes).toContain('content of an unknown kind dropped');
});

test('what InvokeModel has in headers is in the body', () => {
  const headers = {
    'x-amzn-bedrock-guardrailidentifier': 'guard',
    'x-amzn-bedrock-guardrailversion': '1',
    'x-amzn-bedrock-trace': 'ENABLED',
    'x-amzn-bedrock-performanceconfig-latency': 'optimized',
    'x-amzn-bedrock-request-metadata': '{"team":"a","n":1,"o":{"toString":1}}',
  };
  expect(fitted({ service_tier: 'flex' }, { headers }).body).toMatchObject({
    guardrailConfig: { guardrailIdentifier: 'guard', guardrailVersion: '1', trace: 'enabled' },
    performanceConfig: { latency: 'optimized' },
    requestMetadata: { team: 'a', n: '1', o: '{"toString":1}' },
    serviceTier: { type: 'flex' },
  });
  expect(fitted({ service_tier: 'standard_only' }).body.serviceTier).toBeUndefined();
});

test('fields that were refused before are left out, wherever they are', () => {
  const parts = { top_k: 5, temperature: 0.5, stop_sequences: ['END'], tools: [tool()], service_tier: 'flex' };
  const refusedFields = [
    'stopSequences',
    'inferenceConfig.topK',
    'serviceTier',
    'toolConfig.tools.*.toolSpec.description',
    'messages',
    'other',
  ];
  const { body, notes } = fitted(parts, { refusedFields });
  expect(body.inferenceConfig).toEqual({ maxTokens: 100, temperature: 0.5 });
  expect(body.additionalModelRequestFields).toBeUndefined();
  expect(body.serviceTier).toBeUndefined();
  expect(body.messages).toHaveLength(1);
  expect(Object.keys(body.toolConfig?.tools[0]?.toolSpec ?? {})).toEqual(['name', 'inputSchema']);
  expect(notes).toEqual([
    'stopSequences dropped: refused before',
    'inferenceConfig.topK dropped: refused before',
    'serviceTier dropped: refused before',
    'toolConfig.tools.toolSpec.description dropped: refused before',
  ]);
});

test('a cache point that was refused before goes with the block that holds nothing else', () => {
  const refusedFields = ['messages.*.content.*.cachePoint'];
  const { body } = fitted({ messages: [user(text('one', cached))] }, { refusedFields });
  expect(body.messages[0]?.content).toEqual([{ text: 'one' }]);
});

test('the model behind a profile’s id or ARN is known by it', () => {
  for (const model of [`us.${GPT_OSS}`, `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${GPT_OSS}`]) {
    expect(fitted({ stop_sequences: ['END'] }, { model }).notes).toEqual([
      'stop_sequences dropped: this model takes none',
    ]);
  }
});

test('fitting the same request twice gives the same bytes', () => {
  const parts = { messages: [user(text('go')), assistant(call('a:1')), user(result('a:1'))], tools: [tool('fs.read')] };
  expect(fitted(parts, { model: MISTRAL })).toEqual(fitted(parts, { model: MISTRAL }));
});
