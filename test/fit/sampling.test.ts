import { expect, test } from 'vitest';
import { fitted, unfitted } from '../support/fitted.ts';

const enabled = { type: 'enabled', budget_tokens: 2000 };

test.each(['opus-4-7', 'opus-4-8', 'sonnet-5', 'opus-5-5', 'fable-5'])('%s takes no sampling at all', (model) => {
  for (const [field, value] of Object.entries({ temperature: 0.5, top_p: 0.9, top_k: 5 })) {
    expect(unfitted({ [field]: value }, { model })).toBe(`\`${field}\` is deprecated for this model.`);
  }
  const { body, notes, refusal } = fitted({ temperature: 1, top_p: 1, top_k: 1 }, { model });
  for (const field of ['temperature', 'top_p', 'top_k']) expect(body).not.toHaveProperty(field);
  expect(notes).toEqual(['temperature dropped', 'top_p dropped', 'top_k dropped']);
  expect(refusal).toBeUndefined();
});

test.each(['haiku-4-5', 'sonnet-4-5', 'sonnet-4-6', 'opus-4-6'])('%s takes temperature or top_p', (model) => {
  expect(unfitted({ temperature: 0.5, top_p: 0.9 }, { model })).toContain('cannot both be specified');
  const { body, notes, refusal } = fitted({ temperature: 0.5, top_p: 0.9, top_k: 5 }, { model });
  expect(body).toMatchObject({ temperature: 0.5, top_k: 5 });
  expect(body).not.toHaveProperty('top_p');
  expect({ notes, refusal }).toEqual({ notes: ['top_p dropped'] });
  for (const alone of [{ temperature: 0 }, { top_p: 0.2 }, { top_k: 3 }]) {
    const one = fitted(alone, { model });
    expect(one.body).toMatchObject(alone);
    expect({ notes: one.notes, refusal: one.refusal }).toEqual({ notes: [] });
  }
});

test.each([
  [{ temperature: 0.5 }, {}],
  [{ temperature: 1 }, { temperature: 1 }],
  [{ top_k: 5 }, {}],
  [{ top_p: 0.9 }, {}],
  [{ top_p: 0.95 }, { top_p: 0.95 }],
  [{ temperature: 0.5, top_p: 0.99, top_k: 5 }, { top_p: 0.99 }],
  [{ temperature: 1, top_p: 0.99 }, { temperature: 1 }],
])('beside thinking, of %j stays %j', (sampling, stays) => {
  for (const thinking of [enabled, { type: 'adaptive' }]) {
    const { body, refusal } = fitted({ max_tokens: 4096, thinking, ...sampling });
    const { temperature, top_p, top_k } = body;
    expect(JSON.parse(JSON.stringify({ temperature, top_p, top_k }))).toEqual(stays);
    expect(refusal).toBeUndefined();
  }
});

test('sampling that thinking would refuse stays where a forced tool has switched thinking off', () => {
  const tools = [{ name: 'T', input_schema: { type: 'object' } }];
  const parts = {
    max_tokens: 4096,
    tools,
    tool_choice: { type: 'any' },
    thinking: enabled,
    temperature: 0.5,
    top_k: 5,
  };
  const { body, refusal } = fitted(parts);
  expect(body).toMatchObject({ thinking: { type: 'disabled' }, temperature: 0.5, top_k: 5 });
  expect(refusal).toBeUndefined();
});
