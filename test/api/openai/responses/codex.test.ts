import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../../../proxy/bedrock/catalogue/catalogue.ts';
import { message } from '../../../bedrock/scenarios.ts';
import { fitted } from '../../../support/fitted.ts';
import { codexRequest, nestedCall } from './codex.ts';
import { output, read, responseIn, streamed, translated } from './support.ts';

const fold = { lessons: { foldSystemRole: true } };
const NAMES = ['exec_command', 'write_stdin', 'multi_agent_v1__spawn_agent', 'multi_agent_v1__close_agent', 'get_goal'];

test('a request of Codex becomes one of Claude', () => {
  const { body, notes } = translated(codexRequest());
  expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'stream', 'system', 'tools', 'messages', 'thinking']);
  expect(body.system).toHaveLength(3);
  expect(body.messages).toMatchObject([{ role: 'user', content: [{}, { text: 'adit l' }] }]);
  expect(body.tools.map(({ name }) => name)).toEqual(NAMES);
  expect(body.thinking).toEqual({ type: 'adaptive', display: 'summarized' });
  expect(notes).toEqual(["tools.web_search dropped: only OpenAI's own models have it"]);
});

describe.each(CLAUDE_MODELS.map(({ key }) => key))('%s', (model) => {
  test.each<[string, object]>([
    ['its first turn', codexRequest()],
    ['a turn with a result', codexRequest(nestedCall, output('call_562_0'))],
    ['a turn that was aborted', codexRequest(nestedCall)],
    [
      'words of a developer in between',
      codexRequest(nestedCall, output('call_562_0'), { role: 'developer', content: 'x' }),
    ],
    ['an empty result', codexRequest(nestedCall, output('call_562_0', ''))],
    [
      'free-form tools, one at a time',
      { ...codexRequest(), tools: [{ type: 'custom', name: 'p' }], parallel_tool_calls: false },
    ],
    ['a forced tool', { ...codexRequest(), tool_choice: { type: 'function', name: 'get_goal' } }],
    ['no reasoning', { ...codexRequest(), reasoning: { effort: 'none' }, temperature: 0.2 }],
    ['much reasoning', { ...codexRequest(), reasoning: { effort: 'xhigh' }, top_p: 0.5 }],
  ])('takes what Codex asks: %s', (_, request) => {
    const { body } = translated(JSON.stringify(request));
    expect(fitted(JSON.stringify(body), { model, ...fold }).refusal).toBeUndefined();
  });
});

test('thinking comes back signed through Codex, with the nested call that it led to', () => {
  const content = [
    { type: 'thinking', thinking: 'a child', signature: 'sig' },
    { type: 'tool_use', id: 'toolu_1', name: 'multi_agent_v1__spawn_agent', input: { message: 'child task' } },
  ];
  const stream = streamed(read(codexRequest()), message({ content, stop_reason: 'tool_use' }));
  const { output: items } = responseIn(stream);
  expect(items[1]).toMatchObject({
    type: 'function_call',
    namespace: 'multi_agent_v1',
    name: 'spawn_agent',
    call_id: 'toolu_1',
    arguments: '{"message":"child task"}',
  });
  const { body } = translated(codexRequest(...items, output('toolu_1')));
  expect(body.messages[1]).toEqual({ role: 'assistant', content });
});
