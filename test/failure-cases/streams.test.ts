import { expect, test } from 'vitest';
import { answer, dieAfter, exceptionAfter, helloText, silence, slowStart } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents, until } from '../support/road.ts';

const models = ['claude-sonnet-4-6', 'claude-opus-5-5'];

test('no-ping: a client that would hear nothing hears pings, before the answer and in it (anthropics/claude-code#64556)', async () => {
  await using road = await openRoad({ times: { pingAfterMs: 30 } });
  for (const model of models) {
    for (const scenario of [slowStart(200), silence(200, 3)]) {
      road.bedrock.scenario(scenario);
      const events = await readEvents(await road.post(question({ model, stream: true })));
      const kinds = events.map(({ event }) => event);
      expect(kinds).toContain('ping');
      expect(kinds.filter((kind) => kind !== 'ping')).toEqual([
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ]);
    }
  }
});

test('no-ping: a stream that flows has none (BerriAI/litellm PR#36024)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    const events = await readEvents(await road.post(question({ model, stream: true })));
    expect(events.map(({ event }) => event)).not.toContain('ping');
  }
});

test('disconnect: a client that leaves ends the request at Bedrock (maximhq/bifrost PR#7199)', async () => {
  await using road = await openRoad();
  const endless = answer({ content: [{ type: 'text', text: 'words '.repeat(500) }] });
  for (const model of models) {
    for (const stream of [true, false]) {
      road.bedrock.scenario((call) => [...(endless(call) as Iterable<never>)].flatMap((step) => [{ wait: 10 }, step]));
      const before = road.bedrock.stats.aborted;
      const leaving = new AbortController();
      const answered = fetch(`${road.adit.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': road.adit.key },
        body: JSON.stringify(question({ model, stream })),
        signal: leaving.signal,
      }).catch(() => undefined);
      if (stream) await answered;
      else await until('Bedrock is asked', () => road.bedrock.stats.open === 1);
      leaving.abort();
      await until('Bedrock is told', () => road.bedrock.stats.aborted === before + 1);
      await answered;
      await until('the exchange is over', () => road.exchanges.at(-1)?.status === 499);
    }
  }
});

test('mid-stream-error: an exception within the stream is an event of error, and the last (goose PR#9579)', async () => {
  await using road = await openRoad({ scenario: exceptionAfter(3, 'modelStreamErrorException', 'The model broke') });
  for (const model of models) {
    const events = await readEvents(await road.post(question({ model, stream: true })));
    expect(events.map(({ event }) => event)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'error',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ error: { type: 'api_error', message: 'The model broke' } });
  }
});

test('mid-stream-error: an answer that ends before its end does not look finished (AgenticCrawler PR#128)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    for (const how of ['clean', 'mid-frame'] as const) {
      road.bedrock.scenario(dieAfter(3, how));
      const events = await readEvents(await road.post(question({ model, stream: true })));
      expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'api_error' } } });
      expect(JSON.stringify(events)).toContain("Amazon Bedrock's answer is cut here");
      await expect(
        road.client.messages
          .stream({ model, max_tokens: 9, messages: [{ role: 'user', content: 'a' }] })
          .finalMessage(),
      ).rejects.toThrow(/cut here/);
    }
  }
});

test('mid-stream-error: without a stream, half an answer is an error too (mlflow PR#25863)', async () => {
  await using road = await openRoad();
  for (const model of models) {
    let calls = 0;
    road.bedrock.scenario((call) => (++calls === 1 ? dieAfter(3, 'mid-frame') : answer())(call));
    const response = await road.post(question({ model }));
    expect([response.status, calls]).toEqual([200, 2]);
    expect(await response.json()).toMatchObject({ content: [{ text: helloText }] });
  }
});
