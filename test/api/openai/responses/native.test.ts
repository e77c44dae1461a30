import { expect, test } from 'vitest';
import { AditError } from '../../../../proxy/errors.ts';
import { openRoad } from '../../../support/road.ts';
import { serve } from '../../../support/served.ts';
import { asked, call, eventsIn, functionTool, kept, output, read, translated, user, whole } from './support.ts';

const UPSTREAM = {
  id: 'resp_up',
  object: 'response',
  status: 'completed',
  output: [
    { type: 'reasoning', id: 'rs_up', summary: [], encrypted_content: 'gAAAA' },
    { type: 'message', id: 'msg_up', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] },
  ],
};
const sse = (type: string, fields: object) =>
  Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);

test('an upstream that speaks the Responses API gets the body as it came, is asked for reasoning, and keeps nothing', () => {
  const body = asked({
    stream: true,
    tools: [functionTool('a'), { type: 'web_search', external_web_access: true }],
    reasoning: { effort: 'high', summary: 'auto' },
    unknown: { a: [1] },
  });
  const sent = { ...body, include: ['reasoning.encrypted_content'], store: false };
  for (const store of [undefined, true, false]) expect(translated({ ...body, store }).native).toEqual(sent);
  const input = [user('a'), { type: 'web_search_call', id: 'ws_1' }, { id: 'fc_1', ...call('a') }, output('a')];
  expect(translated({ input }).native?.input).toEqual(input);
});

test('what only Adit’s store knows is put in, and what only Adit made is left out', () => {
  const keeps = kept();
  const content = [
    { type: 'thinking', thinking: 'hm', signature: 'sig' },
    { type: 'text', text: 'I run' },
    { type: 'tool_use', id: 'a', name: 'run', input: { x: 1 } },
  ];
  const { id } = whole(read({ tools: [functionTool('run')] }, keeps), { content, stop_reason: 'tool_use' });
  const { native } = translated({ previous_response_id: id, input: [output('a')] }, keeps);
  expect(native).not.toHaveProperty('previous_response_id');
  expect(native?.input).toEqual([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
    expect.objectContaining({ type: 'message', role: 'assistant' }),
    { type: 'function_call', status: 'completed', call_id: 'a', name: 'run', arguments: '{"x":1}' },
    output('a'),
  ]);
  expect(JSON.stringify(native)).not.toContain('adit');
});

const file = { type: 'input_file', filename: 'a.txt', file_data: 'data:text/plain;base64,aGVsbG8=' };

test.each([
  ['an effort of older models', { reasoning: { effort: 'minimal' } }],
  ['fewer tokens than the least', { max_output_tokens: 1 }],
  ['more tokens than the model gives', { max_output_tokens: 10_000_000 }],
  ['a file', { input: [user('read'), { role: 'user', content: [file] }] }],
  ['a file out of a tool', { input: [user('read'), call('a'), output('a', [file])], tools: [functionTool('run')] }],
])('%s is translated, which mends it', async (_, parts) => {
  await using road = await openRoad();
  const served = await serve(road, asked({ ...parts, model: 'gpt-6-sol' }), { path: '/v1/responses' });
  expect(served).toMatchObject({ status: 200, refusals: [], sent: { operation: 'responses' } });
});

test('guardrails that are asked for by headers go along', async () => {
  await using road = await openRoad();
  const headers = { 'x-amzn-bedrock-guardrailidentifier': 'g1', 'x-amzn-bedrock-guardrailversion': '1' };
  for (const model of ['claude-sonnet-4-6', 'gpt-6-sol']) {
    const served = await serve(road, asked({ model }), { path: '/v1/responses', headers });
    expect(served.sent?.headers).toMatchObject(headers);
  }
});

test('events of the Responses API pass as they came, and the response is kept', () => {
  const keeps = kept();
  const writer = read({ stream: true }, keeps).writer('req');
  const blocks = [
    sse('response.created', { sequence_number: 0, response: { ...UPSTREAM, status: 'in_progress', output: [] } }),
    sse('response.output_text.delta', { sequence_number: 1, delta: 'hi' }),
    sse('response.completed', { sequence_number: 2, response: UPSTREAM }),
  ];
  for (const block of blocks) {
    const [, type = '', data = ''] = /^event: (.*)\ndata: (.*)\n/.exec(block.toString()) ?? [];
    expect(writer.event(type, Buffer.from(data), block)).toEqual([block]);
    expect(Buffer.concat([...writer.event(type, Buffer.from(data), undefined)])).toEqual(block);
  }
  expect(writer.end()).toBe('');
  expect(keeps.store.get('resp_up')?.response).toEqual(UPSTREAM);
  const { body, native } = translated({ previous_response_id: 'resp_up', input: 'and?' }, keeps);
  expect(body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(native?.input).toMatchObject([{ role: 'user' }, ...UPSTREAM.output, { role: 'user' }]);
});

test('a whole response passes as it is, and is kept', () => {
  const keeps = kept();
  const bytes = Buffer.from(JSON.stringify(UPSTREAM, undefined, 1));
  expect(read({}, keeps).whole(bytes, 'req')).toBe(bytes);
  expect(keeps.store.get('resp_up')?.response).toEqual(UPSTREAM);
  const silent = kept();
  read({ store: false }, silent).whole(bytes, 'req');
  expect(silent.store.get('resp_up')).toBeUndefined();
});

test('a stream of upstream’s own that breaks fails under upstream’s own id', () => {
  const writer = read({ stream: true }).writer('req');
  const created = { type: 'response.created', sequence_number: 4, response: { ...UPSTREAM, output: [] } };
  writer.event('response.created', Buffer.from(JSON.stringify(created)), undefined);
  const events = eventsIn(writer.fail(new AditError('api_error', 'cut')));
  expect(events).toMatchObject([
    {
      type: 'response.failed',
      sequence_number: 5,
      response: { id: 'resp_up', status: 'failed', error: { message: 'cut' } },
    },
  ]);
});
