import { expect, test } from 'vitest';
import { requestsOf } from './examples.ts';
import { judge, rules } from './refusals.ts';

const refused = casesOf('refused');
const accepted = casesOf('accepted');

test.each(refused)('refused: $name', ({ rule, request }) => {
  expect(rule.check(request.asked)).toBeTypeOf('string');
  expect(judge(request.asked)).toBeTypeOf('string');
});

test.each(accepted)('accepted: $name', ({ request }) => {
  expect(judge(request.asked)).toBeUndefined();
});

function casesOf(kind: 'refused' | 'accepted') {
  return rules.flatMap((rule) =>
    rule[kind].flatMap((example, index) =>
      requestsOf(example).map((request) => {
        const { surface, asked } = request;
        return { name: `${rule.name} (${index + 1}, ${asked.model.name} on ${surface})`, rule, request };
      }),
    ),
  );
}
