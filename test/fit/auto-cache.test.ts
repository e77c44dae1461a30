import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted } from '../support/fitted.ts';
import { openRoad, question } from '../support/road.ts';
import { serve } from '../support/served.ts';
import { anyRequest } from './any-request.ts';

const mark = { cache_control: { type: 'ephemeral' } };
const long = 'All of this is repeated with every request. '.repeat(500);

function text(words: string, more: JsonObject = {}): JsonObject {
  return { type: 'text', text: words, ...more };
}

function tool(name: string, more: JsonObject = {}): JsonObject {
  return { name, input_schema: { type: 'object' }, ...more };
}

const conversation = {
  tools: [tool('A'), tool('B')],
  system: long,
  messages: [
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: [text('three'), text('four')] },
    { role: 'assistant', content: [text('five')] },
    { role: 'user', content: 'six' },
  ],
};

describe('a request without cache breakpoints', () => {
  test('gets them behind the tools, the system prompt and the last two turns of the user', () => {
    const { body, notes, refusal } = fitted(conversation, { autoCache: true });
    expect(body.tools).toEqual([tool('A'), tool('B', mark)]);
    expect(body.system).toEqual([text(long, mark)]);
    expect((body.messages as JsonObject[]).map(({ content }) => content)).toEqual([
      'one',
      'two',
      [text('three'), text('four', mark)],
      [text('five')],
      [text('six', mark)],
    ]);
    expect(notes).toEqual(['cache breakpoints set by Adit: 4']);
    expect(refusal).toBeUndefined();
  });

  test('is left alone where the setting says so, or it has one of its own', () => {
    expect(fitted(conversation, { autoCache: false }).notes).toEqual([]);
    const own = { ...conversation, system: [text(long, mark)] };
    const { body, notes } = fitted(own, { autoCache: true });
    expect([JSON.stringify(body).match(/cache_control/g)?.length, notes]).toEqual([1, []]);
  });

  test('is left alone where the prompt is shorter than the model caches', () => {
    const words = (count: number) => ({ messages: [{ role: 'user', content: 'word '.repeat(count) }] });
    // haiku-4-5 caches from 4,096 tokens on, sonnet-4-6 from 1,024.
    for (const [model, count, marks] of [
      ['sonnet-4-6', 700, 0],
      ['sonnet-4-6', 1000, 1],
      ['haiku-4-5', 1000, 0],
      ['haiku-4-5', 4000, 1],
    ] as const) {
      const { body } = fitted(words(count), { model, autoCache: true });
      expect([model, count, JSON.stringify(body).match(/cache_control/g)?.length ?? 0]).toEqual([model, count, marks]);
    }
  });

  test('gets none on thinking, on blank text and on a deferred tool', () => {
    const messages = [
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: [text('Yes'), { type: 'tool_use', id: 't', name: 'A', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
    ];
    const tools = [tool('A'), tool('B', { defer_loading: true })];
    const options = { model: 'opus-5', betas: ['advanced-tool-use-2025-11-20'], autoCache: true };
    const { body, refusal } = fitted({ tools, system: long, messages }, options);
    expect(body.tools).toEqual([tool('A', mark), tool('B', { defer_loading: true })]);
    expect((body.messages as JsonObject[])[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 't', content: 'done', ...mark },
    ]);
    expect(refusal).toBeUndefined();
  });

  test('whatever it is, is taken as it would be without', () => {
    fc.assert(
      fc.property(anyRequest, ({ body, betas, version }) => {
        const padded = { ...body, system: long };
        const marked = fitted(padded, { betas, version, autoCache: true });
        expect(marked.refusal).toBe(fitted(padded, { betas, version, autoCache: false }).refusal);
        expect(JSON.stringify(marked.body).match(/"cache_control"/g)?.length ?? 0).toBeLessThanOrEqual(4);
      }),
    );
  });
});

test('breakpoints are set by default, told to the client, and not when tokens are counted', async () => {
  await using road = await openRoad();
  const served = await serve(road, question(conversation));
  expect([served.status, served.notes]).toEqual([200, ['cache breakpoints set by Adit: 4']]);
  const counted = await serve(road, question(conversation), { path: '/v1/messages/count_tokens' });
  expect([counted.status, counted.notes]).toEqual([200, []]);
});

test('a setting leaves caching to the client', async () => {
  await using road = await openRoad({ settings: { autoCache: false } });
  const { status, notes } = await serve(road, question(conversation));
  expect([status, notes]).toEqual([200, []]);
});
