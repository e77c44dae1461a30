import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted, unfitted } from '../support/fitted.ts';

const text = (words: string) => ({ type: 'text', text: words });
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const system = (content: unknown, more: JsonObject = {}) => ({ role: 'system', content, ...more });
const call = { type: 'tool_use', id: 't1', name: 'T', input: {} };
const result = { type: 'tool_result', tool_use_id: 't1', content: 'ok' };

describe('the system role inside messages', () => {
  test.each(['opus-4-8', 'opus-5', 'fable-5', 'opus-5-5', 'haiku-5-5'])('is left to %s as it came', (model) => {
    const messages = [user('a'), system('be brief'), assistant('b'), user('c')];
    const { text: sent, notes, refusal } = fitted({ messages }, { model });
    expect(sent).toContain(JSON.stringify(messages));
    expect({ notes, refusal }).toEqual({ notes: [], refusal: undefined });
  });

  test.each(['sonnet-5', 'opus-4-7', 'sonnet-4-6', 'haiku-4-5'])('becomes text of the user for %s', (model) => {
    const messages = [user('a'), system([text('be brief')]), assistant('b'), user('c')];
    expect(unfitted({ messages }, { model })).toBe("messages.1.role: Input should be 'user' or 'assistant'");
    const { body, notes, refusal } = fitted({ messages }, { model });
    expect(body.messages).toEqual([user([text('a'), text('be brief')]), assistant('b'), user('c')]);
    expect(notes).toEqual(['system role in messages sent as user text']);
    expect(refusal).toBeUndefined();
  });

  test('becomes text of the user wherever it was refused before', () => {
    const { body } = fitted(
      { messages: [user('a'), system('b')] },
      { model: 'opus-5', lessons: { foldSystemRole: true } },
    );
    expect(body.messages).toEqual([user([text('a'), text('b')])]);
  });

  test('goes behind the tool results, which have to come first', () => {
    const messages = [user('a'), assistant([call]), system('note'), user([result, text('and?')])];
    const { body, refusal } = fitted({ messages });
    expect(body.messages).toEqual([user('a'), assistant([call]), user([result, text('note'), text('and?')])]);
    expect(refusal).toBeUndefined();
    const two = fitted({ messages: [user('a'), assistant([call]), system('1'), system('2'), user([result])] });
    expect(two.body.messages).toEqual([user('a'), assistant([call]), user([result, text('1'), text('2')])]);
    expect(two.refusal).toBeUndefined();
    const behind = fitted({ messages: [user('a'), assistant([call]), user([result]), system('note')] });
    expect(behind.body.messages).toEqual([user('a'), assistant([call]), user([result, text('note')])]);
  });

  test('joins what is there, in order: several in a row, at the start, and between two answers', () => {
    const messages = [system('1'), system('2'), user('a'), assistant('b'), system('3'), assistant('c'), user('d')];
    const { body, refusal } = fitted({ messages });
    expect(body.messages).toEqual([
      user([text('1'), text('2'), text('a')]),
      assistant('b'),
      user([text('3')]),
      assistant('c'),
      user('d'),
    ]);
    expect(refusal).toBeUndefined();
  });

  test('keeps its breakpoint when it moves, and none that is blank moves', () => {
    const marked = { ...text('long'), cache_control: { type: 'ephemeral' } };
    const { body, refusal } = fitted({ messages: [user('a'), system([marked, text(' ')]), system(''), system('\n')] });
    expect(body.messages).toEqual([user([text('a'), marked])]);
    expect(refusal).toBeUndefined();
  });

  test('has an effort of its own only with the flag for it', () => {
    const messages = [user('a'), system('b', { output_config: { effort: 'low' } })];
    expect(unfitted({ messages }, { model: 'opus-5' })).toContain('messages.1.output_config: Extra inputs');
    const without = fitted({ messages }, { model: 'opus-5' });
    expect(without.body.messages).toEqual([user('a'), system('b')]);
    expect(without.notes).toEqual(['messages.output_config dropped']);
    const betas = ['mid-conversation-output-config-2026-07-01'];
    const { text: sent, refusal } = fitted({ messages }, { model: 'opus-5', betas });
    expect(sent).toContain(JSON.stringify(messages));
    expect([without.refusal, refusal]).toEqual([undefined, undefined]);
  });
});

describe('blank text', () => {
  test.each(['', ' ', '\n\t'])('%j is dropped, and the rest stays', (blank) => {
    const json = `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"${blank.replace(/[\n\t]/g, (c) => (c === '\n' ? '\\n' : '\\t'))}"},{"type":"text","text":"a"}]}]}`;
    const { body, refusal } = fitted(json);
    expect({ messages: body.messages, refusal }).toEqual({ messages: [user([text('a')])] });
  });

  test('that was all of a message takes the message along, but for the only one', () => {
    const messages = [user('a'), assistant([text('')]), user(' '), user([text('b'), text('')])];
    expect(unfitted({ messages })).toContain('text content blocks must be non-empty');
    const { body, notes, refusal } = fitted({ messages });
    expect(body.messages).toEqual([user('a'), user([text('b')])]);
    expect({ notes, refusal }).toEqual({ notes: ['blank text dropped'], refusal: undefined });
    expect(fitted({ messages: [user('')] }).refusal).toContain('must have non-empty content');
  });

  test('is dropped from the system prompt, and an empty prompt with it', () => {
    expect(unfitted({ system: [text('')] })).toContain('system: text content blocks must be non-empty');
    expect(fitted({ system: [text(''), text('s')] }).body.system).toEqual([text('s')]);
    for (const empty of [[text(' ')], [], '', '  ']) {
      const { body, refusal } = fitted({ system: empty });
      expect(body).not.toHaveProperty('system');
      expect(refusal).toBeUndefined();
    }
  });

  test('beside thinking goes, and the thinking stays byte for byte', () => {
    const thinking = '{"type":"thinking","thinking":"Hm\\u00e9 \\/","signature":"c2ln"}';
    const turn = `{"role":"assistant","content":[${thinking},{"type":"text","text":""},${JSON.stringify(call)}]}`;
    const json = `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},${turn},${JSON.stringify(user([result]))}]}`;
    const { text: sent, refusal } = fitted(json);
    expect(sent).toContain(`[${thinking},${JSON.stringify(call)}]`);
    expect(refusal).toBeUndefined();
  });

  test('in a tool result is not the conversation, and is left to the model to judge', () => {
    const messages = [user('a'), assistant([call]), user([{ ...result, content: '' }])];
    expect(fitted({ messages }).body.messages).toEqual(messages);
  });
});

describe('images and documents from elsewhere', () => {
  const address = { type: 'url', url: 'https://example.com/a.png' };
  test.each([
    ['image', address, 'url'],
    ['document', { type: 'url', url: 'https://example.com/a.pdf' }, 'url'],
    ['document', { type: 'file', file_id: 'file_1' }, 'file'],
  ])('%s by %j is a clear 400', (type, source, by) => {
    const messages = [user('a'), assistant('b'), user([text('see'), { type, source }])];
    expect(unfitted({ messages })).toContain(`Input tag '${by}'`);
    const message = new RegExp(`^messages\\.2\\.content\\.1\\.source: .* not by ${by},.*"type": "base64"`);
    expect(() => fitted({ messages })).toThrow(message);
    expect(() => fitted({ messages })).toThrow(expect.objectContaining({ status: 400, shouldRetry: false }));
  });

  test('are found inside tool results', () => {
    const messages = [
      user('a'),
      assistant([call]),
      user([{ ...result, content: [{ type: 'image', source: address }] }]),
    ];
    expect(() => fitted({ messages })).toThrow(/^messages\.2\.content\.0\.content\.0\.source: /);
  });

  test('are not seen where the words only look like it', () => {
    const input = { source: address, type: 'url', file: { type: 'file' } };
    const messages = [user([text('"type":"url"')]), assistant([{ ...call, input }]), user([result])];
    expect(fitted({ messages }).text).toContain(JSON.stringify(messages));
  });
});

describe('results of tool search', () => {
  const found = [{ type: 'tool_reference', tool_name: 'Rare' }, text('and more')];
  const messages = [user('a'), assistant([call]), user([{ ...result, content: found }])];

  test('stay as they are with their flag', () => {
    const { text: sent, notes, refusal } = fitted({ messages }, { betas: ['advanced-tool-use-2025-11-20'] });
    expect(sent).toContain(JSON.stringify(messages));
    expect({ notes, refusal }).toEqual({ notes: [] });
  });

  test.each([
    ['opus-4-7', ['advanced-tool-use-2025-11-20'], 'beta advanced-tool-use-2025-11-20 dropped'],
    ['sonnet-4-6', [], undefined],
  ])('are said in words where the flag is not sent: %s', (model, betas, dropped) => {
    expect(unfitted({ messages }, { model })).toContain("Input tag 'tool_reference'");
    const { body, notes, refusal } = fitted({ messages }, { model, betas });
    const content = [text('The tool Rare is loaded.'), text('and more')];
    expect(body.messages).toEqual(messages.with(2, user([{ ...result, content }])));
    expect(notes).toEqual([dropped, 'tool_reference sent as text'].filter(Boolean));
    expect(refusal).toBeUndefined();
  });
});

describe('the beginning of an answer, put at the end by the client', () => {
  const messages = [user('a'), assistant('{')];
  const words = 'This model does not support assistant message prefill. The conversation must end with a user message.';

  test.each(['sonnet-4-6', 'opus-4-7', 'opus-5'])('is refused for %s in the words of Bedrock, unsent', (model) => {
    expect(unfitted({ messages }, { model })).toBe(words);
    expect(() => fitted({ messages }, { model })).toThrow(words);
  });

  test.each(['haiku-4-5', 'opus-4-5'])('is continued by %s', (model) => {
    const { body, refusal } = fitted({ messages }, { model });
    expect({ messages: body.messages, refusal }).toEqual({ messages });
  });
});
