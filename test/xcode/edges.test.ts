import { describe, expect, test } from 'vitest';
import { MAX_BODY } from '../../proxy/api/body.ts';
import { exceptionAfter, failures, helloText, throttle } from '../bedrock/scenarios.ts';
import { lastCall } from '../sdks/clients.ts';
import { openRoad, type Road } from '../support/road.ts';
import { blocksIn, chatBody, chunksIn, openXcode, type RawAnswer } from './xcode.ts';

const CHAT = '/v1/chat/completions';

/** The error of an answer in OpenAI's shape; fails where a person could read nothing. */
function errorIn({ headers, body }: RawAnswer): { message: string; type: string; code: string | null } {
  expect(headers.get('content-type')).toBe('application/json');
  const { error } = JSON.parse(body) as { error: { message: string; type: string; code: string | null } };
  expect(error.message).toMatch(/\w+ \w+/);
  expect(error.type).toMatch(/^[a-z_]+$/);
  return error;
}

describe.concurrent('whatever is before and behind a path', () => {
  const prefixes = ['', '/v1', '/v1/v1', '/openai', '/openai/v1', '/anthropic', '/anthropic/v1', '//v1'];
  const ends = ['', '/', '?', '/?'];
  const messages = [{ role: 'user', content: 'hello' }];
  const routes: [route: string, body: object | undefined, shows: RegExp][] = [
    ['/models', undefined, /"object":"list"/],
    ['/models/nova-pro', undefined, /"id":"nova-pro"/],
    ['/chat/completions', { model: 'nova-pro', messages }, /"object":"chat\.completion"/],
    ['/responses', { model: 'nova-pro', input: 'hello' }, /"object":"response"/],
    ['/embeddings', { model: 'titan-embed-text-v2', input: 'hello' }, /"object":"embedding"/],
    ['/messages', { model: 'nova-pro', max_tokens: 100, messages }, /"type":"message"/],
    ['/messages/count_tokens', { model: 'nova-pro', messages }, /"input_tokens":\d/],
  ];
  test.each(routes)('%s is found', async (route, body, shows) => {
    await using road = await openRoad();
    using xcode = await openXcode(road);
    for (const path of prefixes.flatMap((prefix) => ends.map((end) => prefix + route + end))) {
      const answer = body ? await xcode.post(path, JSON.stringify(body)) : await xcode.get(path);
      expect(answer.status, path).toBe(200);
      expect(answer.body, path).toMatch(shows);
    }
  });
});

describe.concurrent('an error always says why', () => {
  const cases: [what: string, options: Parameters<typeof openRoad>[0], body: string, status: number, says: RegExp][] = [
    ['no JSON', {}, '{"messages":', 400, /not valid JSON/],
    ['no messages', {}, '{"model":"nova-pro"}', 400, /messages/],
    ['an empty list of messages', {}, chatBody('nova-pro', { messages: [] }), 400, /messages/],
    ['an unknown model', {}, chatBody('nova-por'), 404, /nova-pro/],
    ['a throttle', { scenario: throttle(9) }, chatBody('nova-pro'), 429, /Too many requests/],
    [
      'a refusal',
      { scenario: failures(9, 400, 'ValidationException', 'The tides are too high') },
      chatBody('nova-pro'),
      400,
      /The tides are too high/,
    ],
    ['a refusal without a word', { scenario: failures(9, 400, '', '') }, chatBody('nova-pro'), 400, /\w/],
    ['an account without access', { models: [] }, chatBody('nova-pro'), 404, /model identifier is invalid/],
  ];
  test.each(cases)('%s', async (_, options, body, status, says) => {
    await using road = await openRoad(options);
    using xcode = await openXcode(road);
    const answer = await xcode.post(CHAT, body);
    expect(answer.status).toBe(status);
    expect(errorIn(answer).message).toMatch(says);
    // The connection is good for the next request.
    expect((await xcode.get('/v1/models?')).status).toBe(200);
  });

  test('a wrong key, no key, an unknown path', async () => {
    await using road = await openRoad();
    for (const key of [
      ['x-api-key', 'wrong'],
      ['x-other', road.adit.key],
    ] as const) {
      using xcode = await openXcode(road, key);
      const answer = await xcode.post(CHAT, chatBody('nova-pro'));
      expect(answer.status).toBe(401);
      expect(errorIn(answer).message).toContain('adit key');
      const list = await xcode.get('/v1/models?');
      expect(list.status).toBe(401);
      expect(list.body).toContain('adit key');
    }
    using xcode = await openXcode(road);
    const lost = await xcode.get('/v1/nowhere');
    expect(lost.status).toBe(404);
    expect(lost.body).toContain('/v1/chat/completions');
  });

  test.each(['nova-pro', 'kimi-k3', 'gpt-6-sol', 'claude-sonnet-4-6'])(
    'an exception in a stream of %s is its last word',
    async (model) => {
      await using road = await openRoad({ scenario: exceptionAfter(3, 'throttlingException', 'slow down') });
      using xcode = await openXcode(road);
      const { body } = await xcode.post(CHAT, chatBody(model));
      expect(chunksIn(body).at(-1)).toMatchObject({ error: { message: expect.stringContaining('slow down') } });
      expect(body).not.toContain('[DONE]');
    },
  );

  test('an error after a heartbeat comes within the stream', async () => {
    const scenario = failures(0, 400, '', '', () => [
      { wait: 100 },
      { refuse: { status: 400, type: 'ValidationException', message: 'The tides are too high' } },
    ]);
    await using road = await openRoad({ scenario, times: { pingAfterMs: 15 } });
    using xcode = await openXcode(road);
    const { status, body } = await xcode.post(CHAT, chatBody('nova-pro'));
    expect(status).toBe(200);
    expect(blocksIn(body)[0]).toMatch(/^: /);
    expect(chunksIn(body)).toMatchObject([{ error: { message: expect.stringContaining('The tides are too high') } }]);
  });
});

describe('large bodies', () => {
  /** A question with images until its body has this many bytes. */
  function heavy(model: string, bytes: number, imageBytes = 1024 * 1024): string {
    const image = {
      image_url: { url: `data:image/png;base64,${'iVBORw0KGgo'.padEnd(imageBytes, 'A')}` },
      type: 'image_url',
    };
    const ask = (images: number, text: string) =>
      chatBody(model, {
        messages: [{ content: [...Array(images).fill(image), { text, type: 'text' }], role: 'user' }],
      });
    const images = Math.floor((bytes * 0.75) / imageBytes);
    return ask(images, '.'.repeat(bytes - ask(images, '').length));
  }

  async function ask(road: Road, body: string): Promise<RawAnswer> {
    using xcode = await openXcode(road);
    return await xcode.post(CHAT, body);
  }

  test('of 32 MB are taken, and one byte more is refused with both figures', async () => {
    await using road = await openRoad();
    const body = heavy('claude-opus-5-5', MAX_BODY, 4 * 1024 * 1024);
    expect(Buffer.byteLength(body)).toBe(MAX_BODY);
    const answer = await ask(road, body);
    expect(answer.status, answer.body.slice(0, 300)).toBe(200);
    expect(answer.body).toContain(helloText);
    expect(lastCall(road).raw.length).toBeGreaterThan(MAX_BODY * 0.99);
    const refused = await ask(road, `${body} `);
    expect(refused.status).toBe(413);
    expect(errorIn(refused)).toMatchObject({ code: 'request_too_large', message: expect.stringContaining('32 MB') });
  });

  test('above what InvokeModel takes are refused with both figures', async () => {
    await using road = await openRoad();
    const answer = await ask(road, heavy('claude-sonnet-4-6', 24 * 1024 * 1024));
    expect(answer.status).toBe(413);
    const { code, message } = errorIn(answer);
    expect(code).toBe('request_too_large');
    expect(message).toMatch(/24(\.\d)? MB.*InvokeModel.*20 MB/);
    expect(road.bedrock.stats.total).toBe(0);
  });

  test.each(['nova-pro', 'kimi-k3', 'gpt-6-sol'])('are taken by %s', async (model) => {
    await using road = await openRoad();
    const answer = await ask(road, heavy(model, 12 * 1024 * 1024));
    expect(answer.status, answer.body.slice(0, 300)).toBe(200);
    expect(answer.body).toContain(helloText);
  });
});
