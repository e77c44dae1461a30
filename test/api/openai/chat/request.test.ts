import { expect, test } from 'vitest';
import { chat, dialect, refusalOf, translate } from './harness.ts';

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const contentOf = (content: unknown) => (translate(user(content)).body.messages as { content: unknown }[])[0]?.content;
const PNG = 'iVBORw0KGgo=';

test('Xcode’s request becomes one of the Messages API, without its empty tools', () => {
  const xcode =
    '{"messages":[{"content":"You are a coding assistant.","role":"system"},{"content":[{"text":"hi","type":"text"}],' +
    '"role":"user"}],"model":"claude-opus-5-5","stream":true,"stream_options":{"include_usage":true},"tools":[]}';
  const { request } = dialect().read(Buffer.from(xcode), { 'user-agent': 'Xcode/24577 CFNetwork/3860.400.51' });
  expect(JSON.parse(request.bytes.toString())).toEqual({
    model: 'claude-opus-5-5',
    max_tokens: 32_000,
    system: [{ type: 'text', text: 'You are a coding assistant.' }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    stream: true,
  });
  expect(request).toMatchObject({ name: 'claude-opus-5-5', stream: true, notes: [] });
  expect(request.native).toEqual({ dialect: 'chat', body: JSON.parse(xcode) });
});

test('system and developer messages at the start are the system prompt, later ones stay in their place', () => {
  const { body } = translate({
    messages: [
      { role: 'system', content: 'A' },
      { role: 'developer', content: [{ type: 'text', text: 'B' }] },
      { role: 'user', content: 'hello' },
      { role: 'developer', content: 'C' },
      { role: 'user', content: 'go on' },
    ],
  });
  expect(body.system).toEqual([
    { type: 'text', text: 'A' },
    { type: 'text', text: 'B' },
  ]);
  expect(body.messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'hello' }] },
    { role: 'system', content: [{ type: 'text', text: 'C' }] },
    { role: 'user', content: [{ type: 'text', text: 'go on' }] },
  ]);
});

test('a system prompt alone is what the user says', () => {
  const { body, notes } = translate({ messages: [{ role: 'system', content: 'Name a colour' }] });
  expect(body).not.toHaveProperty('system');
  expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Name a colour' }] }]);
  expect(notes).toEqual(['the system prompt sent as user text']);
});

test('a system message behind nothing but blank ones is still at the start', () => {
  const messages = [
    { role: 'user', content: '' },
    { role: 'system', content: 'A' },
    { role: 'user', content: 'hello' },
  ];
  expect(translate({ messages }).body).toMatchObject({
    system: [{ type: 'text', text: 'A' }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
  });
});

test('messages of one role that follow each other become one turn, and blank ones none', () => {
  const { body } = translate({
    messages: [
      { role: 'user', content: 'one' },
      { role: 'user', content: ' \n' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'two' },
        ],
      },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: null },
      { role: 'user', content: 'three' },
    ],
  });
  const texts = ['one', 'two', 'three'].map((text) => ({ type: 'text', text }));
  expect(body.messages).toEqual([{ role: 'user', content: texts }]);
});

test('images come along as base64, by the name that the API has for their type', () => {
  const url = `data:image/jpg;charset=x;base64,${PNG}`;
  expect(contentOf([{ type: 'image_url', image_url: { url, detail: 'high' } }])).toEqual([
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: PNG } },
  ]);
});

test('PDFs and texts come along as documents', () => {
  const file = (file: object) => ({ type: 'file', file });
  const pdf = { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' };
  const parts = [
    file({ filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' }),
    file({ file_data: 'JVBERi0=' }),
    file({ file_data: 'data:text/plain;base64,aGVsbG8=' }),
  ];
  expect(contentOf(parts)).toEqual([
    { type: 'document', source: pdf, title: 'a.pdf' },
    { type: 'document', source: pdf },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hello' } },
  ]);
});

test('a refusal of an earlier answer is text', () => {
  const assistant = (parts: object) => ({ role: 'assistant', ...parts });
  const { body } = translate({
    messages: [
      { role: 'user', content: 'a' },
      assistant({ content: [{ type: 'refusal', refusal: 'No.' }] }),
      { role: 'user', content: 'b' },
      assistant({ content: null, refusal: 'No, again.' }),
      { role: 'user', content: 'c' },
    ],
  });
  expect(body.messages).toMatchObject([
    {},
    { content: [{ type: 'text', text: 'No.' }] },
    {},
    { content: [{ type: 'text', text: 'No, again.' }] },
    {},
  ]);
});

test('cache_control stays where OpenCode and LiteLLM put it', () => {
  const cache_control = { type: 'ephemeral', ttl: '1h' };
  const { body } = translate({
    messages: [
      { role: 'system', content: 'A', cache_control },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a', cache_control },
          { type: 'text', text: 'b' },
        ],
      },
      {
        role: 'assistant',
        content: 'Running',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' }, cache_control }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'done', cache_control },
      { role: 'user', content: [{ type: 'text', text: 'c' }], cache_control },
    ],
    tools: [
      { type: 'function', function: { name: 'f' }, cache_control },
      { type: 'function', function: { name: 'g', cache_control } },
    ],
  });
  expect(body.system).toEqual([{ type: 'text', text: 'A', cache_control }]);
  expect(body.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a', cache_control },
        { type: 'text', text: 'b' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Running' },
        { type: 'tool_use', id: 'call_1', name: 'f', input: {}, cache_control },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'done' }], cache_control },
        { type: 'text', text: 'c', cache_control },
      ],
    },
  ]);
  expect(body.tools).toMatchObject([{ cache_control }, { cache_control }]);
});

test('Bedrock’s own headers and beta flags go along, the version of another API does not', () => {
  const headers = { 'x-amzn-bedrock-trace': 'ENABLED', 'anthropic-beta': 'a,b', 'anthropic-version': '2026-10-21' };
  const { request } = dialect().read(Buffer.from(JSON.stringify(chat())), headers);
  expect(request).toMatchObject({ invokeHeaders: { 'x-amzn-bedrock-trace': 'ENABLED' }, betaHeader: 'a,b' });
  expect(request.version).toBeUndefined();
});

test.each([
  [
    'messages.0.content.1.image_url.url: Adit fetches nothing from elsewhere. Send the data itself as a data: URL ("data:image/png;base64,…").',
    user([
      { type: 'text', text: 'a' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    ]),
  ],
  [
    'messages.0.content.0.image_url.url: images are taken as JPEG, PNG, GIF or WebP in base64, not as image/tiff.',
    user([{ type: 'image_url', image_url: { url: `data:image/tiff;base64,${PNG}` } }]),
  ],
  [
    'messages.0.content.0.image_url.url: images are taken as JPEG, PNG, GIF or WebP in base64, not as image/png.',
    user([{ type: 'image_url', image_url: { url: 'data:image/png,%00' } }]),
  ],
  [
    "messages.0.content.0.file.file_id: Adit has none of the files that were uploaded to OpenAI. Send the file's own data instead.",
    user([{ type: 'file', file: { file_id: 'file-1' } }]),
  ],
  ['messages.0.content.0.file.file_data: this field is required.', user([{ type: 'file', file: {} }])],
  [
    'messages.0.content.0.file.file_data: files are taken as PDF or text in base64, not as application/zip.',
    user([{ type: 'file', file: { file_data: 'data:application/zip;base64,AA==' } }]),
  ],
  [
    'messages.0.content.0.type: audio input is not supported; send text, images or documents.',
    user([{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }]),
  ],
  [
    'messages.0.content.0.type: expected one of "text", "refusal", "image_url", "file", "input_audio", but got a string.',
    user([{ type: 'video_url' }]),
  ],
  ['messages.0.content: expected a string or a list of parts.', user({ text: 'a' })],
  ['messages.0.content.0.text: this field is required.', user([{ type: 'text' }])],
  [
    'messages.0.role: expected one of "system", "developer", "user", "assistant", "tool", "function", but got a string.',
    { messages: [{ role: 'critic' }] },
  ],
  ['messages.0: expected an object, but got null.', { messages: [null] }],
  ['messages.0.tool_call_id: this field is required.', { messages: [{ role: 'tool', content: 'a' }] }],
  ['messages: this field is required.', { messages: undefined }],
  ['messages: there is nothing in them to answer.', { messages: [{ role: 'user', content: '' }] }],
  ['model: this field is required.', { model: undefined }],
  ['model: Input should be a valid string', { model: '' }],
  ['n: a model on Amazon Bedrock gives one answer; ask again for another.', { n: 2 }],
  ['modalities.1: audio output is not supported; answers are text.', { modalities: ['text', 'audio'] }],
  ['audio: audio output is not supported; answers are text.', { audio: { voice: 'alloy', format: 'wav' } }],
  ['max_tokens: expected a number from 1.', { max_tokens: -1 }],
  ['max_completion_tokens: expected a whole number.', { max_completion_tokens: 1.5 }],
  ['temperature: expected a number from 0 to 2.', { temperature: 2.1 }],
  ['tools.0.type: expected one of "function", "custom", but got a string.', { tools: [{ type: 'web_search' }] }],
  [
    'tools.0.function.parameters: expected an object.',
    { tools: [{ type: 'function', function: { name: 'f', parameters: [] } }] },
  ],
  ['tool_choice: expected one of "none", "auto", "required", but got a string.', { tool_choice: 'f' }],
  ['stop: expected a string or a list of strings.', { stop: [1] }],
  ['messages: expected a list, but got a number.', { messages: 5 }],
  ['stream: expected a boolean, but got a string.', { stream: 'yes' }],
  ['model: this field is required.', '[]'],
  ['The request body is not valid JSON: Expected a JSON object at byte 0.', 'secret'],
  ['The request body is not valid JSON: Something follows the JSON object at byte 3.', '{} secret'],
])('%s', (words, parts) => {
  expect(refusalOf(parts)).toBe(words);
});

test('a request that is nested too deeply is refused, not fatal', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const call = `{"id":"a","function":{"name":"f","arguments":${deep}}}`;
  const turns = `[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[${call}]}]`;
  expect(refusalOf(`{"model":"m","messages":${turns}}`)).toContain('nested too deeply');
});
