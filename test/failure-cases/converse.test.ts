import { expect, test } from 'vitest';
import {
  assistant,
  call,
  fitted,
  GPT_OSS,
  LLAMA,
  MISTRAL,
  messagesOf,
  NOVA,
  result,
  text,
  tool,
  user,
} from '../converse/converse.ts';

const models = [NOVA, LLAMA, MISTRAL, GPT_OSS];

test('tool-result-split: results that come in several turns open the next one together (timothy PR#33)', () => {
  const messages = [
    user(text('go')),
    assistant(call('a'), call('b'), call('c')),
    user(result('c')),
    user(text('note'), result('a')),
    assistant(text('waiting')),
    user(result('b')),
  ];
  for (const model of models) {
    const sent = messagesOf(messages, { model });
    const results = sent.map(({ content }) => content.flatMap(({ toolResult }) => (toolResult ? [toolResult] : [])));
    const [[first], ...others] = [results.filter(({ length }) => length > 0)];
    expect(others).toEqual([]);
    expect(first).toMatchObject(['of a', 'of b', 'of c'].map((words) => ({ content: [{ text: words }] })));
  }
});

test('orphan-tool-use: a call that was broken off gets a result that says so (pi-mono PR#707)', () => {
  const broken = [user(text('go')), assistant(call('a'), call('b')), user(result('b'), text('stop, do this'))];
  const { body, notes } = fitted({ messages: broken, tools: [tool()] });
  expect(body.messages[2]?.content).toEqual([
    { toolResult: { toolUseId: 'a', content: [{ text: expect.stringContaining('interrupted') }], status: 'error' } },
    { toolResult: { toolUseId: 'b', content: [{ text: 'of b' }] } },
    { text: 'stop, do this' },
  ]);
  expect(notes).toEqual(['missing tool result filled in']);
  const last = messagesOf([user(text('go')), assistant(call('a'))]);
  expect(last.at(-1)).toMatchObject({ role: 'user', content: [{ toolResult: { toolUseId: 'a', status: 'error' } }] });
});

test('orphan-tool-use: a result whose call is gone becomes text of the user (NousResearch/hermes-agent#108585)', () => {
  const messages = [
    user(result('gone', 'rain'), text('so?')),
    assistant(text('yes'), call('a')),
    user(result('a'), result('a', 'twice')),
  ];
  const { body, notes } = fitted({ messages });
  expect(body.messages[0]?.content).toEqual([
    { text: 'Result of a tool call that is not in this conversation:' },
    { text: 'rain' },
    { text: 'so?' },
  ]);
  expect(body.messages[2]?.content).toMatchObject([
    { toolResult: { toolUseId: 'a', content: [{ text: 'of a' }] } },
    { text: expect.stringContaining('not in this conversation') },
    { text: 'twice' },
  ]);
  expect(notes).toEqual(['tool result without its call sent as text', 'tools rebuilt from the conversation']);
});

test('toolconfig-missing: tools are rebuilt from the calls where the client left them out (RooCodeInc/Roo-Code#10155)', () => {
  const messages = [
    user(text('go')),
    assistant(call('a', 'Read'), call('b', 'fs.write')),
    user(result('a'), result('b')),
  ];
  for (const model of models) {
    for (const parts of [{}, { tools: [] }, { tools: [tool()], tool_choice: { type: 'none' } }]) {
      const { body } = fitted({ messages, ...parts }, { model });
      const specs = body.toolConfig?.tools.map(({ toolSpec }) => toolSpec) ?? [];
      expect(specs.map(({ name }) => name)).toEqual(['Read', 'x__fs_u002ewrite']);
      for (const { inputSchema } of specs) expect(inputSchema).toMatchObject({ json: { type: 'object' } });
      expect(body.toolConfig?.toolChoice).toBeUndefined();
    }
  }
  expect(fitted({ messages: [user(text('go'))] }).body.toolConfig).toBeUndefined();
});

test.each([
  ['of another maker', 'vercel/ai#13326', 'functions.Read:0'],
  ['with a thought in it', 'earendil-works/pi#781', `call_65OReGAIB0M4612fiyF6YMbI|fc_${'0feebbbc'.repeat(8)}`],
  ['without end', 'maximhq/bifrost#6300', 'a'.repeat(500)],
  ['of letters beyond ASCII', 'maximhq/bifrost#6300', 'ä'.repeat(20)],
  ['that is empty', 'awsl-project/maxx#557', ''],
])(
  'tool-id-charset: an id %s is sent in characters that Bedrock takes, the same for call and result (%s, %s)',
  (_, id) => {
    for (const model of models) {
      const messages = [user(text('go')), assistant(call(id), call(`${id}2`)), user(result(`${id}2`), result(id))];
      const sent = messagesOf(messages, { model }).flatMap(({ content }) => content);
      const uses = sent.flatMap(({ toolUse }) => (toolUse ? [(toolUse as { toolUseId: string }).toolUseId] : []));
      const results = sent.flatMap(({ toolResult }) =>
        toolResult ? [(toolResult as { toolUseId: string }).toolUseId] : [],
      );
      expect(results).toEqual(uses);
      expect(new Set(uses).size).toBe(2);
      for (const sentId of uses)
        expect(sentId).toMatch(model === MISTRAL ? /^[a-zA-Z0-9]{9}$/ : /^[a-zA-Z0-9_-]{1,64}$/);
    }
  },
);

test('tool-id-charset: two calls of one id in a turn are told apart (vercel/ai#16182)', () => {
  const messages = [user(text('go')), assistant(call('a'), call('a')), user(result('a', 'one'), result('a', 'two'))];
  expect(messagesOf(messages)[2]?.content).toEqual([
    { toolResult: { toolUseId: 'a', content: [{ text: 'one' }] } },
    { toolResult: { toolUseId: 'a-2', content: [{ text: 'two' }] } },
  ]);
});

test('role-alternation: turns of one role in a row are one, and the user has the first (cline/cline#431)', () => {
  const messages = [
    assistant(text('a')),
    assistant(text('b')),
    user(text('c')),
    { role: 'system', content: 'd' },
    user(text('e')),
  ];
  for (const model of models) {
    const sent = messagesOf(messages, { model });
    expect(sent.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(sent.slice(1).map(({ content }) => content.map((block) => block.text))).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  }
});
