import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FREE_FORM } from '../../../../proxy/api/openai/tool-schema.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { AditError } from '../../../../proxy/errors.ts';
import {
  asked,
  call,
  functionTool,
  kept,
  output,
  read,
  responseIn,
  streamed,
  translated,
  user,
  whole,
} from './support.ts';

const TYPES = [
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'reasoning',
  'item_reference',
  'additional_tools',
  'agent_message',
  'function',
  'custom',
  'namespace',
  'allowed_tools',
  'input_text',
  'input_image',
  'input_file',
  'json_schema',
];
const KEYS = ['type', 'role', 'content', 'call_id', 'name', 'namespace', 'arguments', 'input', 'output', 'tools', 'id'];
const MORE_KEYS = ['text', 'image_url', 'file_data', 'format', 'effort', '__proto__', 'constructor', 'toString'];

/** Any JSON, with the words in it that mean something here. */
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...TYPES, 'user', 'assistant', 'developer', 'auto', 'data:image/png;base64,AA==', 'a', '\ud800'),
    fc.constantFrom(null, true, 0, -1, 1e300, ''),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS, ...MORE_KEYS), tie('value')), { maxLength: 6 })
      .map((entries) => JSON.parse(`{${entries.map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join()}}`)),
  ),
})).value;

const FIELDS = Object.keys({
  ...asked(),
  instructions: 0,
  tools: 0,
  tool_choice: 0,
  reasoning: 0,
  text: 0,
  include: 0,
  previous_response_id: 0,
  max_output_tokens: 0,
  metadata: 0,
  stream: 0,
  store: 0,
});

test('any JSON in any field is a request, or an error that says what is wrong', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FIELDS), anyJson, fc.boolean(), (field, value, inList) => {
      const keeps = kept();
      try {
        const request = read({ [field]: inList ? [value] : value }, keeps);
        whole(request, { content: [{ type: 'text', text: 'x' }] });
      } catch (error) {
        expect(error).toBeInstanceOf(AditError);
        expect((error as AditError).status).toBe(400);
      }
    }),
    { numRuns: 3000 },
  );
});

test('any items are turns that the Messages API takes, or an error', () => {
  const item = fc.oneof(
    fc.constantFrom<JsonObject>(
      user('hello'),
      { role: 'assistant', content: 'yes' },
      { role: 'developer', content: 'do' },
      { type: 'reasoning', encrypted_content: 'x' },
      { type: 'web_search_call' },
    ),
    fc.constantFrom('a', 'b', 'c').map((id) => call(id)),
    fc.constantFrom('a', 'b', 'c').map((id) => output(id)),
  );
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), (items) => {
      const { messages } = translated({ input: [user('go'), ...items] }).body;
      expect(messages[0]?.role).toBe('user');
      expect(messages.at(-1)?.role).not.toBe('assistant');
      const used: unknown[] = [];
      for (const [index, { role, content }] of messages.entries()) {
        expect(role).not.toBe(messages[index + 1]?.role);
        const blocks = content as JsonObject[];
        expect(blocks.length).toBeGreaterThan(0);
        const calls = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
        const next = (messages[index + 1]?.content ?? []) as JsonObject[];
        expect(next.slice(0, calls.length).map(({ tool_use_id }) => tool_use_id)).toEqual(
          role === 'assistant' ? calls : next.slice(0, calls.length).map(() => undefined),
        );
        used.push(...calls);
      }
      expect(new Set(used).size).toBe(used.length);
    }),
  );
});

const words = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
const TOOLS = [
  functionTool('run'),
  { type: 'custom', name: 'patch' },
  { type: 'namespace', name: 'n', tools: [functionTool('run'), { type: 'custom', name: 'patch' }] },
];
const block = fc.oneof(
  words.map((text) => ({ type: 'text', text })),
  words.map((thinking) => ({ type: 'thinking', thinking, signature: `signed ${thinking}` })),
  fc.record({
    type: fc.constant('tool_use'),
    name: fc.constantFrom('run', 'n__run'),
    input: fc.dictionary(fc.string(), fc.jsonValue()),
  }),
  fc.record({
    type: fc.constant('tool_use'),
    name: fc.constantFrom('patch', 'n__patch'),
    input: words.map((text) => ({ [FREE_FORM]: text })),
  }),
);

test('an answer that a client sends back is the answer that the model gave: text, thinking, calls, in order', () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), fc.boolean(), (blocks, inPieces) => {
      const content = [
        ...blocks.map((it, index) => (it.type === 'tool_use' ? { ...it, id: `t${index}` } : it)),
        { type: 'text', text: 'end' },
      ] as JsonObject[];
      const request = read({ tools: TOOLS, store: false });
      const { output: items } = inPieces ? responseIn(streamed(request, { content })) : whole(request, { content });
      const { body } = translated({ tools: TOOLS, input: [user('go'), ...items] });
      // The same text again, with the numbers as JSON has them.
      expect(body.messages[1]?.content).toEqual(JSON.parse(JSON.stringify(content)));
    }),
  );
});
