import * as v from 'valibot';
import { expect, test } from 'vitest';
import { answer } from '../../bedrock/scenarios.ts';
import { keptRows, openKeptRoad } from '../../support/kept-road.ts';
import { question, type Road, readEvents } from '../../support/road.ts';
import { HarSchema } from './har-schema.ts';

const SYSTEM = 'You are a careful helper. '.repeat(400);

/** Asks, reads the answer to its end, and gives the id of the request once it is stored as ended. */
async function ask(road: Road, parts: Record<string, unknown>, headers: Record<string, string> = {}): Promise<string> {
  const response = await road.post(question({ system: SYSTEM, stream: true, ...parts }), { headers });
  await readEvents(response);
  const id = response.headers.get('request-id') ?? '';
  while ((await keptRows(road, `id:${id} -status:open`)).length === 0) {}
  return id;
}

const usage = (read: number, written: number) => ({
  usage: { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: read, cache_creation_input_tokens: written },
});

test('a conversation that really passed is found, told, compared, added up and exported', async () => {
  const answers = [usage(0, 2000), usage(2000, 300), usage(0, 2400)];
  await using road = await openKeptRoad({
    scenario: (call) => answer(answers[road.bedrock.stats.calls.length - 1] ?? {})(call),
  });
  const session = { 'x-claude-code-session-id': 'talk', 'user-agent': 'claude-cli/2.1.329 (external, cli)' };
  const turns = [{ role: 'user', content: 'Where is the fox?' }];
  const more = [
    ...turns,
    { role: 'assistant', content: 'Hello from Bedrock.' },
    { role: 'user', content: 'And the hound?' },
  ];
  const first = await ask(road, { messages: turns }, session);
  const second = await ask(road, { messages: more }, session);
  const third = await ask(road, { messages: more, system: `Another one. ${SYSTEM}` }, session);
  const { history } = road.adit;

  const detail = await history.ask('detail', second);
  expect(detail?.request).toEqual(question({ system: SYSTEM, stream: true, messages: more }));
  expect(detail?.response).toMatchObject({
    role: 'assistant',
    content: [{ type: 'text', text: 'Hello from Bedrock.' }],
  });
  expect(detail?.row).toMatchObject({ client: 'claude-code', session: 'talk', cacheReadTokens: 2000, status: 200 });
  expect(detail?.previous).toBe(first);
  expect(detail?.clientRequest?.headers['x-api-key']).toBe('[redacted]');
  expect(detail?.clientResponse?.body).toContain('event: message_start\ndata: {');

  const same = await history.ask('diff', second, null);
  expect(same).toMatchObject({ against: first, broken: null });
  expect(same?.blocks.filter(({ change }) => change !== 'same').map(({ path }) => path)).toEqual([
    'messages[1].content[0]',
    'messages[2].content[0]',
  ]);
  expect(same?.blocks.filter(({ isMarked }) => isMarked).map(({ path }) => path)).toContain('system[0]');
  expect(await history.ask('diff', third, second)).toMatchObject({
    broken: { path: 'system[0]', why: 'system[0] changed' },
  });

  const ids = async (query: string) => (await keptRows(road, query)).map(({ id }) => id);
  expect(await ids('session:talk')).toEqual([third, second, first]);
  expect(await ids('hound')).toEqual([second]);
  expect(await ids('cached>=2k')).toEqual([second]);
  await expect(ids('nothing:here')).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('no field'),
  });

  const [talk] = await history.ask('sessions', '', 10);
  expect(talk).toMatchObject({ id: 'talk', title: 'Where is the fox?', requests: 3, cacheWriteTokens: 4700 });
  const costs = await history.ask('costs', 'model', '');
  expect(costs).toMatchObject([{ group: 'claude-sonnet-4-6', requests: 3, unpriced: 0, costMicros: talk?.costMicros }]);
  expect(costs[0]?.savedMicros).not.toBe(0);

  const { text, next } = await history.ask('export', 'har', '', null);
  const har = JSON.parse(text);
  expect(next).toBeNull();
  expect(v.is(HarSchema, har)).toBe(true);
  expect(har.log.entries.map(({ _figures }: { _figures: { id: string } }) => _figures.id)).toEqual([
    first,
    second,
    third,
  ]);
  expect(har.log.entries[0]._events.at(-1)).toMatchObject({ type: 'message_stop' });
  expect(text).not.toContain(road.adit.key);
});
