import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { openRoad, question } from '../support/road.ts';
import { errorOf, sendUnfitted, serve } from '../support/served.ts';

const text = (words: string) => ({ type: 'text', text: words });
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const call = (id: string) => ({ type: 'tool_use', id, name: 'Read', input: {} });
const result = (id: string, content: unknown = 'ok') => ({ type: 'tool_result', tool_use_id: id, content });
const models = ['claude-sonnet-4-6', 'claude-opus-5-5'];

/** The head of a PNG of this size, which is all of it that is looked at. */
function png(width: number, height: number): JsonObject {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return { type: 'image', source: { type: 'base64', media_type: 'image/png', data: head.toString('base64') } };
}

test('empty-text: blank text is dropped, and a message that was nothing else (opencode#15715)', async () => {
  await using road = await openRoad();
  const messages = [
    user([text(''), text('a')]),
    assistant(''),
    user(' \n'),
    assistant([text('b'), text('')]),
    user('c'),
  ];
  for (const model of models) {
    const body = question({ model, messages, system: [text('')] });
    expect(await sendUnfitted(road, body)).toMatch(/text content blocks must|non-empty content/);
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['blank text dropped'] });
    expect(served.sent?.body.messages).toEqual([user([text('a')]), assistant([text('b')]), user('c')]);
    expect(served.sent?.body).not.toHaveProperty('system');
  }
});

test('prefill: where an answer cannot be continued, the client gets the words of Bedrock, unsent (anthropics/claude-code#28478)', async () => {
  await using road = await openRoad();
  const messages = [user('a'), assistant('{')];
  const words = 'This model does not support assistant message prefill. The conversation must end with a user message.';
  for (const model of models) {
    expect(await sendUnfitted(road, question({ model, messages }))).toBe(words);
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 400, calls: [] });
    expect(errorOf(served)).toEqual({ type: 'invalid_request_error', message: words });
    expect(served.headers.get('x-should-retry')).toBe('false');
  }
  expect(await serve(road, question({ model: 'claude-haiku-4-5', messages }))).toMatchObject({
    status: 200,
    notes: [],
  });
});

test('system-in-messages: it is passed on where the model takes it, and is text of the user elsewhere (BerriAI/litellm#29698)', async () => {
  await using road = await openRoad();
  const messages = [user('a'), { role: 'system', content: 'be brief' }];
  for (const model of ['claude-opus-4-8', 'claude-opus-5', 'claude-opus-5-5', 'claude-fable-5']) {
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [], sent: { body: { messages } } });
  }
  for (const model of ['claude-sonnet-4-6', 'claude-sonnet-5', 'claude-haiku-4-5', 'claude-opus-4-7']) {
    const body = question({ model, messages });
    expect(await sendUnfitted(road, body)).toBe("messages.1.role: Input should be 'user' or 'assistant'");
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 200, refusals: [], notes: ['system role in messages sent as user text'] });
    expect(served.sent?.body.messages).toEqual([user([text('a'), text('be brief')])]);
  }
});

test('system-in-messages: a model that refuses it against the table is learned (BerriAI/litellm PR#30443)', async () => {
  await using road = await openRoad({ foldSystemRole: true });
  const body = question({ model: 'claude-opus-5-5', messages: [user('a'), { role: 'system', content: 'b' }] });
  expect(await serve(road, body)).toMatchObject({
    status: 200,
    refusals: [expect.stringContaining('messages.1.role')],
  });
  expect(await serve(road, body)).toMatchObject({ status: 200, refusals: [] });
});

test('tool-result-order: results of parallel calls come first and in the order of the client (maximhq/bifrost PR#4410)', async () => {
  await using road = await openRoad();
  const results = [result('t2', [text('second')]), result('t1')];
  const messages = [user('a'), assistant([call('t1'), call('t2')]), user([...results, text('and?')])];
  for (const model of models) {
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [], sent: { body: { messages } } });
  }
  // What the system says between call and result may not come between them.
  const between = messages.toSpliced(2, 0, { role: 'system', content: 'note' } as never);
  expect(await sendUnfitted(road, question({ messages: between }))).toBeDefined();
  const served = await serve(road, question({ messages: between }));
  expect(served).toMatchObject({ status: 200, refusals: [] });
  expect(served.sent?.body.messages).toEqual(messages.with(2, user([...results, text('note'), text('and?')])));
});

test('tool-images: images in the result of a tool go through as they are (openclaw PR#149336)', async () => {
  await using road = await openRoad();
  const messages = [user('a'), assistant([call('t1')]), user([result('t1', [text('seen'), png(800, 600)])])];
  for (const model of models) {
    const served = await serve(road, question({ model, messages }));
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(served.sent?.raw.toString()).toContain(JSON.stringify(messages));
  }
});

const limits: [limit: string, images: JsonObject[], words: RegExp][] = [
  ['8000 pixels (anthropics/claude-code#51540)', [png(8001, 10)], /max allowed size: 8000 pixels/],
  [
    '2000 pixels of many (anthropics/claude-code#39185)',
    Array(21).fill(png(10, 2001)),
    /many-image requests: 2000 pix/,
  ],
  ['5 MB (anthropics/claude-code#29551)', [bigPng()], /image exceeds 5 MB maximum/],
];

test.each(limits)(
  'image-limits: a refusal comes once and in the words that clients know, above %s',
  async (_, images, words) => {
    await using road = await openRoad({ wrapped: 'json', settings: { autoCache: false } });
    for (const model of models) {
      const served = await serve(road, question({ model, messages: [user(images)] }));
      expect(served).toMatchObject({ status: 400, calls: [{}], notes: [] });
      expect(errorOf(served)).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(words) });
      expect(errorOf(served).message).toMatch(/^messages\.0\.content\.0\.image/);
      expect(served.headers.get('x-should-retry')).toBe('false');
    }
  },
);

function bigPng(): JsonObject {
  const { source, ...rest } = png(10, 10) as { source: JsonObject; type: string };
  return { ...rest, source: { ...source, data: `${source.data}${'A'.repeat(5 * 1024 * 1024)}` } };
}

test.each([
  ['image', { type: 'url', url: 'https://example.com/a.png' }],
  ['document', { type: 'url', url: 'https://example.com/a.pdf' }],
  ['document', { type: 'file', file_id: 'file_1' }],
])(
  'url-image: %s from elsewhere is a clear 400, and nothing is fetched or sent (maximhq/bifrost v1.6.11)',
  async (type, source) => {
    await using road = await openRoad();
    const body = question({ messages: [user([text('see'), { type, source }])] });
    expect(await sendUnfitted(road, body)).toContain(`Input tag '${source.type}'`);
    const served = await serve(road, body);
    expect(served).toMatchObject({ status: 400, calls: [] });
    expect(errorOf(served)).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringMatching(
        /^messages\.0\.content\.1\.source: .* Send the data itself with "type": "base64"\.$/,
      ),
    });
  },
);
