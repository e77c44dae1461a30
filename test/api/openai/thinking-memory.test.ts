import { expect, test } from 'vitest';
import { AnswerOutline, type AnswerPart, ThinkingMemory } from '../../../proxy/api/openai/thinking-memory.ts';

const thinking = (text: string) => ({ type: 'thinking' as const, thinking: text, signature: `signed ${text}` });

function answer(text: string, ...ids: string[]): readonly AnswerPart[] {
  const outline = new AnswerOutline();
  outline.thinking(thinking(text));
  for (const id of ids) outline.call(id);
  return outline.parts;
}

test('an outline keeps the order, joins texts, and leaves out what nobody signed', () => {
  const outline = new AnswerOutline();
  outline.thinking({ type: 'thinking', thinking: 'unsigned', signature: '' });
  outline.thinking({ type: 'redacted_thinking', data: 'x' });
  outline.text(3);
  outline.text(4);
  outline.call('a');
  expect(outline.parts).toEqual([
    { kind: 'thinking', block: { type: 'redacted_thinking', data: 'x' } },
    { kind: 'text', length: 7 },
    { kind: 'call', id: 'a' },
  ]);
});

test('an answer is found by any of its calls, for its own model alone', () => {
  const memory = new ThinkingMemory();
  const parts = answer('hm', 'a', 'b');
  memory.remember('opus', parts);
  expect(memory.recall('opus', ['other', 'b'])).toBe(parts);
  expect(memory.recall('sonnet', ['b'])).toBeUndefined();
  expect(memory.recall('opus', ['constructor', '__proto__'])).toBeUndefined();
});

test('answers without a call, or without thinking, are not kept', () => {
  const memory = new ThinkingMemory();
  memory.remember('opus', answer('hm'));
  memory.remember('opus', [{ kind: 'call', id: 'a' }]);
  expect(memory.recall('opus', ['a'])).toBeUndefined();
});

test('an id that comes again stands for the newer answer', () => {
  const memory = new ThinkingMemory();
  const newer = answer('new', 'a');
  memory.remember('opus', answer('old', 'a', 'b'));
  memory.remember('opus', newer);
  expect(memory.recall('opus', ['a'])).toBe(newer);
  expect(memory.recall('opus', ['b'])).toBeUndefined();
});

test('the oldest answers go first when there are too many', () => {
  const memory = new ThinkingMemory({ maxAnswers: 2 });
  for (const id of ['a', 'b', 'c']) memory.remember('opus', answer(id, id));
  expect(['a', 'b', 'c'].filter((id) => memory.recall('opus', [id]))).toEqual(['b', 'c']);
});

test('the oldest answers go first when they are too large, and one that is too large is not kept', () => {
  const size = JSON.stringify(answer('x'.repeat(100), 'a')).length;
  const memory = new ThinkingMemory({ maxBytes: size * 2 });
  for (const id of ['a', 'b', 'c']) memory.remember('opus', answer('x'.repeat(100), id));
  expect(['a', 'b', 'c'].filter((id) => memory.recall('opus', [id]))).toEqual(['b', 'c']);
  memory.remember('opus', answer('x'.repeat(1000), 'd'));
  expect(['b', 'c', 'd'].filter((id) => memory.recall('opus', [id]))).toEqual(['b', 'c']);
});
