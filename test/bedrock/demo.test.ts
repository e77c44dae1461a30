import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { eventsOf, type Message, messageOf } from '../../proxy/demo/events.ts';
import { sampleOf } from '../../proxy/demo/sample.ts';
import { startBedrock } from '../../proxy/demo/server.ts';

const demo = await startBedrock();
afterAll(() => demo.close());
const client = new Anthropic({ baseURL: `${demo.url}/anthropic`, apiKey: 'any', maxRetries: 0 });
const question = {
  model: 'us.anthropic.claude-opus-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'What is the weather in Oslo?' }],
};
const schema = {
  type: 'object' as const,
  properties: {
    title: { type: 'string' },
    count: { type: 'integer', minimum: 3 },
    kind: { enum: ['a', 'b'] },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 2 },
    note: { type: 'string' },
  },
  required: ['title', 'count', 'kind', 'tags'],
  $defs: { tag: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
};
const sampled = {
  title: 'Adit demo',
  count: 3,
  kind: 'a',
  tags: [{ name: 'Adit demo' }, { name: 'Adit demo' }],
};

test('the demo says first that it is one, then what would have been asked and how to leave it', async () => {
  const deltas: string[] = [];
  const started = performance.now();
  const message = await client.messages
    .stream(question)
    .on('text', (text) => deltas.push(text))
    .finalMessage();
  const text = deltas.join('');
  expect(text).toMatch(/^Adit demo: no model answered this\./);
  expect(text).toContain('anthropic.claude-opus-5-5, through the inference profile us.anthropic.claude-opus-5-5');
  expect(text).toContain('What is the weather in Oslo?');
  expect(text).toMatch(/adit login.*--profile NAME/);
  expect(deltas.length).toBeGreaterThan(5);
  expect(performance.now() - started).toBeGreaterThan(50);
  expect(message.usage.input_tokens).toBeGreaterThan(10);
});

test('a long question is repeated only in part', async () => {
  const long = { ...question, messages: [{ role: 'user' as const, content: 'word '.repeat(500) }] };
  const { content } = await client.messages.create(long);
  expect(content[0]?.type === 'text' && content[0].text.length).toBeLessThan(700);
});

test('where a tool is forced, the demo calls it with an input that satisfies its schema', async () => {
  const tools = [
    { name: 'other', input_schema: { type: 'object' as const } },
    { name: 'save', input_schema: schema },
  ];
  const message = await client.messages.create({ ...question, tools, tool_choice: { type: 'tool', name: 'save' } });
  expect(message).toMatchObject({
    stop_reason: 'tool_use',
    content: [{ type: 'tool_use', name: 'save', input: sampled }],
  });
});

test('where JSON is asked for, the demo answers JSON that satisfies the schema', async () => {
  const format = await client.messages.create({
    ...question,
    output_config: { format: { type: 'json_schema', schema } },
  });
  const words = `Respond with only a JSON value that conforms to this JSON schema: no other words.\n${JSON.stringify(schema)}`;
  const prompt = await client.messages.create({ ...question, system: [{ type: 'text', text: words }] });
  for (const { content } of [format, prompt]) {
    expect(content[0]?.type === 'text' && JSON.parse(content[0].text)).toEqual(sampled);
  }
});

test('a schema that refers to itself has an end', () => {
  const node = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
  expect(JSON.stringify(sampleOf(node)).length).toBeLessThan(200);
});

test.each(['nonsense', '[]', '{}', '{"messages":[]}'])('the demo refuses what makes no sense: %s', async (body) => {
  const response = await fetch(`${demo.url}/anthropic/v1/messages`, { method: 'POST', body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
});

const block = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.string({ unit: 'binary' }) }),
  fc.record({ type: fc.constant('thinking'), thinking: fc.string(), signature: fc.base64String() }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.base64String() }),
  fc.record({
    type: fc.constant('tool_use'),
    id: fc.string(),
    name: fc.string(),
    input: fc
      .dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false }))
      .map((input) => JSON.parse(JSON.stringify(input))),
  }),
);

test('a message is the same after it was streamed', () => {
  fc.assert(
    fc.property(fc.array(block), fc.nat(), fc.nat(), (content, input_tokens, output_tokens) => {
      const message: Message = {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude',
        content,
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: { input_tokens, output_tokens },
      };
      expect(messageOf(eventsOf(message))).toEqual(message);
    }),
  );
});
