import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted, unfitted } from '../support/fitted.ts';

const ephemeral = { type: 'ephemeral' };
const hour = { type: 'ephemeral', ttl: '1h' };

function text(name: string, cache_control?: unknown): JsonObject {
  return { type: 'text', text: name, ...(cache_control ? { cache_control } : {}) };
}

function user(...content: JsonObject[]): JsonObject {
  return { role: 'user', content };
}

/** The names of the blocks that are marked, in the order in which they are sent. */
function marked(body: JsonObject): string[] {
  const contents = (body.messages as JsonObject[]).map(({ content }) => content);
  const blocks = [body.tools, body.system, ...contents].flat().filter(Boolean) as JsonObject[];
  const all = blocks.flatMap((block) => [block, ...(Array.isArray(block.content) ? block.content : [])]);
  return all.filter((block) => block.cache_control).map((block) => String(block.text ?? block.name ?? block.type));
}

test('up to four breakpoints are left as they are, byte for byte', () => {
  const messages = [user(text('a', ephemeral), text('b', hour)), user(text('c'))];
  const parts = { system: [text('s', hour), text('t', hour)], messages };
  const { text: sent, notes, refusal } = fitted(parts, { model: 'sonnet-4-5' });
  expect(sent).toContain(JSON.stringify(parts.system));
  expect(notes).toEqual([]);
  // An hour after five minutes is the client's own mistake, on any API.
  expect(refusal).toContain("ttl='1h' cache_control block must not come after");
});

test('of more than four, the oldest of the conversation go first, those of tools and system last', () => {
  const tools = [{ name: 'T', input_schema: { type: 'object' }, cache_control: ephemeral }];
  const system = [text('s', ephemeral), text('t', ephemeral)];
  const messages = [user(text('a', ephemeral)), user(text('b', ephemeral)), user(text('c', ephemeral))];
  expect(unfitted({ tools, system, messages })).toContain('maximum of 4 blocks with cache_control');
  const six = fitted({ tools, system, messages });
  expect(marked(six.body)).toEqual(['T', 's', 't', 'c']);
  expect(six.notes).toEqual(['2 cache_control dropped: Bedrock takes 4']);
  const five = Array.from({ length: 5 }, (_, index) => text(`s${index}`, ephemeral));
  expect(marked(fitted({ system: five }).body)).toEqual(['s1', 's2', 's3', 's4']);
});

test('breakpoints inside tool results are counted as well', () => {
  const call = { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'T', input: {} }] };
  const content = Array.from({ length: 5 }, (_, index) => text(`r${index}`, ephemeral));
  const messages = [user(text('a')), call, user({ type: 'tool_result', tool_use_id: 't1', content })];
  expect(unfitted({ messages })).toContain('maximum of 4 blocks');
  const { body, refusal } = fitted({ messages });
  expect(marked(body)).toEqual(['r1', 'r2', 'r3', 'r4']);
  expect(refusal).toBeUndefined();
});

test.each(['thinking', 'redacted_thinking'])('a breakpoint on %s is taken off', (type) => {
  const block = type === 'thinking' ? { type, thinking: 'Hm', signature: 'c2ln' } : { type, data: 'c2ln' };
  const turn = (extra: JsonObject) => ({ role: 'assistant', content: [{ ...block, ...extra }, text('yes')] });
  const messages = [user(text('a')), turn({ cache_control: ephemeral }), user(text('b'))];
  expect(unfitted({ messages })).toContain('Extra inputs are not permitted');
  const { text: sent, notes, refusal } = fitted({ messages });
  expect(sent).toContain(JSON.stringify(turn({})));
  expect(notes).toEqual(['cache_control on thinking dropped']);
  expect(refusal).toBeUndefined();
});

test('a scope is taken off, and the time is kept where the model has one', () => {
  const system = [text('s', { ...hour, scope: 'global' })];
  expect(unfitted({ system })).toContain('scope: Extra inputs');
  const newer = fitted({ system });
  expect(newer.body.system).toEqual([text('s', hour)]);
  expect(newer.notes).toEqual(['cache_control.scope dropped']);
  const older = fitted({ system }, { model: 'opus-4-1' });
  expect(older.body.system).toEqual([text('s', ephemeral)]);
  expect(older.notes).toEqual(['cache_control.scope dropped', 'cache_control.ttl dropped']);
  expect([newer.refusal, older.refusal]).toEqual([undefined, undefined]);
});

test('a time that nobody knows, and a breakpoint that is none, are taken off', () => {
  const { body, notes, refusal } = fitted({ system: [text('s', { ...ephemeral, ttl: '2h' }), text('t', 'yes')] });
  expect(body.system).toEqual([text('s', ephemeral), text('t')]);
  expect(notes).toEqual(['cache_control.ttl dropped']);
  expect(refusal).toBeUndefined();
});

describe('automatic caching', () => {
  test('is kept where the Messages API has it, without a scope', () => {
    const { body, notes, refusal } = fitted({ cache_control: { ...hour, scope: 'global' } }, { model: 'opus-5' });
    expect(body.cache_control).toEqual(hour);
    expect(notes).toEqual(['cache_control.scope dropped']);
    expect(refusal).toBeUndefined();
  });

  test.each([
    ['opus-5', 'invoke'],
    ['opus-4-7', 'invoke'],
    ['sonnet-4-6', 'invoke'],
    ['haiku-4-5', 'invoke'],
    ['haiku-4-5', 'messages'],
  ] as const)('becomes a breakpoint on the last block for %s on %s', (model, surface) => {
    const parts = { cache_control: ephemeral, messages: [user(text('a'), text('b'))] };
    expect(unfitted(parts, { model, surface })).toBe('cache_control: Extra inputs are not permitted');
    const { body, notes, refusal } = fitted(parts, { model, surface });
    expect(body.messages).toEqual([user(text('a'), text('b', ephemeral))]);
    expect(notes).toEqual(['cache_control sent on the last block']);
    expect(refusal).toBeUndefined();
  });

  test('finds the block that can carry it, and makes one of a plain text', () => {
    expect(fitted({ cache_control: ephemeral }).body.messages).toEqual([user(text('hello', ephemeral))]);
    const thinks = { role: 'assistant', content: [text('a'), { type: 'thinking', thinking: 'b', signature: 'c' }] };
    const { body } = fitted(
      { cache_control: ephemeral, messages: [thinks] },
      { model: 'haiku-4-5', surface: 'invoke' },
    );
    expect(marked(body)).toEqual(['a']);
  });

  test('is one of the four', () => {
    const system = Array.from({ length: 4 }, (_, index) => text(`s${index}`, ephemeral));
    for (const model of ['opus-5', 'sonnet-4-6']) {
      const { refusal, body } = fitted({ cache_control: ephemeral, system }, { model });
      expect(refusal).toBeUndefined();
      expect(marked(body).filter((name) => name.startsWith('s'))).toEqual(['s1', 's2', 's3']);
    }
  });

  test('goes onto the last block once Bedrock has refused the field', () => {
    const wish = { model: 'opus-5', lessons: { refusedFields: ['cache_control'] } };
    const { body } = fitted({ cache_control: ephemeral }, wish);
    expect(body).not.toHaveProperty('cache_control');
    expect(marked(body)).toEqual(['hello']);
  });
});
