import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExact } from '../../../proxy/api/openai/exact-json.ts';
import { message } from '../../bedrock/scenarios.ts';
import * as chat from './chat/harness.ts';
import * as responses from './responses/support.ts';

/** An id of 64 bits, as databases have them: as a number of JavaScript it would be another. */
const ID = '12345678901234567890';
const written = `{"id":${ID},"share":0.12345678901234567891,"far":1e400}`;

/** An answer as it comes from upstream, with a call of these arguments. */
function callWith(text: string): Buffer {
  const call = { type: 'tool_use', id: 'call_1', name: 'find', input: 'INPUT' };
  const whole = JSON.stringify(message({ content: [call], stop_reason: 'tool_use' }));
  return Buffer.from(whole.replace('"INPUT"', text));
}

describe('numbers that JavaScript cannot hold reach the other side as they were written:', () => {
  test('in calls that a client of Chat Completions sends back', () => {
    const tool_calls = [{ id: 'call_1', type: 'function', function: { name: 'find', arguments: written } }];
    const messages = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', tool_calls },
      { role: 'tool', tool_call_id: 'call_1', content: 'found' },
    ];
    const { request } = chat.dialect().read(Buffer.from(JSON.stringify(chat.chat({ messages }))), {});
    expect(request.bytes.toString()).toContain(`"input":${written}`);
  });

  test('in calls that a client of Responses sends back', () => {
    const input = [
      responses.user('hello'),
      responses.call('call_1', 'find', { arguments: written }),
      responses.output('call_1'),
    ];
    expect(responses.read({ input }).request.bytes.toString()).toContain(`"input":${written}`);
  });

  test('in the calls of an answer', () => {
    const asked = chat.dialect().read(Buffer.from(JSON.stringify(chat.chat())), {});
    expect(asked.whole(callWith(written), 'req_1')).toMatchObject({
      choices: [{ message: { tool_calls: [{ function: { arguments: written } }] } }],
    });
    expect(responses.read({}).whole(callWith(written), 'req_1')).toMatchObject({
      output: [{ type: 'function_call', arguments: written }],
    });
  });
});

test('any object is read as JSON.parse reads it, and written again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(parseExact(text))).toBe(text);
    }),
  );
});

test('what is no object is none', () => {
  for (const text of ['', '[1]', ID, '{', 'null', `[${ID}]`]) expect(parseExact(text)).toBe(undefined);
});
