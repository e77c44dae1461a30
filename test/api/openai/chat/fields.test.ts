import { expect, test } from 'vitest';
import { translate } from './harness.ts';

const bodyOf = (parts: Record<string, unknown>) => translate(parts).body;

test.each([
  [{ model: 'claude-opus-5-5' }, 32_000],
  [{ model: 'claude-opus-4-1' }, 32_000],
  [{ model: 'nova-pro' }, 10_000],
  [{ model: 'eu.anthropic.claude-next-v1:0' }, 32_000],
  [{ model: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc' }, 32_000],
  [{ model: 'newmaker.new-model' }, 4096],
  [{ max_tokens: 100 }, 100],
  [{ max_completion_tokens: 200 }, 200],
  [{ max_tokens: 100, max_completion_tokens: 200 }, 200],
  [{ max_tokens: null }, 32_000],
  [{ reasoning: { max_tokens: 8000 } }, 40_000],
])('%j answers with up to %i tokens', (parts, tokens) => {
  expect(bodyOf(parts).max_tokens).toBe(tokens);
});

test('temperature ends at 1 for Claude, and for what may be Claude', () => {
  expect(bodyOf({ temperature: 1.7 }).temperature).toBe(1);
  expect(bodyOf({ temperature: 1.7, model: 'eu.anthropic.claude-next-v1:0' }).temperature).toBe(1);
  expect(bodyOf({ temperature: 1.7, model: 'nova-pro' }).temperature).toBe(1.7);
  expect(bodyOf({ temperature: 0, top_p: 0.5, top_k: 4 })).toMatchObject({ temperature: 0, top_p: 0.5, top_k: 4 });
});

test('stop is a list without blank sequences', () => {
  expect(bodyOf({ stop: 'END' }).stop_sequences).toEqual(['END']);
  expect(bodyOf({ stop: ['\n\n', 'a'] }).stop_sequences).toEqual(['a']);
  expect(bodyOf({ stop: '\n' })).not.toHaveProperty('stop_sequences');
  expect(translate({ stop: ['\n\n', 'a'] }).notes).toEqual(['blank stop sequences dropped']);
  expect(translate({ stop: ['a'] }).notes).toEqual([]);
});

test('the user goes along where Bedrock takes the letters of the name', () => {
  expect(bodyOf({ user: 'user-1@example.com' }).metadata).toEqual({ user_id: 'user-1@example.com' });
  expect(bodyOf({ safety_identifier: 'abc' }).metadata).toEqual({ user_id: 'abc' });
  expect(bodyOf({ user: '{"id":1}' })).not.toHaveProperty('metadata');
  expect(bodyOf({ user: 'x'.repeat(257) })).not.toHaveProperty('metadata');
});

test('what tools send by default is dropped, and said where an answer would be another', () => {
  const silent = {
    presence_penalty: 0,
    frequency_penalty: 0,
    logprobs: false,
    logit_bias: {},
    seed: null,
    n: 1,
    service_tier: 'flex',
    store: true,
    metadata: { a: 'b' },
    prompt_cache_key: 'k',
    prediction: { type: 'content', content: 'a' },
    modalities: ['text'],
    audio: null,
  };
  const missed = {
    presence_penalty: 0.5,
    frequency_penalty: -1,
    logprobs: true,
    top_logprobs: 3,
    logit_bias: { 5: 10 },
    seed: 7,
    verbosity: 'low',
    web_search_options: { search_context_size: 'low' },
  };
  const plain = bodyOf({});
  expect(translate(silent)).toMatchObject({ body: plain, notes: [] });
  const { body, notes } = translate(missed);
  expect(body).toEqual(plain);
  expect(notes.toSorted()).toEqual(
    Object.keys(missed)
      .toSorted()
      .map((field) => `${field} dropped`),
  );
});
