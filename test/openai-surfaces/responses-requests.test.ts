import { expect, test } from 'vitest';
import { fitTo, GPT, GPT_OSS, type Json } from './support.ts';

const user = (...content: unknown[]) => ({ role: 'user', content });
const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
const text = (words: string) => ({ type: 'text', text: words });
const call = (id: string) => ({ type: 'tool_use', id, name: 'Read', input: { path: 'x' } });
const result = (id: string, content: unknown) => ({ type: 'tool_result', tool_use_id: id, content });
const thought = (signature: string, thinking = 'hm') => ({ type: 'thinking', thinking, signature });
const said = (role: string, type: string, words: string) => ({
  type: 'message',
  role,
  content: [{ type, text: words }],
});
const asked = { type: 'function_call', call_id: 't1', name: 'Read', arguments: '{"path":"x"}' };
const input = (...messages: unknown[]) => fitTo('responses', { messages }).body.input;

test('a question becomes input and a limit, and nothing of it is stored', () => {
  expect(fitTo('responses', { system: 'be kind' }).body).toEqual({
    model: GPT,
    instructions: 'be kind',
    input: [said('user', 'input_text', 'hello')],
    store: false,
    max_output_tokens: 100,
  });
  expect(fitTo('responses', { stream: true, max_tokens: 1 }).body).toMatchObject({
    stream: true,
    max_output_tokens: 16,
  });
});

test('a conversation with calls keeps its order', () => {
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } };
  expect(
    input(
      user(text('go'), picture),
      assistant(text('I look'), call('t1')),
      { role: 'system', content: 'note' },
      user(result('t1', 'words'), text('and')),
      assistant(text('done')),
      user(text('thanks')),
    ),
  ).toEqual([
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'go' },
        { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' },
      ],
    },
    said('assistant', 'output_text', 'I look'),
    asked,
    { type: 'function_call_output', call_id: 't1', output: 'words' },
    said('developer', 'input_text', 'note'),
    said('user', 'input_text', 'and'),
    said('assistant', 'output_text', 'done'),
    said('user', 'input_text', 'thanks'),
  ]);
});

test('a document that is no text is refused with its type', () => {
  const source = { type: 'base64', media_type: 'application/pdf', data: 'aGk=' };
  expect(() => input(user({ type: 'document', source }))).toThrow(/takes no documents of type application\/pdf/);
});

test('reasoning comes back before what followed it', () => {
  const before = [user(text('go')), assistant(thought('openai-reasoning:rs_1:abc:d='), call('t1'))];
  expect(input(...before, user(result('t1', 'ok')))).toMatchObject([
    {},
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'abc:d=' },
    asked,
    { type: 'function_call_output' },
  ]);
  expect(input(user(text('a')), assistant(thought('openai-reasoning::abc', ''), text('b')))).toMatchObject([
    {},
    { type: 'reasoning', summary: [], encrypted_content: 'abc' },
    {},
  ]);
});

test.each(['', 'c2ln', 'openai-reasoning:', 'openai-reasoning:rs_1', 'openai-reasoning:rs_1:'])(
  'thinking with the signature "%s" is left out',
  (signature) => {
    expect(input(user(text('a')), assistant(thought(signature), text('b')))).toEqual([
      said('user', 'input_text', 'a'),
      said('assistant', 'output_text', 'b'),
    ]);
  },
);

test('reasoning that nothing follows is left out', () => {
  const own = thought('openai-reasoning:rs_1:abc');
  expect(input(user(text('a')), assistant(text('b'), own), user(text('c')))).toHaveLength(3);
  expect(input(user(text('a')), assistant(own), user(text('c')))).toEqual([
    said('user', 'input_text', 'a'),
    said('user', 'input_text', 'c'),
  ]);
});

test('thinking is asked for with its summary, and brought back', () => {
  const fields = (wish: Json) => {
    const { reasoning, include } = fitTo('responses', wish).body;
    return { reasoning, include };
  };
  const include = ['reasoning.encrypted_content'];
  expect(fields({})).toEqual({});
  expect(fields({ thinking: { type: 'adaptive' } })).toEqual({ reasoning: { summary: 'auto' }, include });
  expect(fields({ thinking: { type: 'adaptive' }, output_config: { effort: 'max' } })).toEqual({
    reasoning: { effort: 'xhigh', summary: 'auto' },
    include,
  });
  expect(fields({ thinking: { type: 'disabled' } })).toEqual({ reasoning: { effort: 'none' } });
});

test('tools, the choice among them, and a format', () => {
  const tools = [{ name: 'Read', input_schema: { type: 'object' } }];
  const { body } = fitTo('responses', {
    tools,
    tool_choice: { type: 'tool', name: 'Read', disable_parallel_tool_use: true },
    output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
  });
  expect(body).toMatchObject({
    tools: [{ type: 'function', name: 'Read', parameters: { type: 'object' }, strict: false }],
    tool_choice: { type: 'function', name: 'Read' },
    parallel_tool_calls: false,
    text: { format: { type: 'json_schema', name: 'answer', schema: { type: 'object' }, strict: false } },
  });
  expect(fitTo('responses', { tools, tool_choice: { type: 'any' } }).body.tool_choice).toBe('required');
  expect(fitTo('responses', { tools, tool_choice: { type: 'none' } }).body.tool_choice).toBe('none');
});

test('a reasoning model takes no sampling; another one does, and no reasoning', () => {
  const wish = { temperature: 0.5, top_p: 0.9, top_k: 4, stop_sequences: ['a'], thinking: { type: 'adaptive' } };
  const { body, notes } = fitTo('responses', wish);
  expect(body).not.toHaveProperty('temperature');
  expect(body).not.toHaveProperty('top_p');
  expect(notes).toEqual([
    'top_k dropped',
    'stop_sequences dropped: the Responses API has none',
    'temperature dropped',
    'top_p dropped',
  ]);
  const plain = fitTo('responses', wish, { model: 'qwen.qwen3-coder-next' }).body;
  expect(plain).toMatchObject({ temperature: 0.5, top_p: 0.9 });
  expect(plain).not.toHaveProperty('reasoning');
});

test('bedrock-mantle is told the bare id', () => {
  const modelId = 'us.openai.gpt-5.6-sol';
  expect(fitTo('responses', {}, { modelId }).body.model).toBe(modelId);
  expect(fitTo('mantle-responses', {}, { modelId }).body.model).toBe(GPT);
  expect(fitTo('mantle-responses', {}, { model: GPT_OSS, modelId: GPT_OSS }).body.model).toBe('openai.gpt-oss-120b');
});
