import { expect, test } from 'vitest';
import { budgetNotice } from '../../electron/notices/budget.ts';
import { errorNotice, NO_ERRORS } from '../../electron/notices/errors.ts';
import type { Wanted } from '../../electron/notices/notice.ts';
import { Notifier } from '../../electron/notices/notifier.ts';
import { signInNotice } from '../../electron/notices/sign-in.ts';
import { type ShellState, STARTING } from '../../electron/state/state.ts';
import type { RequestRow } from '../../proxy/history/shapes.ts';
import { StandIn } from './stand-in.ts';

const waiting = (task: 'sso' | 'mfa', requests: number): ShellState => ({
  ...STARTING,
  profile: 'work',
  signIn: { state: 'needed', task, waiting: requests },
});

test('a sign-in is told when requests begin to wait for it, and once', () => {
  expect(signInNotice(STARTING, waiting('sso', 1))).toEqual({
    topic: 'signIn',
    title: 'Sign in to AWS',
    body: 'Requests wait for it (profile work). They go on as soon as you have.',
    action: { do: 'sign-in' },
  });
  expect(signInNotice(waiting('sso', 1), waiting('sso', 5))).toBeUndefined();
  // Nobody waits: the menu says so, which is enough.
  expect(signInNotice(STARTING, waiting('sso', 0))).toBeUndefined();
  expect(signInNotice(waiting('sso', 1), STARTING)).toBeUndefined();
  expect(signInNotice(STARTING, waiting('mfa', 1))).toMatchObject({ action: { do: 'open', screen: 'setup' } });
});

test('a budget is told as the engine tells it', () => {
  const budget = { client: null, period: 'day', limit: 10, spent: 8.4, state: 'warn' } as const;
  expect(budgetNotice(budget)).toMatchObject({
    title: "Most of today's budget is spent",
    body: '$8.40 of $10.00 so far.',
  });
  expect(budgetNotice({ ...budget, client: 'xcode', period: 'month', state: 'spent' })?.title).toBe(
    "All of this month's budget of xcode is spent",
  );
  expect(budgetNotice({ ...budget, state: 'ok' })).toBeUndefined();
});

test('three failures in a row are told once, and an answer ends the row', () => {
  const told = tellErrors([
    row('a', 500),
    row('b', 503),
    row('b', 503),
    row('c', 429),
    row('d', 500),
    row('e', 200),
    row('f', 500),
    row('g', 500),
    row('h', 500),
  ]);
  expect(told).toEqual(['c: 3 requests in a row have failed', 'h: 3 requests in a row have failed']);
});

test('what a client did, what is still open, and what is long ago do not count', () => {
  const old = Date.parse('2026-11-28T08:00:00Z');
  expect(tellErrors([row('a', 400), row('b', 499), row('c', 404), row('d', 401)])).toEqual([]);
  expect(
    tellErrors([row('a', 0, { state: 'open' }), row('b', 0, { state: 'open' }), row('c', 0, { state: 'open' })]),
  ).toEqual([]);
  expect(tellErrors([row('a', 500, { startedAt: old }), row('b', 500), row('c', 500)])).toEqual([]);
  expect(tellErrors([row('a', 500), row('b', 400), row('c', 500), row('d', 500)])).toHaveLength(1);
});

test('the words of an error, which may quote a request, are not on the screen', () => {
  const quoting = { errorMessage: 'messages.0: "our secret plan" is too long', error: 'api_error' };
  let memory = NO_ERRORS;
  let body = '';
  for (const id of ['a', 'b', 'c']) {
    const next = errorNotice(memory, row(id, 500, quoting));
    memory = next.memory;
    body = next.notice?.body ?? body;
  }
  expect(body).toBe('Amazon Bedrock: 500, api_error. The history says why.');
});

test('each can be turned off, and a click does what it says', () => {
  const standIn = new StandIn();
  const wanted: { -readonly [Topic in keyof Wanted]: boolean } = { signIn: true, budget: false, errors: true };
  const performed: unknown[] = [];
  const notifier = new Notifier(standIn.electron, {
    wanted: () => wanted,
    perform: (action) => performed.push(action),
  });
  notifier.budgetReached({ client: null, period: 'day', limit: 1, spent: 1, state: 'spent' });
  expect(standIn.notifications).toEqual([]);
  notifier.stateChanged(STARTING, waiting('sso', 1));
  notifier.requestsChanged(['a', 'b', 'c'].map((id) => row(id, 500)));
  expect(standIn.notifications.map(({ title, isShown }) => [title, isShown])).toEqual([
    ['Sign in to AWS', true],
    ['3 requests in a row have failed', true],
  ]);
  standIn.notifications[1]?.events.emit('click');
  expect(performed).toEqual([{ do: 'open', screen: 'history', at: 'c' }]);
  wanted.signIn = false;
  notifier.stateChanged(STARTING, waiting('sso', 1));
  expect(standIn.notifications).toHaveLength(2);
});

function tellErrors(rows: readonly RequestRow[]): string[] {
  let memory = NO_ERRORS;
  const told: string[] = [];
  for (const each of rows) {
    const next = errorNotice(memory, each);
    memory = next.memory;
    if (next.notice) told.push(`${each.id}: ${next.notice.title}`);
  }
  return told;
}

function row(id: string, status: number, parts: Partial<RequestRow> = {}): RequestRow {
  const startedAt = Date.parse('2026-11-28T10:00:00Z');
  return { id, status, startedAt, kind: 'answer', state: 'done', error: null, ...parts } as RequestRow;
}
