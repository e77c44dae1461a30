import { expect, test } from 'vitest';
import { AditError } from '../../../../proxy/errors.ts';
import { eventsIn, functionTool, read, streamed, whole } from './support.ts';

const types = (events: { type: string }[]) => events.map(({ type }) => type.replace('response.', ''));
const ANSWER = {
  content: [
    { type: 'thinking', thinking: 'Let me think.', signature: 'sig' },
    { type: 'text', text: 'I run it.' },
    { type: 'tool_use', id: 'toolu_1', name: 'run', input: { a: 1 } },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 10, output_tokens: 7, cache_read_input_tokens: 3000, cache_creation_input_tokens: 400 },
};

test('an answer comes in the events of the Responses API, in their order, each with its number', () => {
  const events = eventsIn(streamed(read({ stream: true, tools: [functionTool('run')] }), ANSWER));
  expect(types(events)).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'reasoning_summary_part.added',
    'reasoning_summary_text.delta',
    'reasoning_summary_text.done',
    'reasoning_summary_part.done',
    'output_item.done',
    'output_item.added',
    'content_part.added',
    'output_text.delta',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'output_item.added',
    'function_call_arguments.delta',
    'function_call_arguments.done',
    'output_item.done',
    'completed',
  ]);
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
});

test('the response at the end has the request’s own fields, the output and the usage', () => {
  const asks = {
    instructions: 'be brief',
    tools: [functionTool('run')],
    metadata: { a: 'b' },
    reasoning: { effort: 'low', summary: 'auto' },
    max_output_tokens: 50,
    temperature: 0.5,
    user: 'me',
    prompt_cache_key: 'k',
  };
  const events = eventsIn(streamed(read({ ...asks, stream: true }), ANSWER));
  const { response } = events.at(-1) as unknown as { response: Record<string, unknown> };
  expect(response).toMatchObject({
    ...asks,
    id: expect.stringMatching(/^resp_\w+$/),
    object: 'response',
    status: 'completed',
    model: 'claude-sonnet-4-6',
    error: null,
    incomplete_details: null,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    text: { format: { type: 'text' } },
    truncation: 'disabled',
    store: true,
    usage: {
      input_tokens: 3410,
      input_tokens_details: { cached_tokens: 3000, cache_write_tokens: 400 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 3417,
    },
  });
  expect(response.output).toMatchObject([
    {
      type: 'reasoning',
      id: expect.stringMatching(/^rs_/),
      summary: [{ type: 'summary_text', text: 'Let me think.' }],
    },
    {
      type: 'message',
      id: expect.stringMatching(/^msg_/),
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'I run it.', annotations: [] }],
    },
    {
      type: 'function_call',
      id: expect.stringMatching(/^fc_/),
      call_id: 'toolu_1',
      name: 'run',
      arguments: '{"a":1}',
      status: 'completed',
    },
  ]);
  expect(events[0]?.response).toMatchObject({ id: response.id, status: 'in_progress', output: [], usage: null });
});

test('whole and streamed, an answer is the same response', () => {
  const request = read({ tools: [functionTool('run')] });
  const events = eventsIn(streamed(request, ANSWER));
  const anew = (response: unknown) =>
    JSON.parse(JSON.stringify(response).replace(/(?<=_adit)[0-9a-f]{32}/g, 'x')) as object;
  expect(anew(whole(request, ANSWER))).toEqual({
    ...anew(events.at(-1)?.response),
    completed_at: expect.any(Number),
  });
});

test('a free-form call comes as its text', () => {
  const request = read({ tools: [{ type: 'custom', name: 'apply_patch' }] });
  const text = '*** Begin Patch\n"quoted" \\ and 😀'.repeat(3);
  const content = [{ type: 'tool_use', id: 't', name: 'apply_patch', input: { input: text } }];
  const events = eventsIn(streamed(request, { content, stop_reason: 'tool_use' }));
  expect(types(events).slice(2, 4)).toEqual(['output_item.added', 'custom_tool_call_input.delta']);
  const deltas = events.filter(({ type }) => type === 'response.custom_tool_call_input.delta');
  expect(deltas.length).toBeGreaterThan(2);
  expect(deltas.map(({ delta }) => delta).join('')).toBe(text);
  expect(events.at(-3)).toMatchObject({ type: 'response.custom_tool_call_input.done', input: text });
  expect(events.at(-2)).toMatchObject({
    item: {
      type: 'custom_tool_call',
      id: expect.stringMatching(/^ctc_/),
      call_id: 't',
      name: 'apply_patch',
      input: text,
    },
  });
});

test('a call without input has the arguments {}', () => {
  const content = [{ type: 'tool_use', id: 't', name: 'now', input: {} }];
  const request = read({ tools: [functionTool('now')] });
  expect(whole(request, { content }).output).toMatchObject([{ arguments: '{}' }]);
  expect(types(eventsIn(streamed(request, { content })))).toContain('function_call_arguments.delta');
});

test.each([
  ['max_tokens', 'max_output_tokens'],
  ['model_context_window_exceeded', 'max_output_tokens'],
  ['refusal', 'content_filter'],
])('an answer that ended by %s is incomplete, and so is the item that it was cut in', (stop_reason, reason) => {
  const content = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'tw' },
  ];
  const events = eventsIn(streamed(read({}), { content, stop_reason }));
  expect(events.at(-1)).toMatchObject({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason }, completed_at: null },
  });
  const done = events.filter(({ type }) => type === 'response.output_item.done');
  expect(done.map(({ item }) => (item as { status: string }).status)).toEqual(['completed', 'incomplete']);
});

test('an answer without anything in it is a response', () => {
  expect(types(eventsIn(streamed(read({}), { content: [] })))).toEqual(['created', 'in_progress', 'completed']);
});

test('usage that comes late, or only in the metrics of Bedrock, is in the response', () => {
  const writer = read({}).writer('req');
  const send = (event: { type: string } & object) =>
    Buffer.concat([...writer.event(event.type, Buffer.from(JSON.stringify(event)), undefined)]).toString();
  send({ type: 'message_start', message: { usage: { input_tokens: 0, output_tokens: 0 } } } as never);
  send({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } } as never);
  const last = send({
    type: 'message_stop',
    'amazon-bedrock-invocationMetrics': { inputTokenCount: 20, outputTokenCount: 9, cacheReadInputTokenCount: 30 },
  } as never);
  expect(eventsIn(last).at(-1)).toMatchObject({
    response: { usage: { input_tokens: 50, output_tokens: 5, total_tokens: 55 } },
  });
});

test('what has no place in a response is left out', () => {
  const writer = read({}).writer('req');
  const send = (type: string, data: object | string) =>
    Buffer.concat([
      ...writer.event(
        type,
        Buffer.from(typeof data === 'string' ? data : JSON.stringify({ type, ...data })),
        undefined,
      ),
    ]).toString();
  send('message_start', {});
  expect(send('ping', {})).toBe('');
  expect(send('something_new', {})).toBe('');
  expect(send('content_block_start', 'no json')).toBe('');
  expect(send('content_block_start', { content_block: { type: 'server_tool_use', id: 'x' } })).toBe('');
  expect(send('content_block_delta', { delta: { type: 'input_json_delta', partial_json: '{' } })).toBe('');
  expect(eventsIn(send('message_stop', {})).at(-1)).toMatchObject({ response: { status: 'completed', output: [] } });
});

test('a stream that breaks ends with the reason, and says nothing more', () => {
  const writer = read({ stream: true }).writer('req');
  const start = writer.event('message_start', Buffer.from('{"type":"message_start","message":{}}'), undefined);
  const error = new AditError('api_error', "Amazon Bedrock's answer is cut here.");
  const events = eventsIn(Buffer.concat(start).toString() + writer.fail(error));
  expect(types(events)).toEqual(['created', 'in_progress', 'failed']);
  expect(events.at(-1)).toMatchObject({
    sequence_number: 2,
    response: { status: 'failed', error: { code: 'server_error', message: error.message } },
  });
  expect(writer.end()).toBe('');
});

test.each([
  [new AditError('invalid_request_error', 'prompt is too long: 3 tokens > 2 maximum'), 'context_length_exceeded', ''],
  [new AditError('invalid_request_error', 'tools.0: bad'), 'invalid_prompt', ''],
  [new AditError('permission_error', 'no access'), 'invalid_prompt', ''],
  [new AditError('overloaded_error', 'busy'), 'server_error', ''],
  [
    new AditError('rate_limit_error', 'slow down.', { retryAfter: 7 }),
    'rate_limit_exceeded',
    ' Please try again in 7s.',
  ],
])(
  'an error that comes instead of an answer, after a heartbeat, is a response that failed: %s',
  (error, code, more) => {
    const writer = read({ stream: true }).writer('req');
    expect(writer.heartbeat).toMatch(/^: .*\n\n$/);
    const events = eventsIn(writer.heartbeat + writer.fail(error));
    expect(types(events)).toEqual(['created', 'in_progress', 'failed']);
    expect(events.at(-1)).toMatchObject({ response: { error: { code, message: error.message + more } } });
  },
);
