import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenAiSurface } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { AditError } from '../../proxy/errors.ts';
import { chatRefusal } from '../bedrock/rules/chat.ts';
import { responsesRefusal } from '../bedrock/rules/responses.ts';
import { signThinking } from '../bedrock/signature.ts';
import { fitTo, GPT, GPT_OSS, type Json, modelOf, SEEING } from './support.ts';

const words = fc.string({ unit: 'grapheme', maxLength: 12 });
const said = words.filter((text) => text.trim() !== '');
const mark = fc.constantFrom({}, { cache_control: { type: 'ephemeral' } });
const text = fc.tuple(words, mark).map(([content, more]) => ({ type: 'text', text: content, ...more }));
const image = fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } });
const id = fc.constantFrom('t1', 't2', 't3', 'toolu_4', 'x'.repeat(70));
const call = fc.record({
  type: fc.constant('tool_use'),
  id,
  name: fc.constantFrom('Read', 'Write'),
  input: fc.dictionary(fc.constantFrom('path', '__proto__', 'a b'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
});
/** As the simulated Bedrock seals its reasoning. */
const sealed = Buffer.from(JSON.stringify({ thinking: 'hm', signature: signThinking('hm') })).toString('base64url');
const thought = fc.record({
  type: fc.constant('thinking'),
  thinking: words,
  signature: fc.constantFrom('', 'c2ln', `openai-reasoning:rs_1:${sealed}`),
});
const result = fc.record({
  type: fc.constant('tool_result'),
  tool_use_id: id,
  content: fc.oneof(words, fc.array(fc.oneof(text, image), { maxLength: 2 })),
  is_error: fc.boolean(),
});
const odd = fc.constantFrom({ type: 'redacted_thinking', data: 'x' }, { type: 'strange' }, { type: 'tool_reference' });
const turn = fc.oneof(
  fc.record({
    role: fc.constant('user'),
    content: fc.oneof(words, fc.array(fc.oneof(text, image, result, odd), { maxLength: 4 })),
  }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.oneof(words, fc.array(fc.oneof(text, thought, call, odd), { maxLength: 4 })),
  }),
  fc.record({ role: fc.constant('system'), content: words }),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const request = fc.record({
  max_tokens: fc.integer({ min: 1, max: 300_000 }),
  system: maybe(fc.oneof(words, fc.array(text, { maxLength: 3 }))),
  messages: fc.array(turn, { maxLength: 8 }),
  stream: maybe(fc.boolean()),
  tools: maybe(
    fc.constantFrom(
      [],
      [{ name: 'Read', description: 'd', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } }],
      [{ name: 'Read' }, { type: 'web_search_20250305', name: 'web_search' }, { type: 'custom', name: 'Write' }],
    ),
  ),
  tool_choice: maybe(
    fc.constantFrom(
      { type: 'auto' },
      { type: 'any' },
      { type: 'tool', name: 'Read' },
      { type: 'none' },
      {
        type: 'auto',
        disable_parallel_tool_use: true,
      },
    ),
  ),
  temperature: maybe(fc.constantFrom(0, 0.5, 1)),
  top_p: maybe(fc.constant(0.9)),
  top_k: maybe(fc.constant(5)),
  stop_sequences: maybe(fc.array(said, { maxLength: 6 })),
  thinking: maybe(
    fc.constantFrom({ type: 'adaptive' }, { type: 'disabled' }, { type: 'enabled', budget_tokens: 2048 }),
  ),
  output_config: maybe(
    fc.record({
      effort: maybe(fc.constantFrom('low', 'medium', 'high', 'xhigh', 'max')),
      format: maybe(fc.constant({ type: 'json_schema', schema: { type: 'object' } })),
    }),
  ),
  metadata: maybe(fc.constant({ user_id: 'me' })),
});

const targets: [OpenAiSurface, string][] = [
  ['chat', GPT_OSS],
  ['chat', SEEING],
  ['mantle-chat', 'qwen.qwen3-coder-next'],
  ['responses', GPT],
  ['mantle-responses', 'openai.gpt-6-astra'],
];

test.each(targets)('whatever a client of the Messages API says, %s takes it for %s', (surface, id) => {
  const { input, reasoning, maxOutputTokens } = modelOf(id);
  const model = { id, images: input.includes('image'), reasoning, maxOutput: maxOutputTokens };
  const judge = surface.endsWith('chat') ? chatRefusal : responsesRefusal;
  let taken = 0;
  fc.assert(
    fc.property(request, (parts) => {
      try {
        const { body } = fitTo(surface, parts, { model: id });
        expect(judge({ model, body, stream: body.stream === true })).toBeUndefined();
        taken++;
      } catch (error) {
        expect(error).toBeInstanceOf(AditError);
        expect((error as AditError).message).toMatch(/at least one message/);
      }
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(150);
});

test('nothing that is said gets lost on the way, and its order stays', () => {
  const lines = (turns: Json[], role: string) =>
    turns
      .filter((one) => one.role === role)
      .flatMap(({ content = [] }) =>
        typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Json[]),
      )
      .map((block) => (block.type === 'text' ? String(block.text) : ''))
      .filter((line) => line.trim() !== '');
  const chats = (body: Json, role: string) => lines(body.messages as Json[], role).join('\n\n');
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 8 }), (messages) => {
      const all = [{ role: 'user', content: 'begin' }, ...messages] as Json[];
      const { body } = fitTo('chat', { messages: all });
      expect(chats(body, 'assistant')).toBe(lines(all, 'assistant').join('\n\n'));
      let at = 0;
      for (const line of lines(all, 'user')) {
        at = chats(body, 'user').indexOf(line, at);
        expect(at).toBeGreaterThanOrEqual(0);
        at += line.length;
      }
      const asked = all.flatMap(({ role, content }) =>
        role === 'assistant' && Array.isArray(content) ? content.filter(({ type }) => type === 'tool_use') : [],
      );
      const sent = (body.messages as Json[]).flatMap(({ tool_calls }) => (tool_calls ?? []) as Json[]);
      expect(sent.map((one) => (one.function as Json).name)).toEqual(asked.map(({ name }) => name));
      expect(sent.map((one) => JSON.parse(String((one.function as Json).arguments)))).toEqual(
        asked.map(({ input }) => JSON.parse(JSON.stringify(input))),
      );
    }),
    { numRuns: 300 },
  );
});

test('any JSON as a request gives a body or an error that names what is wrong', () => {
  const fields = [
    'messages',
    'system',
    'tools',
    'tool_choice',
    'thinking',
    'output_config',
    'stop_sequences',
    'max_tokens',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 5 }), (field, value) => {
      for (const surface of ['chat', 'responses'] as const) {
        try {
          fitTo(surface, JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], [field]: value }));
        } catch (error) {
          expect(error).toBeInstanceOf(AditError);
          expect(error).toMatchObject({ status: 400, shouldRetry: false });
        }
      }
    }),
    { numRuns: 500 },
  );
});
