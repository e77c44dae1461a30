import { expect, test } from 'vitest';
import { AditError } from '../../proxy/errors.ts';
import { fitTo, GPT_OSS, type Json, SEEING } from './support.ts';

const user = (...content: unknown[]) => ({ role: 'user', content });
const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
const system = (content: unknown) => ({ role: 'system', content });
const text = (words: string) => ({ type: 'text', text: words });
const call = (id: string, input: unknown = { path: 'x' }) => ({ type: 'tool_use', id, name: 'Read', input });
const result = (id: string, content: unknown, more: Json = {}) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
});
const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } };
const asked = (id: string) => ({
  id,
  type: 'function',
  function: { name: 'Read', arguments: '{"path":"x"}' },
});
const chat = (...messages: unknown[]) => fitTo('chat', { messages }).body.messages;

test('a question becomes messages, a limit and nothing else', () => {
  expect(fitTo('chat', {})).toMatchObject({ betas: [], headers: {}, notes: [] });
  expect(fitTo('chat', {}).body).toEqual({
    model: GPT_OSS,
    messages: [{ role: 'user', content: 'hello' }],
    max_completion_tokens: 100,
  });
});

test('a stream is asked for with its usage', () => {
  expect(fitTo('chat', { stream: true }).body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

test('the system prompt is one message; the billing line of Claude Code and blank text are no part of it', () => {
  const lines = [text('x-anthropic-billing-header: cc_version=2'), text('one'), text(' '), text('two')];
  expect(fitTo('chat', { system: lines }).body.messages).toEqual([
    { role: 'system', content: 'one\n\ntwo' },
    { role: 'user', content: 'hello' },
  ]);
  expect(fitTo('chat', { system: 'short' }).body.messages).toMatchObject([{ role: 'system', content: 'short' }, {}]);
});

test('the system role between messages stays with OpenAI’s models and is the user’s with others', () => {
  const messages = [user(text('a')), system('note'), assistant(text('b')), user(text('c'))];
  expect(chat(...messages)).toMatchObject([{ role: 'user' }, { role: 'system', content: 'note' }, {}, {}]);
  expect(fitTo('chat', { messages }, { model: SEEING }).body.messages).toEqual([
    { role: 'user', content: 'a\n\nnote' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: 'c' },
  ]);
});

test('calls and their results keep their order, whatever stands between them', () => {
  const conversation = [
    user(text('go')),
    assistant(text('I look'), call('t1'), call('t2')),
    system('note'),
    user(result('t2', 'second'), text('and'), result('t1', [text('first'), text('more')])),
  ];
  expect(chat(...conversation)).toEqual([
    { role: 'user', content: 'go' },
    { role: 'assistant', content: 'I look', tool_calls: [asked('t1'), asked('t2')] },
    { role: 'tool', tool_call_id: 't1', content: 'first\n\nmore' },
    { role: 'tool', tool_call_id: 't2', content: 'second' },
    { role: 'system', content: 'note' },
    { role: 'user', content: 'and' },
  ]);
});

test('a failed call says so, and an empty result says that too', () => {
  const results = [result('t1', 'no such file', { is_error: true }), result('t2', []), result('t3', '')];
  expect(chat(user(text('go')), assistant(call('t1'), call('t2'), call('t3')), user(...results))).toMatchObject([
    {},
    {},
    { content: 'Error: no such file' },
    { content: '(no output)' },
    { content: '(no output)' },
  ]);
});

test('images of a result follow all results as the user’s', () => {
  const messages = [
    user(text('go')),
    assistant(call('t1'), call('t2')),
    user(result('t1', [picture]), result('t2', 'words'), text('see')),
  ];
  expect(fitTo('chat', { messages }, { model: SEEING }).body.messages).toMatchObject([
    {},
    {},
    { role: 'tool', tool_call_id: 't1', content: '(see below)' },
    { role: 'tool', tool_call_id: 't2', content: 'words' },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
        { type: 'text', text: 'see' },
      ],
    },
  ]);
});

test('a call without a result gets one, and a result without its call becomes text', () => {
  const { body, notes } = fitTo('chat', {
    messages: [user(result('lost', 'words'), text('go')), assistant(call('t1')), user(text('stop that'))],
  });
  expect(body.messages).toEqual([
    {
      role: 'user',
      content: 'Result of a tool call that is not in this conversation:\n\nwords\n\ngo',
    },
    { role: 'assistant', tool_calls: [asked('t1')] },
    { role: 'tool', tool_call_id: 't1', content: 'Error: The tool was interrupted, so there is no result.' },
    { role: 'user', content: 'stop that' },
  ]);
  expect(notes).toEqual(['tool result without its call sent as text', 'missing tool result filled in']);
});

test('a result that comes turns later stands behind its call', () => {
  const late = [user(text('go')), assistant(call('a'), call('b')), user(result('b', 'two')), assistant(text('so'))];
  expect(chat(...late, user(result('a', 'one'), text('and')))).toMatchObject([
    {},
    { tool_calls: [{ id: 'a' }, { id: 'b' }] },
    { role: 'tool', tool_call_id: 'a', content: 'one' },
    { role: 'tool', tool_call_id: 'b', content: 'two' },
    { role: 'assistant', content: 'so' },
    { role: 'user', content: 'and' },
  ]);
});

test('two calls with one id get a result each', () => {
  const messages = [user(text('go')), assistant(call('t'), call('t')), user(result('t', 'a'), result('t', 'b'))];
  expect(chat(...messages)).toMatchObject([{}, {}, { content: 'a' }, { content: 'b' }]);
});

test('a call’s id that is too long is short in the same way at both ends', () => {
  const id = 'x'.repeat(64);
  const short = expect.stringMatching(/^call_[\da-f]{32}$/);
  const [, answer, tool] = chat(user(text('go')), assistant(call(id)), user(result(id, 'ok'))) as Json[];
  expect(answer).toMatchObject({ tool_calls: [{ id: short }] });
  expect(tool).toMatchObject({ role: 'tool', tool_call_id: short });
  expect(JSON.stringify(answer)).toContain(`"id":"${tool?.tool_call_id}"`);
});

test('thinking and blank text are left out, and a turn that was nothing else goes with them', () => {
  const thought = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const hidden = { type: 'redacted_thinking', data: 'b3BhcXVl' };
  expect(chat(user(text('a')), assistant(thought, hidden, text(' ')), user(text('b'), text('')))).toEqual([
    { role: 'user', content: 'a\n\nb' },
  ]);
});

test('a model that sees none gets words for an image, and the person a note', () => {
  const { body, notes } = fitTo('chat', { messages: [user(text('look'), picture)] });
  expect(body.messages).toEqual([
    { role: 'user', content: 'look\n\n(An image is left out here: this model takes no images.)' },
  ]);
  expect(notes).toEqual(['images left out: this model takes none']);
});

test.each([
  [{ type: 'text', media_type: 'text/plain', data: 'words' }, 'words'],
  [{ type: 'content', content: [text('a'), text('b')] }, 'a\n\nb'],
  [{ type: 'content', content: 'plain' }, 'plain'],
  [{ type: 'base64', media_type: 'text/markdown', data: Buffer.from('# hi').toString('base64') }, '# hi'],
])('a document of text %j is text', (source, words) => {
  expect(chat(user({ type: 'document', source, title: 'Title' }, text('and')))).toEqual([
    { role: 'user', content: `Title\n\n${words}\n\nand` },
  ]);
});

test('a document that is no text is refused with its type', () => {
  const source = { type: 'base64', media_type: 'application/pdf', data: 'aGk=' };
  const words =
    'gpt-oss-120b takes no documents of type application/pdf. Send their text instead, or ask a model that reads them.';
  expect(() => chat(user({ type: 'document', source }))).toThrow(
    new AditError('invalid_request_error', words, { shouldRetry: false }),
  );
});

test('an image from elsewhere is refused', () => {
  const messages = [user({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } })];
  expect(() => fitTo('chat', { messages }, { model: SEEING })).toThrow(/^image\.source: .*fetches nothing/);
});

test('tool references and search results are said in words; what nobody knows is left out with a note', () => {
  const found = { type: 'search_result', title: 'T', source: 'https://a', content: [text('c')] };
  const { body, notes } = fitTo('chat', {
    messages: [user({ type: 'tool_reference', tool_name: 'Read' }, found, { type: 'strange' }, text('go'))],
  });
  expect(body.messages).toEqual([{ role: 'user', content: 'The tool Read is loaded.\n\nT\nhttps://a\nc\n\ngo' }]);
  expect(notes).toEqual([
    'tool_reference sent as text',
    'search_result sent as text',
    'content of an unknown kind dropped',
  ]);
});
