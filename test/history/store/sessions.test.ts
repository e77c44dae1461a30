import { expect, test } from 'vitest';
import { openTestStore, type TestStore } from './store.ts';
import { assistant, type Told, told, user } from './told.ts';

const START = Date.parse('2026-11-28T12:00:00Z');
const MINUTE = 60_000;

async function place({ ask }: TestStore, id: string) {
  const detail = await ask('detail', id);
  return { session: detail?.row.session ?? null, previous: detail?.previous ?? null };
}

/** Requests one after the other, by name: what is said, and when, in minutes. */
async function store(requests: Record<string, { messages: unknown[]; minute?: number; answer?: string } & Told>) {
  const opened = openTestStore();
  for (const [id, { messages, minute = 0, begun, ...rest }] of Object.entries(requests)) {
    const startedAt = START + minute * MINUTE;
    opened.tell(told(id, { body: { system: `now ${minute}`, messages }, begun: { startedAt, ...begun }, ...rest }));
    await opened.ask('page', '', null, 1);
  }
  return opened;
}

const marked = (text: string) => ({
  role: 'user',
  content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }],
});
const plain = (role: string, content: string) => ({ role, content });

test('a conversation goes on whatever becomes of marks, of the system prompt, and of how text is spelled', async () => {
  const opened = await store({
    a: { messages: [marked('Hello')], answer: 'Hi' },
    b: { messages: [plain('user', 'Hello'), assistant('Hi'), marked('More')], minute: 1, answer: 'Sure' },
    c: {
      messages: [user('Hello'), plain('assistant', 'Hi'), user('More'), assistant('Sure'), marked('Still more')],
      minute: 2,
    },
  });
  const [a, b, c] = [await place(opened, 'a'), await place(opened, 'b'), await place(opened, 'c')];
  expect(a.session).toMatch(/^ses_/);
  expect(b).toEqual({ session: a.session, previous: 'a' });
  expect(c).toEqual({ session: a.session, previous: 'b' });
});

test('of two conversations that begin alike, an answer tells which one goes on', async () => {
  const opened = await store({
    one: { messages: [user('Hello')], answer: 'Hi from one' },
    two: { messages: [user('Hello')], minute: 30, answer: 'Hi from two' },
    oneMore: { messages: [user('Hello'), assistant('Hi from one'), user('More')], minute: 31 },
    twoMore: { messages: [user('Hello'), assistant('Hi from two'), user('More')], minute: 32 },
  });
  const [one, two] = [await place(opened, 'one'), await place(opened, 'two')];
  expect(one.session).not.toBe(two.session);
  expect(await place(opened, 'oneMore')).toEqual({ session: one.session, previous: 'one' });
  expect(await place(opened, 'twoMore')).toEqual({ session: two.session, previous: 'two' });
});

test('the same request shortly after is a retry, and an equal first question later another conversation', async () => {
  const opened = await store({
    first: { messages: [user('Hello')] },
    retry: { messages: [user('Hello')], minute: 5 },
    later: { messages: [user('Hello')], minute: 120 },
  });
  const { session } = await place(opened, 'first');
  expect(await place(opened, 'retry')).toEqual({ session, previous: 'first' });
  expect((await place(opened, 'later')).session).not.toBe(session);
});

test('what another client says is another conversation', async () => {
  const opened = await store({
    a: { messages: [user('Hello')], answer: 'Hi' },
    b: { messages: [user('Hello'), assistant('Hi'), user('More')], begun: { userAgent: 'Xcode/26' } },
  });
  expect((await place(opened, 'b')).session).not.toBe((await place(opened, 'a')).session);
});

test("a client's own session decides, and agents in it go on from their own requests", async () => {
  const session = 'own';
  const opened = await store({
    main: { messages: [user('Do it')], begun: { session } },
    side: { messages: [user('Give this a title')], begun: { session } },
    agent: { messages: [user('Look around')], begun: { session, agent: 'a1', parentAgent: 'a0' } },
    main2: { messages: [user('Do it'), assistant('x'), user('Go on')], begun: { session } },
    agent2: { messages: [user('Look around'), assistant('y'), user('Go on')], begun: { session, agent: 'a1' } },
    other: { messages: [user('Do it'), assistant('x'), user('Go on')], begun: { session: 'other' } },
  });
  const places = await Promise.all(
    ['main', 'side', 'agent', 'main2', 'agent2', 'other'].map((id) => place(opened, id)),
  );
  expect(places.map(({ previous }) => previous)).toEqual([null, null, null, 'main', 'agent', null]);
  const [, own] = await opened.ask('sessions', '', 10);
  expect(own).toMatchObject({ id: 'own', title: 'Do it', requests: 5 });
  expect(own?.agents).toEqual([
    { agent: 'a1', parentAgent: 'a0', title: 'Look around', requests: 2, costMicros: 1320 },
  ]);
});

test('a request whose first turn was changed still goes on from the one before, so that what broke the cache is seen', async () => {
  const begun = { session: 'own' };
  const opened = await store({
    a: { messages: [user('Now 10:00'), assistant('x'), marked('More')], begun },
    b: { messages: [user('Now 10:01'), assistant('x'), user('More'), assistant('y'), marked('Still more')], begun },
  });
  expect((await place(opened, 'b')).previous).toBe('a');
  const diff = await opened.ask('diff', 'b', null);
  expect(diff?.blocks.find(({ change }) => change === 'changed')?.path).toBe('messages[0].content[0]');
});

test('conversations go on after a restart', async () => {
  const first = await store({ a: { messages: [user('Hello'), assistant('x'), user('More')], answer: 'Yes' } });
  const { session } = await place(first, 'a');
  first.close();
  const second = openTestStore(first.file);
  const messages = [user('Hello'), assistant('x'), user('More'), assistant('Yes'), user('Still more')];
  second.tell(told('b', { body: { messages }, begun: { startedAt: START + 600 * MINUTE } }));
  expect(await place(second, 'b')).toEqual({ session, previous: 'a' });
});

test('counts of tokens are in the session that their client names, and nowhere else', async () => {
  const opened = await store({
    a: { messages: [user('Hello')], begun: { path: '/v1/messages/count_tokens' } },
    b: { messages: [user('Hello')], begun: { path: '/v1/messages/count_tokens', session: 'own' } },
    c: { messages: [user('Hello')] },
  });
  expect(await place(opened, 'a')).toEqual({ session: null, previous: null });
  expect(await place(opened, 'b')).toEqual({ session: 'own', previous: null });
  expect((await place(opened, 'c')).previous).toBeNull();
});

test('an input that is a text is a question as any other: with a session, a title, and what goes on from it', async () => {
  const opened = openTestStore();
  const ask = (id: string, input: unknown, answer: string) =>
    told(id, { body: { input }, answer, begun: { path: '/v1/responses' } });
  opened.tell(ask('a', 'Hello', 'Hi'));
  opened.tell(ask('b', [plain('user', 'Hello'), plain('assistant', 'Hi'), plain('user', 'More')], 'Sure'));
  const a = await place(opened, 'a');
  expect(a.session).toMatch(/^ses_/);
  expect(await place(opened, 'b')).toEqual({ session: a.session, previous: 'a' });
  expect(await opened.ask('sessions', '', 10)).toMatchObject([{ title: 'Hello', requests: 2 }]);
  expect((await opened.ask('detail', 'a'))?.request).toEqual({ input: 'Hello' });
});

test('what spaces a client writes between its JSON costs no room', async () => {
  const tools = (extra: string) => [{ name: 'a', description: 'word '.repeat(50) }, { name: extra }];
  const countOf = async (space: string) => {
    const opened = openTestStore();
    for (const extra of ['first', 'second']) {
      const text = JSON.stringify({ tools: tools(`${extra} ${'name '.repeat(20)}`) }).replace(
        '"tools":',
        `"tools":${space}`,
      );
      opened.tell(told(extra, { body: text }));
    }
    await opened.ask('page', '', null, 1);
    return opened.db().prepare('SELECT count(*) AS count FROM parts').get()?.count;
  };
  expect(await countOf(' ')).toBe(await countOf(''));
});
