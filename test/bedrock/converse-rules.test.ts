import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { post } from './clients.ts';
import { converseRules, judgeConverse } from './converse.ts';
import { converseRequest } from './converse-examples.ts';
import { startStrictBedrock } from './strict.ts';

const bedrock = await startStrictBedrock();
afterAll(() => bedrock.close());

const casesOf = (kind: 'refused' | 'accepted') =>
  converseRules.flatMap((rule) =>
    rule[kind].map((example, index) => ({
      name: `${rule.name} (${index + 1}, ${example.model ?? 'Nova'})`,
      rule,
      example,
    })),
  );

test.each(casesOf('refused'))('Converse refuses $name', async ({ rule, example }) => {
  const { path, body, asked } = converseRequest(example);
  expect(rule.check(asked)).toBeTypeOf('string');
  const message = judgeConverse(asked);
  const response = await post(bedrock, path, body);
  expect(await response.json()).toEqual({ message });
  const isAccess = message?.startsWith('You invoked an unsupported model');
  expect(response.status).toBe(isAccess ? 403 : 400);
  const type = isAccess ? 'AccessDeniedException' : 'ValidationException';
  expect(response.headers.get('x-amzn-errortype')).toMatch(new RegExp(`^${type}:http`));
});

test.each(casesOf('accepted'))('Converse takes what is no case of $name', async ({ example }) => {
  const { path, body } = converseRequest(example);
  const response = await post(bedrock, path, body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
});

test('whatever stands in a body, the rules have an answer', () => {
  const names = ['messages', 'system', 'toolConfig', 'inferenceConfig', 'additionalModelRequestFields', 'outputConfig'];
  const kinds = ['text', 'image', 'document', 'toolUse', 'toolResult', 'reasoningContent', 'cachePoint', 'toolSpec'];
  const value = fc.jsonValue({ noUnicodeString: false });
  const block = fc.dictionary(fc.constantFrom(...kinds), value, { maxKeys: 2 });
  const message = fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.oneof(fc.array(block), value),
  });
  const body = fc.oneof(
    fc.dictionary(fc.constantFrom(...names), value),
    fc.record({
      messages: fc.array(fc.oneof(message, value)),
      toolConfig: fc.record({ tools: fc.array(block), toolChoice: value }),
    }),
  );
  const models = ['amazon.nova-pro-v1:0', 'mistral.pixtral-large-2502-v1:0', 'sonnet-5', 'openai.gpt-6-sol'];
  fc.assert(
    fc.property(body, fc.constantFrom(...models), fc.boolean(), (parts, model, stream) => {
      const { asked } = converseRequest({ model, stream });
      const message = judgeConverse({ ...asked, body: parts });
      expect(message === undefined || message.length > 0).toBe(true);
    }),
  );
});
