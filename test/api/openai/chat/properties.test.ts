import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { AditError } from '../../../../proxy/errors.ts';
import { fitted } from '../../../support/fitted.ts';
import { type Block, events, message } from './answers.ts';
import { chat, chunksOf, dialect, translate } from './harness.ts';

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const spoken = words.filter((text) => text.trim() !== '');
const input = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 3,
  noNullPrototype: true,
});

const answer = fc
  .record({
    thinking: fc.array(
      fc.record({ type: fc.constant('thinking'), thinking: words, signature: fc.base64String({ minLength: 4 }) }),
      { maxLength: 2 },
    ),
    text: fc.array(spoken, { maxLength: 2 }),
    calls: fc.array(fc.record({ name: fc.constantFrom('f', 'g'), input }), { maxLength: 3 }),
  })
  .map(({ thinking, text, calls }): Block[] => [
    ...thinking,
    ...text.map((words) => ({ type: 'text', text: words })),
    ...calls.map((call, at) => ({ type: 'tool_use', id: `toolu_${at}`, ...call })),
  ]);

interface Choice {
  delta: { content?: string; reasoning_content?: string; tool_calls?: Call[] };
  message: { content: string | null; reasoning_content?: string; reasoning_details?: unknown; tool_calls?: Call[] };
  finish_reason: string;
}

interface Call {
  index: number;
  id?: string;
  function: { name?: string; arguments: string };
}

function whole(blocks: Block[]): { body: JsonObject; choice: Choice } {
  const { whole } = dialect().read(Buffer.from(JSON.stringify(chat())), {});
  const reason = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  const body = whole(Buffer.from(JSON.stringify(message(blocks, reason))), 'req_1');
  const parsed = JSON.parse(JSON.stringify(body)) as JsonObject & { choices: [Choice] };
  return { body: parsed, choice: parsed.choices[0] };
}

test('an answer says the same whole and streamed, in pieces of any size', () => {
  fc.assert(
    fc.property(answer, fc.integer({ min: 1, max: 30 }), (blocks, size) => {
      const { body, choice } = whole(blocks);
      const ask = chat({ stream: true, stream_options: { include_usage: true } });
      const stream = dialect()
        .read(Buffer.from(JSON.stringify(ask)), {})
        .writer('req_1');
      const reason = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
      const pieces = events(blocks, reason, size).flatMap((event) => [
        ...stream.event(event.type, Buffer.from(JSON.stringify(event)), undefined),
      ]);
      const chunks = chunksOf(Buffer.concat(pieces).toString());
      const choices = chunks.flatMap((chunk) => chunk.choices as Choice[]);
      const joined = (field: 'content' | 'reasoning_content') =>
        choices.map(({ delta }) => delta[field] ?? '').join('');
      expect(joined('content')).toBe(choice.message.content ?? '');
      expect(joined('reasoning_content')).toBe(choice.message.reasoning_content ?? '');
      expect(callsIn(choices.flatMap(({ delta }) => delta.tool_calls ?? []))).toEqual(
        (choice.message.tool_calls ?? []).map((call) => [
          call.id,
          call.function.name,
          JSON.parse(call.function.arguments),
        ]),
      );
      expect(choices.at(-1)?.finish_reason).toBe(choice.finish_reason);
      expect(chunks.at(-1)?.usage).toEqual(body.usage);
    }),
  );
});

test('an answer that comes back is the answer that was given, in its order', () => {
  fc.assert(
    fc.property(answer, (blocks) => {
      const { message: said } = whole(blocks).choice;
      const calls = said.tool_calls ?? [];
      const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: `result of ${id}` }));
      const messages = [{ role: 'user', content: 'go' }, said, ...results, { role: 'user', content: 'and?' }];
      const turns = translate({ messages }).body.messages as { role: string; content: Block[] }[];
      const spoke = blocks.some(({ type }) => type !== 'thinking');
      const texts = blocks.flatMap(({ type, text }) => (type === 'text' ? [String(text)] : [])).join('');
      const expected = [
        ...blocks.filter(({ type }) => type === 'thinking'),
        ...(texts ? [{ type: 'text', text: texts }] : []),
        ...blocks.filter(({ type }) => type === 'tool_use'),
      ];
      const back = turns.find(({ role }) => role === 'assistant')?.content ?? [];
      expect(back).toEqual(JSON.parse(JSON.stringify(spoke ? expected : [])));
      const given = turns.flatMap(({ content }) => content).filter(({ type }) => type === 'tool_result');
      expect(given.map(({ tool_use_id }) => tool_use_id)).toEqual(calls.map(({ id }) => id));
    }),
  );
});

const id = fc.constantFrom('a', 'b', 'c:1', '');
const call = fc.record({
  id,
  function: fc.record({ name: fc.constant('f'), arguments: fc.constantFrom('{}', '', '{"a":') }),
});
const anyMessage = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer', 'user'), content: fc.constantFrom('hi', '', ' ') }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.constantFrom('yes', null, ''),
    tool_calls: fc.array(call, { maxLength: 3 }),
  }),
  fc.record({ role: fc.constant('tool'), tool_call_id: id, content: fc.constantFrom('done', '') }),
  fc.constant({ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }),
  fc.constant({ role: 'function', name: 'f', content: 'done' }),
);

test('messages in any order are a conversation that Bedrock takes', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { maxLength: 12 }),
      fc.constantFrom('haiku-4-5', 'sonnet-4-6', 'opus-5', 'opus-5-5', 'fable-5'),
      fc.constantFrom({}, { reasoning_effort: 'high' }, { reasoning: { max_tokens: 2000 } }),
      (messages, key, wish) => {
        const parts = {
          model: `claude-${key}`,
          messages,
          tools: [{ type: 'function', function: { name: 'f' } }],
          ...wish,
        };
        const text = attempt(() => JSON.stringify(translate(parts).body));
        if (text !== undefined) expect(fitted(text, { model: key }).refusal).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});

test('no JSON in any place throws anything but a 400', () => {
  const full = chat({
    messages: [
      { role: 'system', content: 'a', cache_control: { type: 'ephemeral' } },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
      {
        role: 'assistant',
        content: 'b',
        tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }],
        reasoning_details: [{ type: 'reasoning.text', text: 't', signature: 's' }],
      },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'c' }] },
    ],
    tools: [
      { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
      { type: 'custom', custom: { name: 'g', format: { grammar: { definition: 'd' } } } },
    ],
    tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ function: { name: 'f' } }] } },
    functions: [{ name: 'f' }],
    function_call: { name: 'f' },
    response_format: {
      type: 'json_schema',
      json_schema: { schema: { type: 'object', properties: { a: { anyOf: [{ type: 'null' }] } } } },
    },
    reasoning: { effort: 'low', max_tokens: 2000, exclude: false },
    reasoning_effort: 'low',
    thinking: { type: 'enabled', budget_tokens: 2000 },
    stream_options: { include_usage: true },
    stop: ['a'],
    temperature: 1,
    user: 'me',
  });
  const places = paths(full);
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('__proto__', 'constructor', '\ud800', 1e308, -0, { __proto__: null, constructor: {} }),
    fc.constant(JSON.parse('{"__proto__": {"type": "text"}, "type": "constructor"}')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), value, (path, replacement) => {
      const body = structuredClone(full);
      put(body, path, replacement);
      attempt(() => translate(body));
    }),
    { numRuns: 1500 },
  );
});

test('no event throws', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'message_start',
            'content_block_start',
            'content_block_delta',
            'content_block_stop',
            'message_delta',
            'message_stop',
            'chat.completion.chunk',
            'ping',
          ),
          fc.jsonValue(),
        ),
      ),
      (list) => {
        const stream = dialect()
          .read(Buffer.from(JSON.stringify(chat({ stream: true }))), {})
          .writer('req_1');
        for (const [type, value] of list) {
          const data = { delta: value, content_block: value, message: value, usage: value };
          for (const json of [value, data]) stream.event(type, Buffer.from(JSON.stringify(json)), undefined);
        }
        stream.event('content_block_delta', Buffer.from('{'), undefined);
        expect(stream.end()).toBe('data: [DONE]\n\n');
      },
    ),
  );
});

function callsIn(deltas: Call[]): [string | undefined, string | undefined, unknown][] {
  const calls: { id: string | undefined; name: string | undefined; json: string }[] = [];
  for (const {
    index,
    id,
    function: { name, arguments: json },
  } of deltas) {
    const call = calls[index];
    if (call) call.json += json;
    else calls[index] = { id, name, json };
  }
  return calls.map(({ id, name, json }) => [id, name, JSON.parse(json)]);
}

/** What comes of it; undefined for a typed 400, and anything else that is thrown fails the test. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof AditError && error.status === 400) return undefined;
    throw error;
  }
}

type Path = readonly (string | number)[];

function paths(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...paths(inner).map((rest) => [key, ...rest])]);
}

function put(target: unknown, [key = '', ...rest]: Path, value: unknown): void {
  const record = target as Record<string, unknown>;
  if (rest.length > 0) put(record[key], rest, value);
  else record[key] = value;
}
