import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChatEvents } from '../../proxy/bedrock/openai/chat-events.ts';
import { ResponsesEvents } from '../../proxy/bedrock/openai/responses-events.ts';
import { chatStream, decode, delta, GPT, type Json, responsesStream, SEEING } from './support.ts';

const said = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => text.trim() !== '');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** What a model says, block by block: thinking first, and no text twice in a row, as both wires join those. */
const answer = fc.record({
  thinking: maybe(said),
  text: maybe(said),
  calls: fc.array(
    fc.record({
      name: fc.constantFrom('Read', 'Write'),
      input: fc.dictionary(fc.constantFrom('path', 'b'), fc.jsonValue({ maxDepth: 2 })),
    }),
    { maxLength: 3 },
  ),
  usage: fc.record({ input: fc.nat(1000), cached: fc.nat(1000), output: fc.nat(1000) }),
});

/** Cuts text into pieces, never inside a letter. */
function pieces(content: string, size: number): string[] {
  const letters = [...content];
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, at) =>
    letters.slice(at * size, (at + 1) * size).join(''),
  );
}

test('an answer of Chat Completions comes through with its text, its calls, their order and its usage', () => {
  fc.assert(
    fc.property(answer, fc.integer({ min: 1, max: 5 }), ({ thinking, text: content, calls, usage }, size) => {
      const chunks = [
        ...pieces(thinking ?? '', size).map((piece) => delta({ reasoning: piece })),
        ...pieces(content ?? '', size).map((piece) => delta({ content: piece })),
      ];
      // Round by round, so that the calls are interleaved.
      const parts = calls.map(({ input }) => pieces(JSON.stringify(input), size));
      for (const [index, { name }] of calls.entries())
        chunks.push(delta({ tool_calls: [{ index, id: `c${index}`, function: { name, arguments: '' } }] }));
      for (let round = 0; round < Math.max(0, ...parts.map(({ length }) => length)); round++) {
        for (const [index, part] of parts.entries()) {
          if (part[round] !== undefined)
            chunks.push(delta({ tool_calls: [{ index, function: { arguments: part[round] } }] }));
        }
      }
      const bytes = chatStream(...chunks, delta({}, calls.length > 0 ? 'tool_calls' : 'stop'), {
        choices: [],
        usage: {
          prompt_tokens: usage.input + usage.cached,
          completion_tokens: usage.output,
          prompt_tokens_details: { cached_tokens: usage.cached },
        },
      });
      const decoded = decode(() => new ChatEvents({ requestId: 'r', modelId: SEEING, isNative: false }), bytes);
      expect(decoded.content).toEqual([
        ...(thinking === undefined ? [] : [{ type: 'thinking', thinking, signature: '' }]),
        ...(content === undefined ? [] : [{ type: 'text', text: content }]),
        ...calls.map(({ name, input }, index) => ({ type: 'tool_use', id: `c${index}`, name, input: plain(input) })),
      ]);
      expect(decoded.usage).toMatchObject({ input_tokens: usage.input, output_tokens: usage.output });
      expect(decoded.usage.cache_read_input_tokens ?? 0).toBe(usage.cached);
      expect(decoded.stopReason).toBe(calls.length > 0 ? 'tool_use' : 'end_turn');
    }),
    { numRuns: 100 },
  );
});

test('an answer of Responses comes through with its text, its calls, their order and its usage', () => {
  fc.assert(
    fc.property(answer, fc.integer({ min: 1, max: 5 }), ({ thinking, text: content, calls, usage }, size) => {
      const at = (output_index: number, type: string, fields: Json) => ({
        type: `response.${type}`,
        output_index,
        ...fields,
      });
      const calling = calls.flatMap(({ name, input }, index) => {
        const item = { type: 'function_call', call_id: `c${index}`, name, arguments: JSON.stringify(input) };
        return [
          at(index + 2, 'output_item.added', { item: { ...item, arguments: '' } }),
          ...pieces(item.arguments, size).map((piece) =>
            at(index + 2, 'function_call_arguments.delta', { delta: piece }),
          ),
          at(index + 2, 'output_item.done', { item }),
        ];
      });
      const bytes = responsesStream(
        { type: 'response.created', response: { id: 'resp_1' } },
        ...pieces(thinking ?? '', size).map((piece) => at(0, 'reasoning_summary_text.delta', { delta: piece })),
        at(0, 'output_item.done', { item: { type: 'reasoning', id: 'rs_1', encrypted_content: 'abc' } }),
        ...pieces(content ?? '', size).map((piece) => at(1, 'output_text.delta', { delta: piece })),
        at(1, 'output_item.done', { item: { type: 'message', content: [] } }),
        ...calling,
        {
          type: 'response.completed',
          response: {
            status: 'completed',
            usage: {
              input_tokens: usage.input + usage.cached,
              output_tokens: usage.output,
              input_tokens_details: { cached_tokens: usage.cached },
            },
          },
        },
      );
      const decoded = decode(() => new ResponsesEvents({ requestId: 'r', modelId: GPT, isNative: false }), bytes);
      expect(decoded.content).toEqual([
        { type: 'thinking', thinking: thinking ?? '', signature: 'openai-reasoning:rs_1:abc' },
        ...(content === undefined ? [] : [{ type: 'text', text: content }]),
        ...calls.map(({ name, input }, index) => ({ type: 'tool_use', id: `c${index}`, name, input: plain(input) })),
      ]);
      expect(decoded.usage).toMatchObject({ input_tokens: usage.input, output_tokens: usage.output });
      expect(decoded.usage.cache_read_input_tokens ?? 0).toBe(usage.cached);
    }),
    { numRuns: 100 },
  );
});

/** As it is after a way through JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
