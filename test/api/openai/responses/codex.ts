import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { filler } from '../../../fixtures/load.ts';
import { functionTool } from './support.ts';

const says = (role: string, ...lengths: number[]) => ({
  type: 'message',
  id: `msg_${role}_${lengths[0]}`,
  role,
  content: lengths.map((length) => ({ type: 'input_text', text: filler(length) })),
});

/** A request of the shape that Codex 0.169 sends, after which these items follow. */
export function codexRequest(...items: JsonObject[]): JsonObject {
  const string = { type: 'string', description: filler(40) };
  const tool = (name: string, ...properties: string[]) =>
    functionTool(name, {
      description: filler(120),
      strict: false,
      parameters: {
        type: 'object',
        properties: Object.fromEntries(properties.map((property) => [property, string])),
        required: properties.slice(0, 1),
        additionalProperties: false,
      },
    });
  return {
    model: 'claude-sonnet-4-6',
    stream: true,
    input: [says('developer', 16_000), says('developer', 2000, 360), says('user', 365), says('user', 6), ...items],
    tools: [
      tool('exec_command', 'cmd', 'workdir'),
      tool('write_stdin', 'session_id', 'chars'),
      {
        type: 'namespace',
        name: 'multi_agent_v1',
        description: filler(43),
        tools: [tool('spawn_agent', 'message', 'fork_context'), tool('close_agent', 'target')],
      },
      tool('get_goal'),
      { type: 'web_search', external_web_access: true },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { summary: 'auto' },
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: '01a1fc09-db0a-7d12-8919-831675270088',
    client_metadata: { session_id: '01a1fc09-db0a-7d12-8919-831675270088', 'x-codex-window-id': 'w:0' },
  };
}

/** A call of a nested tool, as Codex sends it back. */
export const nestedCall: JsonObject = {
  type: 'function_call',
  status: 'completed',
  id: 'fc_5620',
  name: 'spawn_agent',
  namespace: 'multi_agent_v1',
  arguments: '{"message":"child task","fork_context":"no"}',
  call_id: 'call_562_0',
};
