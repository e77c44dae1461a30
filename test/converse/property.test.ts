import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { readConverseMessage } from '../../proxy/bedrock/converse/message.ts';
import { decodeToolName, encodeToolName } from '../../proxy/bedrock/converse/tool-ids.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { AditError } from '../../proxy/errors.ts';
import { cutBy } from '../support/cut.ts';
import { anyCall, anyConversation, anyInput, anyName, anyResult, anyText, anyWords } from './any-conversation.ts';
import { ANSWER, type ConverseBody, delta, fitted, NOVA, readStream, stop, streamOf, toolStart } from './converse.ts';

test('a conversation keeps its words, its images and its calls, in their order', () => {
  fc.assert(
    fc.property(anyConversation, (turns) => {
      const { messages, system = [] } = fitted({ messages: turns }).body;
      const sent = messages.flatMap(({ content }) => content);
      const given = turns.flatMap(({ content }) => content);
      const wordsGiven = given
        .filter(({ type, text }) => type === 'text' && String(text).trim() !== '')
        .map(({ text }) => text);
      const own = (text: unknown) =>
        typeof text === 'string' && text !== '(continue)' && !/^Result of a tool call/.test(text);
      const results = new Set(given.filter(({ type }) => type === 'tool_result').map(({ content }) => content));
      const wordsSent = [...system, ...sent].map(({ text }) => text).filter(own);
      // What stood in results without calls is text now, between the words.
      expect(wordsSent.filter((text) => !results.has(text))).toEqual(wordsGiven.filter((text) => !results.has(text)));
      expect(sent.filter(({ image }) => image)).toHaveLength(given.filter(({ type }) => type === 'image').length);
      const calls = sent.flatMap(({ toolUse }) => (toolUse ? [toolUse as JsonObject] : []));
      expect(calls.map(({ name, input }) => ({ name: decodeToolName(String(name)), input }))).toEqual(
        given.filter(({ type }) => type === 'tool_use').map(({ name, input }) => ({ name, input })),
      );
    }),
    { numRuns: 500 },
  );
});

test('a conversation has the form that Converse asks for, whatever it was and whoever reads it', () => {
  const anyModel = fc.constantFrom(...MODELS.map(({ id }) => id), 'newmaker.model-1');
  fc.assert(
    fc.property(anyConversation, anyModel, (turns, model) => {
      let body: ConverseBody;
      try {
        body = fitted({ messages: turns }, { model }).body;
      } catch (error) {
        expect(error).toBeInstanceOf(AditError);
        return;
      }
      expectForm(body);
    }),
    { numRuns: 500 },
  );
});

function expectForm({ messages, toolConfig }: ConverseBody): void {
  expect(messages.map(({ role }) => role)).toEqual(
    messages.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')),
  );
  let open: unknown[] = [];
  for (const { role, content } of messages) {
    expect(content.length).toBeGreaterThan(0);
    for (const { text } of content) if (text !== undefined) expect(String(text).trim()).not.toBe('');
    const results = content.flatMap(({ toolResult }) => (toolResult ? [toolResult as JsonObject] : []));
    expect(results.map(({ toolUseId }) => toolUseId)).toEqual(open);
    for (const { content: parts } of results) expect(parts).not.toEqual([]);
    const ids = content.flatMap(({ toolUse }) => (toolUse ? [(toolUse as JsonObject).toolUseId] : []));
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(new Set(ids).size).toBe(ids.length);
    if (role === 'user') expect(ids).toEqual([]);
    open = ids;
  }
  expect(open).toEqual([]);
  const usesTools = messages.some(({ content }) => content.some(({ toolUse }) => toolUse));
  expect(toolConfig !== undefined).toBe(usesTools);
  for (const { toolSpec } of toolConfig?.tools ?? []) expect(toolSpec.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
}

const anyCount = fc.nat(1_000_000);
const anyUsage = fc.record({
  inputTokens: anyCount,
  outputTokens: anyCount,
  cacheReadInputTokens: anyCount,
  cacheWriteInputTokens: anyCount,
});
const anyBlock = fc.oneof(
  fc.record({ text: anyWords }),
  fc.record({ thinking: anyWords, signature: fc.base64String({ minLength: 4 }) }),
  fc.record({ id: fc.uuid(), name: anyName, input: anyInput }),
);
type AnyBlock = typeof anyBlock extends fc.Arbitrary<infer Block> ? Block : never;

test('an answer is the same whole and streamed, and says what the model said', () => {
  fc.assert(
    fc.property(
      fc.array(anyBlock, { maxLength: 6 }),
      anyUsage,
      fc.array(fc.integer({ min: 1, max: 400 })),
      (blocks, usage, sizes) => {
        const response = {
          output: { message: { role: 'assistant', content: blocks.map(wholeBlock) } },
          stopReason: 'end_turn',
          usage,
        };
        const body = readConverseMessage(Buffer.from(JSON.stringify(response)), ANSWER);
        const whole = JSON.parse(String(body)) as JsonObject;
        const frames = streamOf(blocks.flatMap(streamedBlock), 'end_turn', usage);
        expect(readStream(cutBy(Buffer.concat(frames), sizes)).message).toEqual(whole);
        expect(whole.content).toEqual(blocks.map(messageBlock));
        expect(whole.usage).toEqual({
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          cache_read_input_tokens: usage.cacheReadInputTokens,
          cache_creation_input_tokens: usage.cacheWriteInputTokens,
        });
        expect(whole.stop_reason).toBe(blocks.some((block) => 'name' in block) ? 'tool_use' : 'end_turn');
      },
    ),
  );
});

function wholeBlock(block: AnyBlock): JsonObject {
  if ('text' in block) return { text: block.text };
  if ('thinking' in block)
    return { reasoningContent: { reasoningText: { text: block.thinking, signature: block.signature } } };
  return { toolUse: { toolUseId: block.id, name: encodeToolName(block.name), input: block.input } };
}

function streamedBlock(block: AnyBlock, index: number): Buffer[] {
  const pieces = (words: string) => [words.slice(0, words.length >> 1), words.slice(words.length >> 1)];
  if ('text' in block) return [...pieces(block.text).map((text) => delta(index, { text })), stop(index)];
  if ('thinking' in block) {
    const thoughts = pieces(block.thinking).map((text) => delta(index, { reasoningContent: { text } }));
    return [...thoughts, delta(index, { reasoningContent: { signature: block.signature } }), stop(index)];
  }
  const inputs = pieces(JSON.stringify(block.input)).map((input) => delta(index, { toolUse: { input } }));
  return [toolStart(index, block.id, encodeToolName(block.name)), ...inputs, stop(index)];
}

function messageBlock(block: AnyBlock): JsonObject {
  if ('text' in block) return { type: 'text', text: block.text };
  if ('thinking' in block) return { type: 'thinking', ...block };
  return { type: 'tool_use', ...block };
}

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    1e308,
    -1,
    '\ud800',
    { __proto__: null, constructor: 1 },
    JSON.parse('{"__proto__":{"a":1}}'),
    [[[[]]]],
  ),
);
const oddOr = <T>(value: fc.Arbitrary<T>) => fc.oneof({ arbitrary: value as fc.Arbitrary<unknown>, weight: 6 }, odd);
const oddBlock = fc.oneof(
  anyText,
  anyCall,
  anyResult,
  odd,
  fc.record(
    {
      type: fc.constantFrom(
        'text',
        'image',
        'document',
        'thinking',
        'redacted_thinking',
        'tool_use',
        'tool_result',
        'search_result',
        '__proto__',
      ),
      text: odd,
      source: oddOr(
        fc.record({
          type: fc.constantFrom('base64', 'text', 'content', 'url'),
          media_type: odd,
          data: odd,
          content: odd,
        }),
      ),
      content: odd,
      id: odd,
      tool_use_id: odd,
      name: odd,
      input: odd,
      title: odd,
      cache_control: odd,
    },
    { requiredKeys: ['type'] },
  ),
);
const oddRequest = fc.record(
  {
    messages: oddOr(
      fc.array(
        oddOr(fc.record({ role: fc.constantFrom('user', 'assistant', 'system'), content: oddOr(fc.array(oddBlock)) })),
      ),
    ),
    system: oddOr(fc.array(oddBlock)),
    tools: oddOr(
      fc.array(oddOr(fc.record({ name: anyName, description: odd, input_schema: oddOr(anyInput), strict: odd }))),
    ),
    tool_choice: oddOr(fc.record({ type: fc.constantFrom('auto', 'any', 'tool', 'none'), name: oddOr(anyName) })),
    max_tokens: oddOr(fc.nat()),
    temperature: odd,
    top_k: odd,
    stop_sequences: odd,
    thinking: oddOr(fc.record({ type: fc.constantFrom('enabled', 'adaptive'), budget_tokens: odd })),
    output_config: oddOr(
      fc.record({ effort: odd, format: oddOr(fc.record({ type: fc.string(), schema: oddOr(anyInput) })) }),
    ),
    output_format: odd,
    cache_control: odd,
    service_tier: odd,
  },
  { requiredKeys: [] },
);

test('no input makes it throw anything but an error that a client understands', () => {
  const anyModel = fc.constantFrom(NOVA, ...MODELS.map(({ id }) => id), 'arn:aws:bedrock:x');
  const anyPaths = fc.array(
    fc.constantFrom('messages.*.content', 'toolConfig.tools.*', '__proto__', 'constructor.a', 'system.*.text', ''),
  );
  fc.assert(
    fc.property(oddRequest, anyModel, anyPaths, (request, model, refusedFields) => {
      try {
        fitted(request as JsonObject, { model, refusedFields, autoCache: true });
      } catch (error) {
        expect(error).toBeInstanceOf(AditError);
      }
    }),
    { numRuns: 1000 },
  );
});

test('nesting without end is refused', () => {
  for (const depth of [1000, 100_000]) {
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const use = `{"type":"tool_use","id":"a","name":"a","input":{"a":${deep}}}`;
    const schema = `{"name":"a","input_schema":{"properties":{"a":${deep}},"$defs":{"b":{}}}}`;
    const body = `{"model":"a","messages":[{"role":"assistant","content":[${use}]}],"tools":[${schema}]}`;
    if (depth === 1000) expect(fitted(body).body.messages).toHaveLength(3);
    else expect(() => fitted(body)).toThrow(AditError);
  }
});

test('data of any size and any letters is judged at once', () => {
  const source = (data: string) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } });
  for (const data of [`${' '.repeat(1_000_000)}!`, `${'='.repeat(1_000_000)}!`, `${'A'.repeat(1_000_000)}!`]) {
    expect(() => fitted({ messages: [{ role: 'user', content: [source(data)] }] })).toThrow(AditError);
  }
});
