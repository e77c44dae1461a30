import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { AditError } from '../../proxy/errors.ts';
import { converseModel, judgeConverse } from '../bedrock/converse.ts';
import { anyRequest } from '../fit/any-request.ts';
import { anyConversation } from './any-conversation.ts';
import { fitted } from './converse.ts';

const models = MODELS.filter(({ surfaces }) => surfaces.includes('converse'));

/** What the strict Bedrock says of a request once it is fitted; undefined where it takes it. */
function refusalOf(request: JsonObject, id: string, autoCache: boolean): string | undefined {
  const model = converseModel(id);
  if (!model) throw new Error(`the strict Bedrock has no ${id}`);
  const { body } = fitted(request, { model: id, autoCache });
  const refusal = judgeConverse({ model, body, stream: false });
  return refusal && `${refusal}\n${JSON.stringify(body)}`;
}

interface Turn {
  content: unknown;
}

/** One of the conversations has a block where a list of them is to be. */
function withLists(turns: Turn[]): Turn[] {
  return turns.map((turn) => (typeof turn.content === 'string' ? turn : { ...turn, content: [turn.content].flat() }));
}

describe.each(models)('$slug on Converse', ({ id }) => {
  test('takes, fitted, whatever Anthropic’s own API takes', () => {
    fc.assert(
      fc.property(anyRequest, fc.boolean(), ({ body }, autoCache) => {
        expect(refusalOf({ ...body, messages: withLists(body.messages as Turn[]) }, id, autoCache)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test('takes, fitted, conversations that Anthropic’s own API would not', () => {
    fc.assert(
      fc.property(anyConversation, fc.boolean(), (messages, autoCache) => {
        expect(refusalOf({ messages }, id, autoCache)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

test('what a fitted request would be refused for is refused before it is sent', () => {
  expect(() => refusalOf({ tools: [{ type: 'bash_20250124', name: 'bash' }] }, 'amazon.nova-pro-v1:0', false)).toThrow(
    AditError,
  );
});
