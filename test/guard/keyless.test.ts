import { expect, test } from 'vitest';
import { answer } from '../bedrock/scenarios.ts';
import { openRoad, question, type Road, until } from '../support/road.ts';

const CHAT = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: 'hello' }] };

async function openKeyless(road: Road): Promise<string> {
  await road.adit.apply({ keyless: { enabled: true, port: 0 } });
  return String(road.adit.keylessUrl);
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('there is no place without a key unless it is asked for, and none when it is no longer', async () => {
  await using road = await openRoad();
  expect(road.adit.keylessUrl).toBeUndefined();
  const url = await openKeyless(road);
  expect(url).not.toBe(road.adit.url);
  expect((await fetch(`${url}/v1/models`)).status).toBe(200);
  await road.adit.apply({ keyless: { enabled: false } });
  expect(road.adit.keylessUrl).toBeUndefined();
  await expect
    .poll(() =>
      fetch(`${url}/v1/models`).then(
        () => 'answered',
        () => 'closed',
      ),
    )
    .toBe('closed');
});

test('without a key there are models and chat alone, as a client of its own name', async () => {
  await using road = await openRoad();
  const url = await openKeyless(road);
  const listed = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(listed.data.length).toBeGreaterThan(5);
  const chat = await post(`${url}/v1/chat/completions`, CHAT);
  expect(await chat.json()).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }] });
  await until('it is told of', () => road.exchanges.some(({ path }) => path.includes('chat')));
  expect(road.exchanges.at(-1)).toMatchObject({ keyName: 'xcode-local', status: 200 });
  const asked = road.bedrock.stats.total;
  for (const path of [
    '/v1/messages',
    '/v1/messages/count_tokens',
    '/v1/responses',
    '/v1/embeddings',
    '/model/claude-sonnet-4-6/invoke',
    '/model/claude-sonnet-4-6/converse',
  ]) {
    const refused = await post(`${url}${path}`, question(), { 'x-api-key': road.adit.key });
    expect(refused.status, path).toBe(404);
    expect(await refused.text()).toContain('/v1/chat/completions alone');
  }
  for (const path of ['/', '/api/hello', '/console', '/console/api/status', '/console/api/key']) {
    const headers = { authorization: `Bearer ${road.adit.console.token}` };
    expect((await fetch(`${url}${path}`, { headers })).status, path).toBe(404);
  }
  expect(road.bedrock.stats.total).toBe(asked);
});

test('web pages are refused there as everywhere', async () => {
  await using road = await openRoad();
  const url = await openKeyless(road);
  for (const origin of ['https://evil.example', 'null', road.adit.url]) {
    expect((await post(`${url}/v1/chat/completions`, CHAT, { origin })).status, origin).toBe(403);
  }
});

test('its own budget always holds, and is nobody else its limit', async () => {
  const usage = {
    input_tokens: 1_000_000,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 0,
  };
  const prices = { 'claude-sonnet-4-6': { input: 2, output: 10 } };
  await using road = await openRoad({ scenario: answer({ usage }), settings: { prices } });
  const url = await openKeyless(road);
  await road.adit.apply({ keyless: { dailyBudgetUsd: 1 } });
  expect((await post(`${url}/v1/chat/completions`, CHAT)).status).toBe(200);
  await expect
    .poll(() => road.adit.budgets.rows())
    .toMatchObject([{ client: 'xcode-local', spent: 2, state: 'spent' }]);
  const refused = await post(`${url}/v1/chat/completions`, CHAT);
  expect(refused.status).toBe(429);
  expect(await refused.text()).toContain('adit settings set keyless.dailyBudgetUsd');
  expect((await fetch(`${url}/v1/models`)).status).toBe(200);
  expect((await road.post(question())).status).toBe(200);
});

test('it is there from the start, and where its port is taken all else starts, and says so', async () => {
  await using first = await openRoad({ settings: { keyless: { enabled: true, port: 0, dailyBudgetUsd: 5 } } });
  expect((await fetch(`${first.adit.keylessUrl}/v1/models`)).status).toBe(200);
  const port = Number(new URL(String(first.adit.keylessUrl)).port);
  await using second = await openRoad({ settings: { keyless: { enabled: true, port, dailyBudgetUsd: 5 } } });
  expect(second.adit.keylessUrl).toBeUndefined();
  expect(second.adit.problem).toMatch(`There is no place without a key: Port ${port} is taken`);
  expect((await second.post(question())).status).toBe(200);
  await second.adit.apply({ keyless: { port: 0 } });
  expect(second.adit.problem).toBeUndefined();
  expect((await fetch(`${second.adit.keylessUrl}/v1/models`)).status).toBe(200);
});
