import { expect, test } from 'vitest';
import { ThinkingMemory } from '../../../../proxy/api/openai/thinking-memory.ts';
import { CLAUDE_MODELS } from '../../../../proxy/bedrock/catalogue/catalogue.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { fitted } from '../../../support/fitted.ts';
import { type Block, events, message } from './answers.ts';
import { serveChat, translate } from './harness.ts';

const tools = [{ type: 'function', function: { name: 'f' } }];
const thought = { type: 'thinking', thinking: 'First f.', signature: 'c2ln' };
const hidden = { type: 'redacted_thinking', data: 'ZGF0YQ==' };
const call = { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } };
const text = (words: string) => ({ type: 'text', text: words });

/** A tool loop as a client has it that keeps nothing but what OpenAI's API has. */
function loop(content: string | null = null, more: object = {}): JsonObject {
  const tool_calls = [{ id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }];
  const messages = [
    { role: 'user', content: 'go' },
    { role: 'assistant', content, tool_calls, ...more },
    { role: 'tool', tool_call_id: 'toolu_1', content: 'done' },
  ];
  return { messages, tools };
}

function answerOf({ body }: { body: JsonObject }): unknown {
  return (body.messages as { content: unknown }[])[1]?.content;
}

test.each([
  [{}, {}],
  [{ reasoning_effort: null }, {}],
  [{ reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
  [{ reasoning_effort: 'minimal' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
  [{ reasoning_effort: 'xhigh' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }],
  [{ reasoning: { effort: 'high' } }, { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
  [{ reasoning: { enabled: true } }, { thinking: { type: 'adaptive' } }],
  [{ reasoning: { enabled: false } }, { thinking: { type: 'disabled' } }],
  [{ reasoning: { max_tokens: 2000 } }, { thinking: { type: 'enabled', budget_tokens: 2000 } }],
  [
    { thinking: { type: 'enabled', budget_tokens: 3000 }, reasoning_effort: 'low' },
    { thinking: { type: 'enabled', budget_tokens: 3000 }, output_config: { effort: 'low' } },
  ],
])('%j asks for %j', (parts, fields) => {
  const { thinking, output_config } = translate(parts).body;
  expect({ thinking, output_config }).toEqual({ thinking: undefined, output_config: undefined, ...fields });
});

test('newer models, which leave the text of thinking out, are asked for it unless the client wants none', () => {
  const thinkingOf = (parts: JsonObject) => translate({ model: 'claude-opus-5-5', ...parts }).body.thinking;
  expect(thinkingOf({ reasoning_effort: 'low' })).toEqual({ type: 'adaptive', display: 'summarized' });
  expect(thinkingOf({ reasoning: { effort: 'low', exclude: true } })).toEqual({ type: 'adaptive' });
  expect(thinkingOf({ thinking: { type: 'adaptive', display: 'omitted' } })).toEqual({
    type: 'adaptive',
    display: 'omitted',
  });
});

test.each(CLAUDE_MODELS.map(({ key, slug }) => [key, slug]))(
  'a tool loop whose thinking nobody kept is taken by %s, however thinking is asked for',
  (key, model) => {
    const wishes = [{ reasoning_effort: 'high' }, { reasoning: { max_tokens: 2000 } }, { reasoning_effort: 'none' }];
    const anthropic = { thinking: { type: 'enabled', budget_tokens: 2000 } };
    for (const wish of [{}, ...wishes, anthropic]) {
      const { body } = translate({ ...loop(), ...wish, model });
      expect(fitted(JSON.stringify(body), { model: key }).refusal, JSON.stringify(wish)).toBeUndefined();
    }
  },
);

test.each(['streamed', 'whole'])('a client that keeps no thinking has it put back by its calls: %s', async (way) => {
  const memory = new ThinkingMemory();
  const answer: Block[] = [thought, hidden, text('I call f.'), call];
  await using upstream = await serveChat(
    way === 'whole' ? { body: message(answer, 'tool_use') } : events(answer, 'tool_use'),
    { memory },
  );
  await upstream.text({ tools, stream: way === 'streamed' });
  const translated = translate({ ...loop('I call f.'), reasoning_effort: 'high' }, memory);
  const unasked = translate(loop('I call f.'), memory);
  expect(fitted(JSON.stringify(unasked.body), { model: 'haiku-4-5' }).refusal).toBeUndefined();
  expect(answerOf(translated)).toEqual(answer);
  expect(fitted(JSON.stringify(translated.body), { model: 'haiku-4-5' }).body.thinking).toMatchObject({
    type: 'enabled',
  });
  expect(answerOf(translate({ ...loop('I call f.'), model: 'claude-opus-5' }, memory))).toEqual([
    text('I call f.'),
    call,
  ]);
});

test('thinking between texts goes back to its place, and in front of a text that the client has changed', async () => {
  const memory = new ThinkingMemory();
  const second = { ...thought, thinking: 'Then again.', signature: 'c2lnMg==' };
  const answer: Block[] = [thought, text('One. '), second, text('Two.'), call];
  await using upstream = await serveChat(events(answer, 'tool_use'), { memory });
  await upstream.text({ tools, stream: true });
  expect(answerOf(translate(loop('One. Two.'), memory))).toEqual(answer);
  expect(answerOf(translate(loop('Changed'), memory))).toEqual([thought, text('Changed'), second, call]);
  expect(answerOf(translate(loop('Changed to more'), memory))).toEqual([
    thought,
    text('Changed to more'),
    second,
    call,
  ]);
  expect(answerOf(translate(loop(), memory))).toEqual([thought, second, call]);
});

test('a stream that broke is not remembered', async () => {
  const memory = new ThinkingMemory();
  await using upstream = await serveChat(events([thought, call], 'tool_use').slice(0, -2), { memory });
  await upstream.text({ tools, stream: true });
  expect(answerOf(translate(loop(), memory))).toEqual([call]);
});

test('reasoning_details go out with the answer, and back into it', async () => {
  const answer: Block[] = [thought, hidden, text('I call f.'), call];
  const details = [
    { type: 'reasoning.text', text: 'First f.', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 },
    { type: 'reasoning.encrypted', data: 'ZGF0YQ==', format: 'anthropic-claude-v1', index: 1 },
  ];
  await using upstream = await serveChat({ body: message(answer, 'tool_use') });
  const { choices } = await upstream.client.chat.completions.create({
    model: 'claude-sonnet-4-6',
    messages: [{ role: 'user', content: 'go' }],
  });
  expect(choices[0]?.message).toMatchObject({ reasoning_content: 'First f.', reasoning_details: details });
  expect(answerOf(translate(loop('I call f.', { reasoning_details: details })))).toEqual(answer);
});

test.each([
  [[{ type: 'reasoning.text', text: 'unsigned' }]],
  [[{ type: 'reasoning.encrypted', data: 'x', format: 'openai-responses-v1' }]],
  [[{ type: 'reasoning.summary', summary: 'x' }, null, 5]],
  ['text'],
  [{}],
])('reasoning_details that no Claude model signed are left out: %j', (reasoning_details) => {
  expect(answerOf(translate(loop(null, { reasoning_details })))).toEqual([call]);
});
