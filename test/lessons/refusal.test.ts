import { expect, test } from 'vitest';
import { readRefusal } from '../../proxy/bedrock/lessons/refusal.ts';

test.each([
  ['context_management: Extra inputs are not permitted', ['context_management']],
  ['tools.0.custom.eager_input_streaming: Extra inputs are not permitted', ['tools.*.custom.eager_input_streaming']],
  ['messages.11.content.2.text.citations: Extra inputs are not permitted', ['messages.*.content.*.text.citations']],
  ['a: Extra inputs are not permitted, b.c: Extra inputs are not permitted', ['a', 'b.c']],
  [
    'Malformed input request: #: extraneous key [max_tokens_to_sample] is not permitted, please reformat your input and try again.',
    ['max_tokens_to_sample'],
  ],
  ['#/tools/0: extraneous key [strict] is not permitted', ['tools.*.strict']],
  ['`temperature` is deprecated for this model.', ['temperature']],
  ["'top_p' is deprecated for this model", ['top_p']],
  ['This model does not support the effort parameter.', ['output_config.effort']],
  ['this model does not support `service_tier` field', ['service_tier']],
])('%s names what is left out', (message, paths) => {
  expect(readRefusal(message, [])).toEqual({ kind: 'fields', paths });
});

test('flags that were sent are found by name, whatever the words around them', () => {
  const sent = ['effort-2025-11-24', 'context-1m-2025-08-07', 'compact-2026-01-12'];
  const message =
    'Unexpected value(s) `effort-2025-11-24`, `compact-2026-01-12` for the `anthropic-beta` header. Please consult our documentation.';
  expect(readRefusal(message, sent)).toEqual({ kind: 'betas', flags: ['effort-2025-11-24', 'compact-2026-01-12'] });
  // A flag that was not sent cannot be left out.
  expect(readRefusal('Unexpected value(s) `other-2025` for the `anthropic-beta` header', sent)).toBeUndefined();
});

test('a beta flag without a name is one of those that were sent, if any were', () => {
  expect(readRefusal('invalid beta flag', ['a-1'])).toEqual({ kind: 'nameless-beta' });
  expect(readRefusal('invalid beta flag', [])).toBeUndefined();
});

test.each([
  "messages.3.role: Input should be 'user' or 'assistant'",
  'role "system" is not supported in messages',
  "unexpected role 'system'",
])('%s is the system role', (message) => {
  expect(readRefusal(message, [])).toEqual({ kind: 'system-role' });
});

test.each([
  'messages: Extra inputs are not permitted',
  'max_tokens: Extra inputs are not permitted',
  'prompt is too long: 250000 tokens > 200000 maximum',
  'tools.0.custom.input_schema: Field required',
  'messages: text content blocks must be non-empty',
  'The provided model identifier is invalid.',
  '',
])('%j is for the client to mend', (message) => {
  expect(readRefusal(message, ['a-1'])).toBeUndefined();
});

test('a reserved word of the system prompt is named (anthropics/claude-code-action#928)', () => {
  const message = 'x-anthropic-billing-header is a reserved keyword and may not be used in the system prompt.';
  expect(readRefusal(message, [])).toEqual({ kind: 'reserved-word', word: 'x-anthropic-billing-header' });
});
