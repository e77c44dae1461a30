import type Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { answer, conversation, endsInToolResult, exceptionAfter, helloText } from '../bedrock/scenarios.ts';
import { signThinking } from '../bedrock/signature.ts';
import { openRoad, type Road, until } from '../support/road.ts';

const tools: Anthropic.Tool[] = [
  { name: 'Read', input_schema: { type: 'object', properties: { path: { type: 'string' } } } },
];
const hello: Anthropic.MessageParam[] = [{ role: 'user', content: 'hello' }];

/** An account in which the open-weight models have no Converse, so that their Chat Completions are asked. */
const withoutConverse = (call: BedrockCall): Refusal | undefined =>
  call.operation.startsWith('converse') ? { status: 404, type: 'UnknownOperationException', message: '' } : undefined;

/** Asks, lets a tool run and asks again, as an agent does; streamed or whole. */
async function loop({ client }: Road, model: string, stream: boolean): Promise<Anthropic.Message[]> {
  const messages = [...hello];
  const answers: Anthropic.Message[] = [];
  for (let round = 0; round < 2; round++) {
    const wish = {
      model,
      max_tokens: 4000,
      thinking: { type: 'enabled', budget_tokens: 2000 },
      tools,
      messages,
    } as const;
    const body = { ...wish, messages: [...messages] };
    const message = stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    answers.push(message);
    messages.push({ role: 'assistant', content: message.content });
    const results = message.content
      .filter((block) => block.type === 'tool_use')
      .map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'words' }));
    messages.push({ role: 'user', content: results });
  }
  return answers;
}

const agent = conversation((call) =>
  endsInToolResult(call)
    ? answer({ content: [{ type: 'text', text: 'done' }] })
    : answer({
        content: [
          { type: 'thinking', thinking: 'Let me look.', signature: signThinking('Let me look.') },
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } },
        ],
        stop_reason: 'tool_use',
      }),
);

const roads = [
  ['gpt-5.6-sol', 'responses'],
  ['gpt-oss-120b', 'chat'],
  ['kimi-k2.5', 'chat'],
] as const;

for (const [model, surface] of roads) {
  for (const stream of [false, true]) {
    test(`a tool loop of the Anthropic SDK with ${model}, ${stream ? 'streamed' : 'whole'}, goes by ${surface}`, async () => {
      await using road = await openRoad({ refuse: withoutConverse, scenario: agent });
      const [first, second] = await loop(road, model, stream);
      const words = first?.content.filter(({ type }) => type !== 'thinking');
      expect(words).toMatchObject([
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } },
      ]);
      expect(first?.content[0]).toMatchObject({ type: 'thinking', thinking: 'Let me look.' });
      expect(first?.stop_reason).toBe('tool_use');
      expect(first?.usage.output_tokens).toBeGreaterThan(0);
      expect(second).toMatchObject({ content: [{ type: 'text', text: 'done' }], stop_reason: 'end_turn' });
      expect(road.bedrock.refusals.filter(({ refusal }) => refusal.type !== 'UnknownOperationException')).toEqual([]);
      await until('both requests are told', () => road.exchanges.length === 2);
      expect(road.exchanges).toMatchObject([
        { surface, stopReason: 'tool_use', usage: { output: first?.usage.output_tokens } },
        { surface, stopReason: 'end_turn' },
      ]);
    });
  }
}

test('an error in the middle of a stream is told as one', async () => {
  await using road = await openRoad({
    refuse: withoutConverse,
    scenario: exceptionAfter(3, 'throttlingException', 'slow down'),
  });
  for (const [model] of roads) {
    const stream = road.client.messages.stream({ model, max_tokens: 100, messages: hello });
    await expect(stream.finalMessage()).rejects.toThrow(/slow down/);
  }
});

test('a plain question gets a plain answer', async () => {
  await using road = await openRoad({ refuse: withoutConverse });
  for (const [model] of roads) {
    const { content } = await road.client.messages.create({ model, max_tokens: 100, messages: hello });
    expect(content).toEqual([expect.objectContaining({ type: 'text', text: helloText })]);
  }
});
