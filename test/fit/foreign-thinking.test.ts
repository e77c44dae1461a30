import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { signThinking } from '../bedrock/signature.ts';
import { fitted } from '../support/fitted.ts';

const text = { type: 'text', text: 'yes' };
const own = { type: 'thinking', thinking: 'Hm', signature: signThinking('Hm') };

function conversation(...blocks: JsonObject[]): JsonObject {
  const [first, last] = ['a', 'b'].map((content) => ({ role: 'user', content }));
  return { messages: [first, { role: 'assistant', content: blocks }, last] };
}

test.each([
  ['without a signature', ''],
  ['that carries reasoning of the Responses API', 'openai-reasoning:rs_1:c2VjcmV0'],
])('thinking of another model, %s, is dropped for Claude, and its own stays', (_, signature) => {
  const foreign = { type: 'thinking', thinking: 'Well', signature };
  const { body, notes, refusal } = fitted(conversation(foreign, own, text), { model: 'opus-4-8' });
  expect((body.messages as JsonObject[])[1]).toEqual({ role: 'assistant', content: [own, text] });
  expect({ notes, refusal }).toEqual({ notes: ['thinking of another model dropped'] });
});

test('a message that was nothing else goes with it', () => {
  const { body, refusal } = fitted(conversation({ type: 'thinking', thinking: 'Well', signature: '' }));
  expect((body.messages as JsonObject[]).map(({ role }) => role)).toEqual(['user', 'user']);
  expect(refusal).toBeUndefined();
});

test('words that look like it stay', () => {
  const parts = conversation({ type: 'text', text: 'a "signature":"" and "openai-reasoning:x"' });
  const { body, notes } = fitted(parts);
  expect([body.messages, notes]).toEqual([parts.messages, []]);
});

test('a tool loop that another model began goes on, without thinking where a budget asks for it at the call', () => {
  const thought = { type: 'thinking', thinking: 'Well', signature: 'openai-reasoning:rs_1:c2VjcmV0' };
  const messages = [
    { role: 'user', content: 'go' },
    { role: 'assistant', content: [thought, { type: 'tool_use', id: 't', name: 'Read', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'words' }] },
  ];
  const parts = { messages, tools: [{ name: 'Read', input_schema: { type: 'object' } }], max_tokens: 8000 };
  for (const model of ['haiku-4-5', 'sonnet-4-6', 'opus-5']) {
    for (const thinking of [{ type: 'enabled', budget_tokens: 2000 }, { type: 'adaptive' }]) {
      const { body, refusal } = fitted({ ...parts, thinking }, { model });
      const thinks = model === 'opus-5' || (model === 'sonnet-4-6' && thinking.type === 'adaptive');
      expect({ model, thinking: body.thinking, refusal }).toEqual({
        model,
        thinking: thinks ? { type: 'adaptive' } : undefined,
      });
    }
  }
});
