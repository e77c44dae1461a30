import { expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { readLessons } from '../../proxy/routing/lesson-file.ts';
import { answer } from '../bedrock/scenarios.ts';
import { openRoad, question, readEvents, textOf } from '../support/road.ts';
import { serve } from '../support/served.ts';

for (const unknownOperation of [404, 200] as const) {
  test(`a model that is not on the Messages API is asked through InvokeModel, learned once (HTTP ${unknownOperation})`, async () => {
    await using road = await openRoad({ withoutMessages: ['opus-4-8'], unknownOperation });
    for (const stream of [false, true]) {
      const { status, calls, notes } = await serve(road, question({ model: 'claude-opus-4-8', stream }));
      expect({ status, notes }).toEqual({ status: 200, notes: [] });
      const operation = stream ? 'invoke-stream' : 'invoke';
      expect(calls.map((call) => call.operation)).toEqual(stream ? [operation] : ['messages', operation]);
    }
    // Other models are on it still.
    expect((await serve(road, question({ model: 'claude-opus-5' }))).sent?.operation).toBe('messages');
    await road.restart();
    expect(readLessons(road.home)).toMatchObject([{ target: 'opus-4-8 messages', kind: 'no-route' }]);
    expect((await serve(road, question({ model: 'claude-opus-4-8' }))).calls).toHaveLength(1);
  });

  test(`a stream that finds no Messages API comes through InvokeModel as a stream (HTTP ${unknownOperation})`, async () => {
    await using road = await openRoad({ withoutMessages: ['opus-4-8'], unknownOperation });
    const response = await road.post(question({ model: 'claude-opus-4-8', stream: true }));
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(textOf(await readEvents(response))).toBe('Hello from Bedrock.');
    expect(road.bedrock.stats.calls.map(({ operation }) => operation)).toEqual(['messages', 'invoke-stream']);
  });
}

test('an answer that speaks of an unknown operation is an answer', async () => {
  const words = 'It says {"Output":{"__type":"UnknownOperationException"}}: the path is wrong.';
  await using road = await openRoad({ scenario: answer({ content: [{ type: 'text', text: words }] }) });
  for (const model of ['claude-opus-5', 'claude-sonnet-4-6']) {
    const served = await serve(road, question({ model }));
    expect(served).toMatchObject({ status: 200, calls: [{}] });
    expect(JSON.parse(served.text)).toMatchObject({ content: [{ text: words }] });
  }
});

/** A Messages API that does not find the model, in Anthropic's shape. */
function lost({ operation }: BedrockCall): Refusal | undefined {
  return operation === 'messages'
    ? { status: 404, type: 'not_found_error', message: 'model: us.anthropic.claude-opus-5', shape: 'anthropic' }
    : undefined;
}

test('a 404 of the Messages API is learned as well, once InvokeModel has answered', async () => {
  await using road = await openRoad({ refuse: lost });
  const first = await serve(road, question({ model: 'claude-opus-5' }));
  expect([first.status, first.calls.map(({ operation }) => operation)]).toEqual([200, ['messages', 'invoke']]);
  expect((await serve(road, question({ model: 'claude-opus-5' }))).calls).toHaveLength(1);
});

test('where both surfaces lack the model, nothing is learned of the surface', async () => {
  await using road = await openRoad({
    refuse: (call) => lost(call) ?? { status: 404, type: 'ResourceNotFoundException', message: 'Model not found.' },
  });
  const { status } = await serve(road, question({ model: 'us.anthropic.claude-opus-5' }));
  expect(status).toBe(404);
  await road.restart();
  expect(readLessons(road.home)).toEqual([]);
});

test('an ARN tells nothing of its surface, so InvokeModel is asked, with the slash escaped', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';
  await using road = await openRoad({
    applicationProfiles: { [arn]: 'us.anthropic.claude-opus-5' },
    settings: { aliases: { mine: arn } },
  });
  for (const model of [arn, 'mine']) {
    const { status, sent } = await serve(road, question({ model }));
    expect([status, sent?.operation, sent?.model]).toEqual([200, 'invoke', arn]);
    expect(sent?.url).toContain('application-inference-profile%2Fabc123def456/invoke');
  }
});
