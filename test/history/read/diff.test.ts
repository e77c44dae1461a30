import { describe, expect, test } from 'vitest';
import type { PromptDiff } from '../../../proxy/history/shapes.ts';
import { FilledStore } from './filled.ts';
import { type Filling, NOON } from './row-store.ts';

const MARK = { cache_control: { type: 'ephemeral' } };

const tool = (name: string, description = `does ${name}`) => ({ name, description, input_schema: { type: 'object' } });
const text = (words: string, mark: object = {}) => ({ type: 'text', text: words, ...mark });

/** A conversation of so many turns, with breakpoints behind the system prompt and the last turn. */
function conversation(turns: number, changes: Record<string, unknown> = {}) {
  return {
    model: 'claude-opus-4-8',
    tools: [tool('Bash'), tool('Read')],
    system: [text('You are a helper.', MARK)],
    messages: Array.from({ length: turns }, (_, at) => turn(at, at === turns - 1)),
    ...changes,
  };
}

function turn(at: number, isLast = false) {
  return {
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: [text(`turn ${at} ${'words '.repeat(50)}`, isLast ? MARK : {})],
  };
}

/** The first request caches 5000 tokens, and the second one reads as many of them as `read` says. */
function compare(before: unknown, after: unknown, { read = 0, first = {}, second = {} }: Change = {}): PromptDiff {
  using store = new FilledStore();
  const one = store.add({ request: before, upstream: before, cacheWrite5mTokens: 5000, startedAt: NOON, ...first });
  const fields = { cacheReadTokens: read, cacheWrite5mTokens: 6000 - read, startedAt: NOON + 60_000, previous: one };
  const two = store.add({ request: after, upstream: after, ...fields, ...second });
  const diff = store.readers.diff(two, null);
  if (!diff) throw new Error('there is no diff');
  return diff;
}

interface Change {
  readonly read?: number;
  readonly first?: Filling;
  readonly second?: Filling;
}

describe('what differs', () => {
  test('is told block by block in the order of caching, marks of the cache aside', () => {
    const { blocks, against, broken } = compare(conversation(1), conversation(3), { read: 5000 });
    expect(against).toBe('req_1');
    expect(blocks.map(({ path, change, isMarked }) => [path, change, isMarked])).toEqual([
      ['model', 'same', false],
      ['tools[0]', 'same', false],
      ['tools[1]', 'same', false],
      ['system[0]', 'same', true],
      ['messages[0].content[0]', 'same', false],
      ['messages[1].content[0]', 'new', false],
      ['messages[2].content[0]', 'new', true],
    ]);
    expect(blocks[6]).toMatchObject({ before: null, after: JSON.stringify(text(turn(2).content[0]?.text ?? '')) });
    expect(blocks[6]?.size).toBe(Buffer.byteLength(blocks[6]?.after ?? ''));
    expect(broken).toBeNull();
  });

  test('has the text of both where a block changed, and of the one that is gone', () => {
    const after = conversation(1, { tools: [tool('Bash', 'another')], max_tokens: 5 });
    const { blocks } = compare(conversation(1), after);
    const told = blocks.filter(({ change }) => change !== 'same').map(({ path, change }) => [path, change]);
    expect(told).toEqual([
      ['max_tokens', 'new'],
      ['tools[0]', 'changed'],
      ['tools[1]', 'removed'],
    ]);
    expect(blocks.find(({ path }) => path === 'tools[0]')).toMatchObject({
      before: JSON.stringify(tool('Bash')),
      after: JSON.stringify(tool('Bash', 'another')),
    });
    expect(blocks.find(({ path }) => path === 'tools[1]')).toMatchObject({ after: null });
  });

  test('cuts blocks that are long', () => {
    const long = conversation(1, { system: 'x'.repeat(100_000) });
    const system = compare(conversation(1), long).blocks.find(({ path }) => path === 'system[0]');
    expect(system?.after?.length).toBeLessThan(9000);
    expect(system?.size).toBeGreaterThan(100_000);
  });

  test('cuts blocks shorter where there are very many', () => {
    const system = Array.from({ length: 2000 }, (_, at) => text(`${at} ${'x'.repeat(5000)}`));
    const { blocks } = compare(conversation(1), conversation(1, { system }));
    expect(blocks.length).toBeGreaterThan(2000);
    expect(JSON.stringify(blocks).length).toBeLessThan(2_000_000);
  });

  test('is all of it where there is nothing to compare with, and nothing where bodies are not kept', () => {
    using store = new FilledStore();
    const alone = store.add({ request: conversation(1) });
    const empty = store.add({ bodies: 'off', previous: alone });
    expect(store.readers.diff(alone, null)).toMatchObject({ against: null, broken: null });
    expect(store.readers.diff(alone, null)?.blocks.every(({ change }) => change === 'new')).toBe(true);
    expect(store.readers.diff(empty, null)).toMatchObject({ against: alone, blocks: [], broken: null });
    expect(store.readers.diff('req_none', null)).toBeNull();
  });

  test('can be asked of any two requests', () => {
    using store = new FilledStore();
    const one = store.add({ request: conversation(1) });
    const two = store.add({ request: conversation(5) });
    expect(store.readers.diff(two, one)?.blocks.filter(({ change }) => change === 'new').length).toBe(4);
    expect(store.readers.diff(one, two)?.blocks.filter(({ change }) => change === 'removed').length).toBe(4);
  });

  test('compares what clients sent where the two went to Bedrock in another form', () => {
    using store = new FilledStore();
    const one = store.add({
      request: conversation(1),
      upstream: conversation(1, { system: 'In another form.' }),
      surface: 'converse',
    });
    const two = store.add({ request: conversation(1), upstream: conversation(1), surface: 'invoke', previous: one });
    expect(store.readers.diff(two, null)?.blocks.every(({ change }) => change === 'same')).toBe(true);
  });
});

describe('what broke the cache', () => {
  const changedTool = conversation(3, { tools: [tool('Bash'), tool('Read', 'another')] });
  const inserted = conversation(3, { messages: [turn(7), ...conversation(3).messages] });
  const rewound = conversation(5, { messages: [turn(0), turn(9, true)] });
  const unmarked = { ...conversation(3), system: 'You are a helper.', messages: [turn(0), turn(1), turn(2)] };
  const far = conversation(30);
  const hourly = conversation(1, {
    system: [text('You are a helper.', { cache_control: { type: 'ephemeral', ttl: '1h' } })],
  });
  const minutes = (count: number) => ({ second: { startedAt: NOON + count * 60_000 } });

  test.each<[name: string, before: unknown, after: unknown, change: Change, path: string, why: string]>([
    ['a tool', conversation(1), changedTool, {}, 'tools[1]', 'tools[1] (Read) changed'],
    [
      'a tool that is gone',
      conversation(1),
      conversation(3, { tools: [tool('Bash')] }),
      {},
      'tools[1]',
      'tools[1] (Read) is gone',
    ],
    [
      'a block in between',
      conversation(1),
      inserted,
      { read: 900 },
      'messages[0].content[0]',
      'a block was put in before messages[1].content[0]',
    ],
    [
      'another system prompt',
      conversation(1),
      conversation(3, { system: [text('New.', MARK)] }),
      {},
      'system[0]',
      'system[0] changed',
    ],
    [
      'an earlier turn',
      conversation(3),
      rewound,
      { read: 900 },
      'messages[1].content[0]',
      'messages[1].content[0] changed',
    ],
    [
      'the thinking settings',
      conversation(1),
      conversation(3, { thinking: { type: 'adaptive' } }),
      { read: 900 },
      'thinking',
      'the thinking settings changed',
    ],
    [
      'the choice of tools',
      conversation(1),
      conversation(3, { tool_choice: { type: 'any' } }),
      { read: 900 },
      'tool_choice',
      'tool_choice changed',
    ],
    [
      'a tool rather than settings',
      conversation(1),
      { ...changedTool, thinking: { type: 'adaptive' } },
      {},
      'tools[1]',
      'changed',
    ],
    [
      'another model',
      conversation(1),
      conversation(3),
      { second: { servedModel: 'us.anthropic.claude-sonnet-5' } },
      'tools[0]',
      'the model changed',
    ],
    [
      'another region',
      conversation(1),
      conversation(3),
      { second: { region: 'us-west-2' } },
      'tools[0]',
      'of us-west-2 and not of us-east-1',
    ],
    ['no breakpoint', conversation(1), unmarked, {}, 'tools[0]', 'no cache breakpoint'],
    ['five minutes', conversation(1), conversation(3), minutes(6), 'tools[0]', 'more than 5 minutes passed'],
    ['an hour', hourly, conversation(3), minutes(61), 'tools[0]', 'more than 1 hour passed'],
    [
      'too early a question',
      conversation(1),
      conversation(3),
      { second: { startedAt: NOON + 100 } },
      'tools[0]',
      'before the answer of the request before had begun',
    ],
    ['too many new blocks', conversation(1), far, { read: 20 }, 'tools[0]', 'more than 20 blocks'],
    [
      'what nobody knows',
      conversation(1),
      conversation(3),
      { read: 4999 },
      'messages[2].content[0]',
      'nothing that is known',
    ],
  ])('can be %s', (_, before, after, change, path, why) => {
    const { broken } = compare(before, after, change);
    expect(broken?.why).toContain(why);
    expect(broken?.path).toBe(path);
  });

  test.each<[name: string, before: unknown, after: unknown, change: Change]>([
    ['all was read that was there', conversation(1), conversation(3), { read: 5000 }],
    ['more was read', conversation(1), conversation(3), { read: 5500 }],
    ['what changed is behind the last breakpoint of both, and all was read', conversation(1), rewound, { read: 5000 }],
    ['nothing was counted', conversation(1), changedTool, { second: { cacheReadTokens: null } }],
    ['the hour is not over', hourly, conversation(3), { read: 5000, ...minutes(30) }],
    [
      'nothing was cached before, and now it is',
      conversation(1),
      conversation(3),
      { first: { cacheWrite5mTokens: 0 } },
    ],
    [
      'the prompt is too short to be cached',
      unmarked,
      unmarked,
      { first: { cacheWrite5mTokens: 0 }, second: { cacheWrite5mTokens: 0 } },
    ],
  ])('is nothing where %s', (_, before, after, change) => {
    expect(compare(before, after, change).broken).toBeNull();
  });

  test('is told of prompts that were never marked, where they are long enough', () => {
    const tokens = { cacheWrite5mTokens: 0, inputTokens: 9000 };
    expect(compare(unmarked, unmarked, { first: tokens, second: tokens }).broken?.why).toContain('no cache breakpoint');
  });
});
