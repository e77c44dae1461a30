import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatRefusal, chatRules } from './rules/chat.ts';
import type { OpenAiAsked } from './rules/openai-asked.ts';
import { type OpenAiExample, type OpenAiRule, openAiModels } from './rules/openai-rule.ts';
import { responsesRefusal, responsesRules } from './rules/responses.ts';

const routes = [
  {
    route: 'Chat Completions',
    rules: chatRules,
    refusal: chatRefusal,
    question: { messages: [{ role: 'user', content: 'Hello' }] },
  },
  { route: 'Responses', rules: responsesRules, refusal: responsesRefusal, question: { input: 'Hello' } },
];

describe.each(routes)('$route', ({ rules, refusal, question }) => {
  test.each(casesOf(rules, 'refused'))('refused: $name', ({ rule, example }) => {
    const asked = askedBy(example, question);
    const finding = rule.check(asked);
    expect(finding?.message).toBeTypeOf('string');
    expect(refusal(asked)).toMatchObject({
      status: finding?.status ?? 400,
      shape: 'openai',
      message: finding?.message,
    });
  });

  test.each(casesOf(rules, 'accepted'))('accepted: $name', ({ example }) => {
    expect(refusal(askedBy(example, question))).toBeUndefined();
  });

  test('any JSON in any field is judged, never a crash', () => {
    const fields = fc.constantFrom(
      ...Object.keys(question),
      'tools',
      'tool_choice',
      'reasoning',
      'response_format',
      'text',
    );
    const items = fc.record(
      {
        type: fc.constantFrom('message', 'reasoning', 'function_call', 'function_call_output', 'function', '__proto__'),
        role: fc.constantFrom('user', 'assistant', 'tool', 'constructor'),
        content: fc.jsonValue(),
        tool_calls: fc.jsonValue(),
        call_id: fc.jsonValue(),
        output: fc.jsonValue(),
        encrypted_content: fc.base64String(),
        summary: fc.jsonValue(),
        function: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const values = fc.oneof(fc.jsonValue(), fc.array(items, { maxLength: 4 }));
    fc.assert(
      fc.property(fields, values, fc.constantFrom('oss', 'gpt'), (field, value, model) => {
        const found = refusal(askedBy({ model, body: { [field]: value } }, question));
        expect(found === undefined || found.message.length > 0).toBe(true);
      }),
    );
  });
});

/** JSON forgets what is undefined, as the wire does. */
function askedBy({ model = 'oss', body }: OpenAiExample, question: object): OpenAiAsked {
  const whole = JSON.parse(JSON.stringify({ model: openAiModels[model].id, ...question, ...body }));
  return { model: openAiModels[model], body: whole, stream: whole.stream === true };
}

function casesOf(rules: OpenAiRule[], kind: 'refused' | 'accepted') {
  return rules.flatMap((rule) =>
    rule[kind].map((example, at) => ({ name: `${rule.name} (${at + 1}, ${example.model ?? 'oss'})`, rule, example })),
  );
}
