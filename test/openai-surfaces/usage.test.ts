import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { newExchange } from '../../proxy/log/exchange.ts';
import { readUsageEvent, readUsageMessage } from '../../proxy/log/usage.ts';

const exchange = () => newExchange('req_1', 'messages', new IncomingMessage(new Socket()));
const usage = { input: 6, output: 5, cacheRead: 20, cacheWrite: 4 };
const details = { cached_tokens: 20, cache_write_tokens: 4 };
const completion = { prompt_tokens: 30, completion_tokens: 5, prompt_tokens_details: details };
const response = {
  object: 'response',
  status: 'completed',
  usage: { input_tokens: 30, output_tokens: 5, input_tokens_details: details },
};

test('usage and stop reason of a stream of Chat Completions are read from the chunks that have them', () => {
  const told = exchange();
  for (const chunk of [
    '{"choices":[{"delta":{"content":"\\"usage\\":{"},"finish_reason":null}],"usage":null}',
    '{"choices":[{"delta":{},"finish_reason": "stop"}]}',
    `{"choices":[],"usage": ${JSON.stringify(completion)}}`,
  ]) {
    readUsageEvent(told, 'chat.completion.chunk', Buffer.from(chunk));
  }
  readUsageEvent(told, '[DONE]', Buffer.from('[DONE]'));
  expect(told).toMatchObject({ usage, stopReason: 'stop' });
  expect(told).not.toHaveProperty('error');
});

test('usage and stop reason of a stream of Responses are read from its last event', () => {
  const told = exchange();
  readUsageEvent(told, 'response.created', Buffer.from('{"response":{"usage":null}}'));
  readUsageEvent(told, 'response.completed', Buffer.from(JSON.stringify({ response })));
  expect(told).toMatchObject({ usage, stopReason: 'completed' });
  const cut = exchange();
  const incomplete = { ...response, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
  readUsageEvent(cut, 'response.incomplete', Buffer.from(JSON.stringify({ response: incomplete })));
  expect(cut).toMatchObject({ usage, stopReason: 'max_output_tokens' });
});

test('usage and stop reason of whole answers are read in each dialect', () => {
  const choices = [{ message: {}, finish_reason: 'length' }];
  for (const [body, stopReason] of [
    [{ object: 'chat.completion', choices, usage: completion }, 'length'],
    [response, 'completed'],
  ] as const) {
    const told = exchange();
    readUsageMessage(told, Buffer.from(JSON.stringify(body)));
    expect(told).toMatchObject({ usage, stopReason });
  }
});

test('figures that no answer tells are not known, which is another thing than none', () => {
  const told = exchange();
  readUsageEvent(told, 'chat.completion.chunk', Buffer.from('{"choices":[{"delta":{},"finish_reason":"stop"}]}'));
  readUsageEvent(told, 'message_start', Buffer.from('{"message":{}}'));
  readUsageMessage(told, Buffer.from('{"object":"response","status":"failed"}'));
  readUsageMessage(told, Buffer.from('{"choices":[]}'));
  expect(told.usage).toEqual({});
});
