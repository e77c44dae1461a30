import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../../proxy/demo/events.ts';
import { message, splitEvery } from '../../bedrock/scenarios.ts';
import { allEvents, MODELS } from '../../support/live.ts';
import { openRoad, question, textOf } from '../../support/road.ts';

/** Spellings of server-sent events that Bedrock may come to use one day: the client gets the usual one of each. */
const TEXT = 'Grüße aus dem Stollen, 🜂 überall';
const BLOCKS = eventsOf(message({ content: [{ type: 'text', text: TEXT }] })).map(
  (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
);
const ask = question({ model: MODELS['the Messages API'], stream: true });

describe('the client gets the same answer where the Messages API', () => {
  const usual = BLOCKS.join('');
  for (const [name, text] of [
    ['ends its lines in CR LF', usual.replaceAll('\n', '\r\n')],
    ['sends comments', `: welcome\n\n${usual.replaceAll('event: ', ': here comes\nevent: ')}`],
    ['leaves out the space behind colons', usual.replaceAll(/^(event|data): /gm, '$1:')],
    ['sends ids and retry times', usual.replaceAll('data: ', 'id: 7\nretry: 10\ndata: ')],
    ['leaves out the names of events', usual.replaceAll(/^event: .*\n/gm, '')],
    ['spreads data over lines', usual.replaceAll(',"', ',\ndata: "')],
    ['sends more blank lines than one', usual.replaceAll('\n\n', '\n\n\n\n')],
  ] as const) {
    for (const size of [1, 7, 100_000]) {
      test(`${name}, in packets of ${size} bytes`, async () => {
        await using road = await openRoad({ scenario: () => [{ split: size }, { raw: Buffer.from(text) }] });
        const events = await allEvents(await road.post(ask));
        expect(events.map(({ event, data }) => ({ event, data }))).toEqual(
          eventsOf(message({ content: [{ type: 'text', text: TEXT }] })).map((data) => ({ event: data.type, data })),
        );
      });
    }
  }
});

test('a letter of several bytes may be split anywhere', async () => {
  for (const size of [1, 2, 3]) {
    await using road = await openRoad({ scenario: splitEvery(size, { content: [{ type: 'text', text: TEXT }] }) });
    expect(textOf(await allEvents(await road.post(ask)))).toBe(TEXT);
  }
});

test("Bedrock's own pings and events that nobody knows reach the client", async () => {
  await using road = await openRoad({
    scenario: () =>
      eventsOf(message()).flatMap((event) => [
        { event },
        { event: { type: 'ping' } },
        { event: { type: 'brand_new', a: 1 } },
      ]),
  });
  const names = (await allEvents(await road.post(ask))).map(({ event }) => event);
  expect(names.slice(0, 3)).toEqual(['message_start', 'ping', 'brand_new']);
  expect(names.at(-1)).toBe('message_stop');
});

test('a usual event is relayed byte for byte', async () => {
  const odd = 'event: content_block_delta\ndata: { "type" : "content_block_delta", "n": 1.0e1, "t": "\\u00e9\\/" }\n\n';
  await using road = await openRoad({
    scenario: () => [BLOCKS[0], odd, ...BLOCKS.slice(1)].map((block) => ({ raw: Buffer.from(block ?? '') })),
  });
  expect(await (await road.post(ask)).text()).toBe([BLOCKS[0], odd, ...BLOCKS.slice(1)].join(''));
});
