import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, expect, test } from 'vitest';
import { startBedrock } from '../../proxy/demo/server.ts';

const demo = await startBedrock();
afterAll(() => demo.close());
const schema = {
  type: 'object' as const,
  properties: { title: { type: 'string' }, count: { type: 'integer', minimum: 3 }, note: { type: 'string' } },
  required: ['title', 'count'],
};
const sampled = { title: 'Adit demo', count: 3 };
const asked = 'What is the weather in Oslo?';
const openai = new OpenAI({ baseURL: `${demo.url}/openai/v1`, apiKey: 'any', maxRetries: 0 });
const aws = new BedrockRuntimeClient({
  endpoint: demo.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  requestHandler: new NodeHttpHandler(),
});
const nova = {
  modelId: 'us.amazon.nova-pro-v1:0',
  messages: [{ role: 'user' as const, content: [{ text: asked }] }],
};
const gpt = 'global.openai.gpt-6-sol';
const turns = [{ role: 'user' as const, content: asked }];
const saved = { name: 'save', schema };

test('on Converse the demo answers in words, with the tool that is forced, or in JSON', async () => {
  const words = await aws.send(new ConverseCommand(nova));
  const text = words.output?.message?.content?.[0]?.text;
  expect(text).toMatch(
    /would have asked amazon\.nova-pro-v1:0, through the inference profile us\.amazon\.nova-pro-v1:0/,
  );
  expect(text).toContain(asked);
  const tools = ['other', 'save'].map((name) => ({ toolSpec: { name, inputSchema: { json: schema } } }));
  const choices = { toolChoice: { tool: { name: 'save' } }, tools };
  const tool = await aws.send(new ConverseCommand({ ...nova, toolConfig: choices }));
  expect(tool).toMatchObject({
    stopReason: 'tool_use',
    output: { message: { content: [{ toolUse: { name: 'save', input: sampled } }] } },
  });
  const structure = { jsonSchema: { schema: JSON.stringify(schema) } };
  const outputConfig = { textFormat: { type: 'json_schema' as const, structure } };
  const json = await aws.send(new ConverseCommand({ ...nova, outputConfig }));
  expect(JSON.parse(json.output?.message?.content?.[0]?.text ?? '')).toEqual(sampled);
});

test('on ConverseStream the demo is seen streaming', async () => {
  const { stream = [] } = await aws.send(new ConverseStreamCommand(nova));
  const pieces: string[] = [];
  for await (const { contentBlockDelta } of stream) pieces.push(contentBlockDelta?.delta?.text ?? '');
  expect(pieces.join('')).toContain(asked);
  expect(pieces.length).toBeGreaterThan(5);
});

test('on Chat Completions the demo answers in words, with the tool that is forced, or in JSON', async () => {
  const ask = { model: gpt, messages: turns };
  const words = await openai.chat.completions.create(ask);
  expect(words.choices[0]?.message.content).toMatch(/would have asked openai\.gpt-6-sol, .*What is/s);
  const tools = ['other', 'save'].map((name) => ({
    type: 'function' as const,
    function: { name, parameters: schema },
  }));
  const one = { type: 'function' as const, function: { name: 'save' } };
  for (const [tool_choice, name] of [
    [one, 'save'],
    ['required', 'other'],
  ] as const) {
    const { choices } = await openai.chat.completions.create({ ...ask, tools, tool_choice });
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call?.type === 'function' && call.function.name).toBe(name);
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual(sampled);
  }
  const json = await openai.chat.completions.create({
    ...ask,
    response_format: { type: 'json_schema', json_schema: saved },
  });
  expect(JSON.parse(json.choices[0]?.message.content ?? '')).toEqual(sampled);
});

test('on Responses the demo answers in words, with the tool that is forced, or in JSON', async () => {
  const ask = { model: gpt, input: asked };
  for (const input of [
    asked,
    turns,
    [{ role: 'user' as const, content: [{ type: 'input_text' as const, text: asked }] }],
  ]) {
    const words = await openai.responses.create({ ...ask, input });
    expect(words.output_text).toContain(`“${asked}”`);
  }
  const tools = ['other', 'save'].map((name) => ({
    type: 'function' as const,
    name,
    parameters: schema,
    strict: false,
  }));
  const tool = await openai.responses.create({ ...ask, tools, tool_choice: { type: 'function', name: 'save' } });
  const call = tool.output.find((item) => item.type === 'function_call');
  expect(call).toMatchObject({ name: 'save' });
  expect(call?.type === 'function_call' && JSON.parse(call.arguments)).toEqual(sampled);
  const json = await openai.responses.create({ ...ask, text: { format: { type: 'json_schema', ...saved } } });
  expect(JSON.parse(json.output_text)).toEqual(sampled);
  const words = `Respond with only a JSON value of this schema: ${JSON.stringify(schema)}`;
  const prompt = await openai.responses.create({ ...ask, instructions: words });
  expect(JSON.parse(prompt.output_text)).toEqual(sampled);
});

test('the demo has no lists, so that the catalogue is used, and makes up vectors', async () => {
  const read = async (path: string, body?: string) => {
    const response = await fetch(demo.url + path, body === undefined ? {} : { method: 'POST', body });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  expect((await read('/inference-profiles?type=SYSTEM_DEFINED')).json).toEqual({ inferenceProfileSummaries: [] });
  expect((await read('/foundation-models')).json).toEqual({ modelSummaries: [] });
  expect((await read('/foundation-models/amazon.nova-pro-v1%3A0')).status).toBe(404);
  const vectors = await read('/model/cohere.embed-english-v3/invoke', '{"texts":["a"]}');
  expect(vectors.json).toMatchObject({ response_type: 'embeddings_floats', embeddings: [expect.any(Array)] });
});

test.each(['/openai/v1/chat/completions', '/openai/v1/responses', '/model/amazon.nova-pro-v1%3A0/converse'])(
  'the demo refuses what makes no sense at %s',
  async (path) => {
    for (const body of ['nonsense', '{}', '{"messages":[],"input":[]}']) {
      const response = await fetch(demo.url + path, { method: 'POST', body });
      expect(response.status).toBe(400);
      const answer = (await response.json()) as { message?: string; error?: object };
      if (path.startsWith('/openai')) expect(answer.error).toMatchObject({ type: 'invalid_request_error', code: null });
      else expect(answer.message).toBeTypeOf('string');
    }
  },
);

test('whatever stands in a request, the demo answers it or refuses it', async () => {
  const value = fc.jsonValue({ noUnicodeString: false, maxDepth: 3 });
  const names = [
    'messages',
    'input',
    'system',
    'tools',
    'tool_choice',
    'toolConfig',
    'response_format',
    'text',
    'texts',
  ];
  const bodies = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, fc.array(value, { minLength: 1 })));
  const paths = [
    '/openai/v1/chat/completions',
    '/v1/responses',
    '/model/a.b/converse',
    '/model/cohere.embed-v4%3A0/invoke',
  ];
  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom(...paths), async (body, path) => {
      const response = await fetch(demo.url + path, { method: 'POST', body: JSON.stringify(body) });
      expect([200, 400]).toContain(response.status);
      expect(await response.json()).toBeTypeOf('object');
    }),
  );
});
