import { expect, test } from 'vitest';
import { fitted } from '../support/fitted.ts';

test('InvokeModel has the model in its path, and version and flags in the body', () => {
  const { body, headers, refusal } = fitted({ stream: true, anthropic_version: 'odd' }, { model: 'sonnet-4-6' });
  expect(body).toEqual({
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello' }],
    anthropic_version: 'bedrock-2023-05-31',
  });
  expect({ headers, refusal }).toEqual({ headers: {} });
});

test('the Messages API has model and stream in the body, and version and flags in headers', () => {
  const betas = ['context-1m-2025-08-07'];
  const { body, headers, refusal } = fitted({ stream: true }, { model: 'opus-5', betas });
  expect(body).toEqual({
    model: 'us.anthropic.claude-opus-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello' }],
    stream: true,
  });
  expect(headers).toEqual({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'context-1m-2025-08-07' });
  expect(refusal).toBeUndefined();
});

test.each([
  ['opus-5', 'messages', '2026-10-21', '2026-10-21'],
  ['opus-4-7', 'messages', '2026-10-21', '2026-10-21'],
  ['haiku-4-5', 'messages', '2026-10-21', '2023-06-01'],
  ['opus-5', 'messages', '2023-06-01', '2023-06-01'],
  ['opus-5', 'messages', '1999-01-01', '2023-06-01'],
  ['opus-5', 'invoke', '2026-10-21', undefined],
] as const)('%s on %s: API version %s goes as %s', (model, surface, version, sent) => {
  const { headers, refusal, body } = fitted({}, { model, surface, version });
  expect(headers['anthropic-version']).toBe(sent);
  expect(body.anthropic_version).toBe(surface === 'invoke' ? 'bedrock-2023-05-31' : undefined);
  expect(refusal).toBeUndefined();
});

test('whatever no rule speaks of is sent byte for byte: spaces, escapes, digits, unknown fields', () => {
  const messages =
    '[ {"role":"user", "content":[{"text":"\\u00e9\\/é","type":"text", "x":1.50e+2}]} ,{"role":"assistant","content":"b"},{"role":"user","content":"12345678901234567890"} ]';
  const { text, notes } = fitted(`{"model":"m","new_field":{"deep":[1.0,  2]},"messages":${messages},"max_tokens":7}`);
  expect(text).toContain(`"messages":${messages}`);
  expect(text).toContain('{"deep":[1.0,  2]}');
  expect(notes).toEqual([]);
});

test('for counting, max_tokens is the limit of the model, and the body is one of InvokeModel', () => {
  const json = '{"model":"m","messages":[{"role":"user","content":"a"}],"thinking":{"type":"adaptive"}}';
  expect(fitted(json, { counting: true, model: 'haiku-4-5', surface: 'invoke' })).toMatchObject({
    body: { max_tokens: 64_000, anthropic_version: 'bedrock-2023-05-31', thinking: { budget_tokens: 16_000 } },
    refusal: undefined,
  });
  expect(fitted(json, { counting: true, model: null }).body.max_tokens).toBe(32_000);
});

test('a part that is not JSON is a 400 that says so', () => {
  expect(() => fitted('{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{]}')).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining('not valid JSON') }),
  );
});
