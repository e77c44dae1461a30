import { expect, test } from 'vitest';
import { type BudgetRow, Budgets } from '../../proxy/guard/budgets.ts';
import { Spending } from '../../proxy/guard/spending.ts';
import { openHome } from '../../proxy/settings/home.ts';
import { parseSettings, type SettingsInput } from '../../proxy/settings/settings.ts';
import { answer } from '../bedrock/scenarios.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openRoad, question, readEvents, textOf } from '../support/road.ts';

/** Two dollars each: a million tokens at two dollars. */
const PRICED = {
  scenario: answer({
    usage: { input_tokens: 1_000_000, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 },
  }),
};
const PRICES = { 'claude-sonnet-4-6': { input: 2, output: 10 } };

test('an enforced budget refuses what is asked when it is spent, in words, and no client is to try again', async () => {
  await using road = await openRoad({ ...PRICED, settings: { prices: PRICES } });
  await road.adit.apply({ budgets: { daily: 3, enforce: true } });
  for (const spent of [2, 4]) {
    expect((await road.post(question())).status).toBe(200);
    await expect.poll(() => road.adit.budgets.rows()[0]?.spent).toBe(spent);
  }
  const asked = road.bedrock.stats.total;
  for (const path of ['/v1/messages', '/v1/chat/completions', '/v1/responses', '/model/claude-sonnet-4-6/invoke']) {
    const refused = await road.post(question({ input: 'hello' }), { path });
    expect(refused.status, path).toBe(429);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(await refused.text()).toContain('The daily budget is spent: $4.00 of $3.00.');
  }
  expect(road.bedrock.stats.total).toBe(asked);
  // What costs nothing is answered.
  expect((await road.post(question(), { path: '/v1/messages/count_tokens' })).status).toBe(200);
  expect((await fetch(`${road.adit.url}/v1/models`, { headers: { 'x-api-key': road.adit.key } })).status).toBe(200);
  await road.adit.apply({ budgets: { daily: 30 } });
  expect((await road.post(question())).status).toBe(200);
});

test('a budget that is not enforced warns and refuses nothing', async () => {
  await using road = await openRoad({ ...PRICED, settings: { prices: PRICES } });
  await road.adit.apply({ budgets: { monthly: 2.4 } });
  await road.post(question());
  await expect
    .poll(() => road.adit.budgets.rows())
    .toMatchObject([{ period: 'month', state: 'warn', enforced: false }]);
  await road.post(question());
  await expect.poll(() => road.adit.budgets.rows()).toMatchObject([{ spent: 4, state: 'spent' }]);
  expect((await road.post(question())).status).toBe(200);
});

test("a client's budget is its own, and what was spent is known after a restart", async () => {
  await using road = await openRoad({ ...PRICED, settings: { prices: PRICES } });
  const zed = await road.adit.keys.add('zed');
  const asZed = () => road.post(question(), { headers: { 'x-api-key': zed } });
  await road.adit.apply({ budgets: { clients: { zed: { daily: 1 } }, enforce: true } });
  expect((await asZed()).status).toBe(200);
  await expect.poll(() => road.adit.budgets.rows()[0]?.spent).toBe(2);
  await road.restart();
  const refused = await asZed();
  expect(refused.status).toBe(429);
  expect(await refused.text()).toMatch(/The daily budget of \\"zed\\" is spent/);
  expect((await road.post(question())).status).toBe(200);
});

test('streams that are open when the budget is spent go on', async () => {
  await using road = await openRoad({ ...PRICED, settings: { prices: PRICES } });
  await road.adit.apply({ budgets: { daily: 1, enforce: true } });
  const streams = await Promise.all([1, 2, 3].map(() => road.post(question({ stream: true }))));
  for (const stream of streams) expect(textOf(await readEvents(stream))).not.toBe('');
  await expect.poll(() => road.adit.budgets.rows()[0]?.spent).toBe(6);
  expect((await road.post(question())).status).toBe(429);
});

function budgetsOf(settings: SettingsInput, now: () => Date) {
  const told: BudgetRow[] = [];
  const parsed = parseSettings(settings, 'Wrong.');
  const spending = new Spending(openHome(temporaryFolder(), {}), now);
  return {
    told,
    budgets: new Budgets(
      spending,
      () => parsed,
      (row) => told.push(row),
    ),
  };
}

test('80 % and 100 % are told once each, and a new day begins anew', () => {
  let now = new Date(2026, 10, 28, 23, 59);
  const { told, budgets } = budgetsOf({ budgets: { daily: 10, monthly: 25, enforce: true } }, () => now);
  for (const dollars of [7, 1, 1, 1, 5]) budgets.add('zed', dollars);
  expect(told.map(({ period, state, spent }) => [period, state, spent])).toEqual([
    ['day', 'warn', 8],
    ['day', 'spent', 10],
  ]);
  expect(() => budgets.check('zed')).toThrow(
    /daily budget is spent: \$15\.00 of \$10\.00\. Adit answers again tomorrow/,
  );
  now = new Date(2026, 10, 29, 0, 0);
  budgets.check('zed');
  budgets.add(undefined, 6);
  expect(told.at(-1)).toMatchObject({ period: 'month', state: 'warn', spent: 21 });
  now = new Date(2026, 11, 1);
  expect(budgets.rows().map(({ spent }) => spent)).toEqual([0, 0]);
  budgets.add('zed', 1);
  expect(budgets.rows().map(({ spent }) => spent)).toEqual([1, 1]);
});
