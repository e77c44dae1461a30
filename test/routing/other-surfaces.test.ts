import { describe, expect, test } from 'vitest';
import { readLessons } from '../../proxy/routing/lesson-file.ts';
import { type BareRoad, openBareRoad, type Received } from '../support/bare-upstream.ts';
import { question, type RoadOptions } from '../support/road.ts';

type Wire = 'converse' | 'chat' | 'mantle' | 'invoke';
type Said = readonly [status: number, body: object];

/** An id that the catalogue lacks: Converse is asked, then Chat Completions, then bedrock-mantle. */
const model = 'xai.grok-9';
const ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';

const noModel: Said = [400, { __type: 'ValidationException', message: 'The provided model identifier is invalid.' }];
const noRoute: Said = [404, { __type: 'UnknownOperationException' }];
const notHere: Said = [
  400,
  {
    error: { type: 'invalid_request_error', code: 'validation_error', message: "model isn't supported on this route" },
  },
];
const hello = { text: 'hello' };
const converse: Said = [
  200,
  { output: { message: { role: 'assistant', content: [hello] } }, stopReason: 'end_turn', usage: { inputTokens: 1 } },
];
const completion: Said = [
  200,
  { choices: [{ message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }] },
];

function wireOf({ url, headers }: Received): Wire {
  if (url.startsWith('/model/')) return url.endsWith('/converse') ? 'converse' : 'invoke';
  return headers.authorization?.includes('/bedrock-mantle/') ? 'mantle' : 'chat';
}

/** A road to servers that say this on each wire. */
function roadTo(said: Partial<Record<Wire, Said>>, options: RoadOptions = {}): Promise<BareRoad> {
  return openBareRoad((response, received) => {
    const [status, body] = said[wireOf(received)] ?? noRoute;
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' });
    response.end(JSON.stringify(body));
  }, options);
}

async function asked(road: BareRoad, name = model) {
  const before = road.received.length;
  const response = await road.post(question({ model: name }));
  const { error } = (await response.json()) as { error?: { type: string; message: string } };
  return { status: response.status, error, wires: road.received.slice(before).map(wireOf) };
}

describe('a model that a surface lacks', () => {
  test('is asked on the next, and from then on there at once', async () => {
    await using road = await roadTo({ converse: noModel, chat: notHere, mantle: completion });
    expect(await asked(road)).toMatchObject({ status: 200, wires: ['converse', 'chat', 'mantle'] });
    expect(await asked(road)).toMatchObject({ status: 200, wires: ['mantle'] });
  });

  test('is on the next where AWS says that it serves another API', async () => {
    const message = `The model '${model}' does not support the '/v1/chat/completions' API`;
    const other: Said = [400, { error: { type: 'invalid_request_error', code: 'validation_error', message } }];
    await using road = await roadTo({ chat: other, mantle: completion });
    expect(await asked(road)).toMatchObject({ status: 200, wires: ['converse', 'chat', 'mantle'] });
  });

  test.each<[string, Said, number, RegExp]>([
    ['a throttle', [429, { error: { type: 'rate_limit_error', message: 'slow down' } }], 429, /slow down/],
    [
      'a long prompt',
      [400, { error: { message: "This model's maximum context length is 9 tokens" } }],
      400,
      /^Input is too long/,
    ],
  ])('on its last surface is told what is wrong there: %s', async (_, said, status, words) => {
    await using road = await roadTo({ converse: noModel, chat: notHere, mantle: said });
    const answer = await asked(road);
    expect(answer).toMatchObject({ status, error: { message: expect.stringMatching(words) } });
  });

  test.each<[string, Said]>([
    ['knows it neither', [404, { error: { type: 'not_found_error', message: 'model not found' } }]],
    ['lets nobody in', [403, { error: { type: 'permission_error', message: 'no action bedrock-mantle' } }]],
  ])('and the last surface %s, is told by what was said of the model before', async (_, said) => {
    await using road = await roadTo({ converse: noModel, mantle: said });
    expect(await asked(road)).toMatchObject({
      status: 404,
      error: { type: 'not_found_error', message: 'The provided model identifier is invalid.' },
      wires: ['converse', 'chat', 'mantle'],
    });
    await road.restart();
    expect(readLessons(road.home).map(({ target }) => target)).toEqual([`${model} chat`]);
  });

  test('and no host there is for the last one, as in regions without bedrock-mantle, is told so too', async () => {
    const env = { AWS_ENDPOINT_URL_BEDROCK_MANTLE: 'http://127.0.0.1:1' };
    await using road = await roadTo({ converse: noModel }, { env });
    expect(await asked(road)).toMatchObject({
      status: 404,
      error: { message: expect.stringMatching(/model identifier is invalid/) },
    });
  });
});

describe('a profile that the account lacks', () => {
  const modelIn = ({ url }: Received) => decodeURIComponent(/^\/model\/([^/]+)/.exec(url)?.[1] ?? '');

  test('gives way to another of the model, whatever the other surfaces say', async () => {
    await using road = await openBareRoad((response, received) => {
      const isThere = modelIn(received) === 'global.moonshotai.kimi-k3';
      const [status, body] = isThere ? converse : wireOf(received) === 'converse' ? noModel : noRoute;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    expect(await asked(road, 'kimi-k3')).toMatchObject({ status: 200, wires: ['converse', 'chat', 'converse'] });
    expect(await asked(road, 'kimi-k3')).toMatchObject({ status: 200, wires: ['converse'] });
  });

  test('or is to be named in place of the id is looked for at once, on the same surface', async () => {
    const message = 'Invocation of model ID moonshotai.kimi-k2.5 with on-demand throughput isn’t supported.';
    await using road = await roadTo({ converse: [400, { __type: 'ValidationException', message }] });
    const { status, wires } = await asked(road, 'kimi-k2.5');
    expect([status, wires]).toEqual([400, ['converse']]);
  });
});

describe('an ARN that no list knows', () => {
  // run-llama/llama_index#21420, crmne/ruby_llm#586, langchain-ai/langchain-aws#604.
  test.each([
    ['#: extraneous key [anthropic_version] is not permitted', ['converse']],
    ['#/messages/0/content/0: extraneous key [type] is not permitted', ['converse']],
    ['#: required key [prompt] not found', ['converse']],
    // Claude may say these of a body that is wrong, so the next request is not to suffer for it.
    ['2 schema violations found', ['invoke', 'converse']],
    ['#: required key [max_tokens] not found', ['invoke', 'converse']],
  ])('is asked through Converse where InvokeModel says that its model is not Claude: %s', async (words, later) => {
    const message = `Malformed input request: ${words}, please reformat your input and try again.`;
    await using road = await roadTo({ invoke: [400, { __type: 'ValidationException', message }], converse });
    expect(await asked(road, ARN)).toMatchObject({ status: 200, wires: ['invoke', 'converse'] });
    expect(await asked(road, ARN)).toMatchObject({ status: 200, wires: later });
  });

  test('is told by InvokeModel what is wrong where Converse does no better', async () => {
    const message = 'Malformed input request: 2 schema violations found, please reformat your input and try again.';
    const refusal: Said = [400, { __type: 'ValidationException', message }];
    const lacking: Said = [400, { __type: 'ValidationException', message: "This action doesn't support the model." }];
    await using road = await roadTo({ invoke: refusal, converse: lacking });
    expect(await asked(road, ARN)).toMatchObject({ status: 400, error: { message } });
  });
});

test('a 401 of bedrock-mantle in the words of OpenAI is one of credentials', async () => {
  const fresh = { AWS_ACCESS_KEY_ID: 'ASIAFRESH', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' };
  await using road = await openBareRoad((response, { headers }) => {
    const isFresh = headers.authorization?.includes('ASIAFRESH');
    const error = { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Invalid credentials' };
    response.writeHead(isFresh ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isFresh ? completion[1] : { error }));
  });
  await asked(road, 'qwen.qwen3-32b-v1:0');
  Object.assign(process.env, fresh);
  const chat = { model: 'qwen.qwen3-32b-v1:0', messages: [{ role: 'user', content: 'hello' }] };
  const response = await road.post(chat, { path: '/v1/chat/completions' });
  expect(response.status).toBe(200);
});
