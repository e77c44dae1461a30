import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { call, functionTool, kept, output, read, responseIn, streamed, translated, user, whole } from './support.ts';

const thought = (text: string) => ({ type: 'thinking', thinking: text, signature: `signed ${text}` });
const use = (id: string) => ({ type: 'tool_use', id, name: 'run', input: { a: 1 } });
const text = (words: string) => ({ type: 'text', text: words });
const redacted = { type: 'redacted_thinking', data: 'EmwKAhgB' };
const tools = [functionTool('run')];
const wants = { include: ['reasoning.encrypted_content'], store: false, tools };

/** The items of an answer as a client sends them back, with results for its calls. */
function sentBack(items: JsonObject[]): JsonObject[] {
  return [
    ...items,
    ...items.filter(({ type }) => type === 'function_call').map(({ call_id }) => output(String(call_id))),
  ];
}

test('thinking goes out as a reasoning item, and comes back as it was', () => {
  const content = [thought('one'), redacted, text('I run'), use('a'), use('b')];
  const items = whole(read(wants), { content, stop_reason: 'tool_use' }).output;
  expect(items.slice(0, 2)).toEqual([
    {
      type: 'reasoning',
      id: expect.any(String),
      summary: [{ type: 'summary_text', text: 'one' }],
      encrypted_content: expect.stringMatching(/^adit-thinking-1\.[\w-]+$/),
    },
    { type: 'reasoning', id: expect.any(String), summary: [], encrypted_content: expect.any(String) },
  ]);
  const { body } = translated({ ...wants, input: [user('go'), ...sentBack(items)] });
  expect(body.messages[1]).toEqual({ role: 'assistant', content });
});

test('thinking whose text is left out has no summary, and its signature comes back', () => {
  const silent = { type: 'thinking', thinking: '', signature: 'sig' };
  const request = read({ ...wants, stream: true });
  const stream = streamed(request, { content: [silent, use('a')], stop_reason: 'tool_use' });
  expect(stream).not.toContain('event: response.reasoning');
  const { output: items } = responseIn(stream);
  expect(items[0]).toMatchObject({ type: 'reasoning', summary: [] });
  expect(translated({ input: [user('go'), ...sentBack(items)] }).body.messages[1]?.content).toEqual([silent, use('a')]);
});

test('thinking that is not signed is shown, and nothing of it is wanted back', () => {
  const content = [{ type: 'thinking', thinking: 'hm' }, text('x')];
  const [item] = whole(read(wants), { content }).output;
  expect(item).toEqual({ type: 'reasoning', id: expect.any(String), summary: [{ type: 'summary_text', text: 'hm' }] });
});

test('a client that does not ask for what is encrypted does not get it', () => {
  const answer = { content: [thought('one'), text('x')] };
  for (const parts of [{ stream: true }, { store: true }]) {
    expect(streamed(read(parts), answer)).not.toContain('encrypted_content');
  }
  expect(streamed(read({ store: false }), answer)).toContain('encrypted_content');
  expect(streamed(read({ include: ['reasoning.encrypted_content'] }), answer)).toContain('encrypted_content');
});

test('a client that keeps no reasoning gets it remembered by its calls, each in its place', () => {
  const keeps = kept();
  const content = [
    thought('one'),
    text('I'),
    thought('two'),
    text('run'),
    use('a'),
    use('b'),
    thought('three'),
    use('c'),
  ];
  const answer = whole(read({ tools, store: false }, keeps), { content, stop_reason: 'tool_use' });
  const items = sentBack(answer.output.filter(({ type }) => type !== 'reasoning'));
  expect(translated({ input: [user('go'), ...items] }, keeps).body.messages[1]?.content).toEqual(content);
  // To another model they mean nothing.
  const other = translated({ model: 'claude-opus-5-5', input: [user('go'), ...items] }, keeps);
  expect(JSON.stringify(other.body)).not.toContain('thinking');
});

test('thinking that comes back is not remembered a second time', () => {
  const keeps = kept();
  const content = [thought('one'), use('a'), use('b')];
  const { output: items } = whole(read(wants, keeps), { content, stop_reason: 'tool_use' });
  const { body } = translated({ ...wants, input: [user('go'), ...sentBack(items)] }, keeps);
  expect(body.messages[1]?.content).toEqual(content);
});

test('thinking that led to nothing is left out', () => {
  const [reasoning] = whole(read(wants), { content: [thought('one')] }).output;
  expect(translated({ input: [user('a'), reasoning as JsonObject, user('b')] }).body.messages).toEqual([
    { role: 'user', content: [text('a'), text('b')] },
  ]);
});

test('reasoning of other servers, damaged or made up, is left out without an error', () => {
  const own = String(whole(read(wants), { content: [thought('x')] }).output[0]?.encrypted_content);
  const damaged = fc.oneof(
    fc.string(),
    fc.constantFrom('gAAAAABo', 'ENCRYPTED', 'adit-thinking-2.e30', 'adit-thinking-1.', 'adit-thinking-1.e30'),
    fc.nat(own.length - 1).map((at) => own.slice(0, at)),
    fc.jsonValue().map((json) => `adit-thinking-1.${Buffer.from(JSON.stringify(json)).toString('base64url')}`),
  );
  fc.assert(
    fc.property(damaged, (encrypted_content) => {
      const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content };
      const { body, notes } = translated({ input: [user('go'), reasoning, call('a'), output('a')] });
      expect(body.messages[1]?.content).toEqual([use('a')]);
      expect(notes).toEqual([]);
    }),
  );
});
