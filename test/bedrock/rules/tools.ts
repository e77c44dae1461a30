import type { JsonObject } from '../../../proxy/demo/call.ts';
import { type Asked, firstOf, hasBeta, objectOf, objectsOf, type Rule, since, thinks, unknownField } from './rule.ts';

const toolDocs = 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview';
const toolSearch = ['tool-search-tool-2025-10-19'];

/** Tools that Anthropic defines, and which Bedrock runs nothing for: the client does. */
const clientTools = /^(bash|text_editor|memory)_\d{8}$/;
const toolSearchTools = /^tool_search_tool_(regex|bm25)_\d{8}$/;
const computer = /^computer_\d{8}$/;
const toolsets = /^(computer|browser)_toolset_\d{8}$/;
/** Tools which Anthropic's own API runs. */
const serverTools = /^(web_search|web_fetch|code_execution|advisor)_\d{8}$|^mcp_toolset$/;

/** What a tool may say of itself, and whether it may be forced. */
export const toolRules: Rule[] = [
  {
    name: 'an empty list of tools',
    source: toolDocs,
    check: ({ body }) =>
      Array.isArray(body.tools) && body.tools.length === 0
        ? 'tools: List should have at least 1 item after validation, not 0'
        : undefined,
    refused: [{ body: { tools: [] } }],
    accepted: [{ body: withTool() }],
  },
  {
    name: 'tools which Anthropic runs, or which the surface does not know',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html; LiteLLM beta list',
    check: (asked) => firstOf(objectsOf(asked.body.tools).entries(), ([at, { type }]) => typeMistake(asked, at, type)),
    refused: [
      { body: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] } },
      { body: { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] } },
      { body: { tools: [{ type: 'mcp_toolset', mcp_server_name: 'a' }] } },
      { body: { tools: [{ type: 'namespace', name: 'a' }] } },
      { body: { tools: [{ type: 'computer_20251124', name: 'computer' }] } },
      { body: { tools: [{ type: 'tool_search_tool_regex_20251119', name: 'tool_search_tool_regex' }] } },
      { surface: 'invoke', body: { tools: [{ type: 'browser_toolset_20260801', name: 'browser' }] } },
    ],
    accepted: [
      { body: { tools: [{ type: 'bash_20250124', name: 'bash' }] } },
      { body: { tools: [{ type: 'computer_20251124', name: 'computer' }] }, betas: ['computer-use-2025-11-24'] },
      { surface: 'messages', body: { tools: [{ type: 'browser_toolset_20260801', name: 'browser' }] } },
    ],
  },
  {
    name: 'a tool without a valid name or schema',
    source: toolDocs,
    check: ({ body }) =>
      firstOf(objectsOf(body.tools).entries(), ([at, tool]) =>
        isCustom(tool) ? shapeMistake(tool, `tools.${at}.custom.`) : undefined,
      ),
    refused: [
      { body: withTool({ name: 'mcp.server.tool' }) },
      { body: withTool({ name: 'x'.repeat(129) }) },
      { body: withTool({ input_schema: undefined }) },
      { body: withTool({ input_schema: { type: 'string' } }) },
      { body: withTool({ input_schema: { type: 'object', anyOf: [] } }) },
    ],
    accepted: [{ body: withTool({ name: 'mcp__server__tool' }) }],
  },
  {
    name: 'a field of a tool which the model, the surface or the betas do not allow',
    source:
      'https://github.com/BerriAI/litellm/issues/23825, .../22847, .../26113; https://github.com/anthropics/claude-agent-sdk-python/issues/694',
    check(asked) {
      const known = ['type', 'name', 'description', 'input_schema', 'cache_control', ...allowedFields(asked)];
      return firstOf(objectsOf(asked.body.tools).entries(), ([at, tool]) =>
        isCustom(tool) ? unknownField(tool, known, `tools.${at}.custom.`) : undefined,
      );
    },
    refused: [
      { body: withTool({ custom: { defer_loading: true } }) },
      { body: withTool({ defer_loading: false }) },
      { surface: 'invoke', body: withTool({ eager_input_streaming: true }) },
      { model: 'haiku-4-5', surface: 'messages', body: withTool({ eager_input_streaming: true }) },
      { body: withTool({ strict: true }) },
      { model: 'haiku-4-5', surface: 'messages', body: withTool({ strict: true }) },
      { body: withTool({ allowed_callers: ['direct'] }) },
      { body: withTool({ input_examples: [{}] }) },
    ],
    accepted: [
      { body: withTool({ defer_loading: false }), betas: toolSearch },
      { surface: 'messages', body: withTool({ eager_input_streaming: true }) },
      { model: 'sonnet-4-6', surface: 'invoke', body: withTool({ strict: true }) },
      { body: withTool({ input_examples: [{}] }), betas: ['tool-examples-2025-10-29'] },
    ],
  },
  {
    name: 'tools of one name, or all of them deferred',
    source: 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool',
    check({ body }) {
      const tools = objectsOf(body.tools);
      const names = tools.map(({ name }) => name);
      if (new Set(names).size < names.length) return 'tools: Tool names must be unique.';
      if (tools.length > 0 && tools.every(({ defer_loading }) => defer_loading === true)) {
        return 'At least one tool must have defer_loading=false.';
      }
      const both = tools.find(({ defer_loading, cache_control }) => defer_loading === true && cache_control);
      return both
        ? `Tool '${both.name}' cannot have both defer_loading=true and cache_control set. Tools with defer_loading cannot use prompt caching.`
        : undefined;
    },
    refused: [
      { body: { tools: [tool(), tool()] } },
      { body: { tools: [tool({ defer_loading: true })] }, betas: toolSearch },
      {
        body: { tools: [tool(), tool({ name: 'Write', defer_loading: true, cache_control: { type: 'ephemeral' } })] },
        betas: toolSearch,
      },
    ],
    accepted: [{ body: { tools: [tool(), tool({ name: 'Write', defer_loading: true })] }, betas: toolSearch }],
  },
  {
    name: 'a forced tool where it cannot be forced',
    source: 'sdk-typescript PR #798; https://platform.claude.com/docs/en/build-with-claude/extended-thinking',
    check: choiceMistake,
    refused: [
      { body: { ...withTool(), ...forced(), thinking: { type: 'adaptive' } } },
      { body: { ...withTool(), tool_choice: { type: 'any' }, thinking: { type: 'adaptive' } } },
      { model: 'sonnet-5-5', body: { ...withTool(), ...forced() } },
      { model: 'opus-5-5', body: { ...withTool(), tool_choice: { type: 'any' } } },
      { body: { tool_choice: { type: 'auto' } } },
      { body: { ...withTool(), tool_choice: { type: 'tool', name: 'Write' } } },
      { body: { ...withTool(), tool_choice: 'auto' } },
    ],
    accepted: [
      { body: { ...withTool(), ...forced() } },
      { model: 'haiku-5-5', body: { ...withTool(), ...forced() } },
      { model: 'opus-5-5', body: { ...withTool(), tool_choice: { type: 'auto' }, thinking: { type: 'adaptive' } } },
    ],
  },
];

function typeMistake(asked: Asked, at: number, given: unknown): string | undefined {
  const type = String(given ?? 'custom');
  if (type === 'custom' || clientTools.test(type)) return undefined;
  if (serverTools.test(type)) return `tools.${at}: tool type '${type}' is not supported`;
  if (computer.test(type) && hasBeta(asked, 'computer-use-')) return undefined;
  if (toolSearchTools.test(type) && hasBeta(asked, 'tool-search-tool-')) return undefined;
  if (toolsets.test(type) && asked.surface === 'messages') return undefined;
  return `tools.${at}: Input tag '${type}' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'memory_20250818', 'text_editor_20250728'`;
}

function shapeMistake({ name, input_schema }: JsonObject, path: string): string | undefined {
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(String(name ?? ''))) {
    return `${path}name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
  }
  if (input_schema === undefined) return `${path}input_schema: Field required`;
  const schema = objectOf(input_schema);
  if (schema.type !== 'object') return `${path}input_schema.type: Input should be 'object'`;
  return ['oneOf', 'allOf', 'anyOf'].some((key) => key in schema)
    ? `${path}input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`
    : undefined;
}

function allowedFields(asked: Asked): string[] {
  const { surface, model } = asked;
  return [
    ...(hasBeta(asked, 'tool-search-tool-') ? ['defer_loading'] : []),
    ...(hasBeta(asked, 'tool-examples-') ? ['input_examples'] : []),
    ...(surface === 'messages' && since(asked, 5) ? ['eager_input_streaming'] : []),
    ...(surface === 'invoke' && [4.5, 4.6].includes(model.generation) ? ['strict'] : []),
  ];
}

function choiceMistake(asked: Asked): string | undefined {
  const { tool_choice, tools } = asked.body;
  if (tool_choice === undefined) return undefined;
  const { type, name } = objectOf(tool_choice);
  if (!['auto', 'any', 'tool', 'none'].includes(String(type))) {
    return `tool_choice: Input tag '${type}' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'`;
  }
  const unknown = unknownField(
    objectOf(tool_choice),
    ['type', 'name', 'disable_parallel_tool_use'],
    `tool_choice.${type}.`,
  );
  if (unknown) return unknown;
  if (objectsOf(tools).length === 0) return 'tool_choice: tool_choice may only be specified while providing tools.';
  if (type !== 'tool' && type !== 'any') return undefined;
  if (thinks(asked)) return 'Thinking may not be enabled when tool_choice forces tool use.';
  if (['sonnet-5-5', 'opus-5-5'].includes(asked.model.name))
    return `tool_choice.type: '${type}' is not supported for this model.`;
  return type === 'tool' && !objectsOf(tools).some((tool) => tool.name === name)
    ? `Tool '${name}' not found in provided tools`
    : undefined;
}

function isCustom({ type }: JsonObject): boolean {
  return type === undefined || type === null || type === 'custom';
}

function tool(fields: JsonObject = {}): JsonObject {
  return { name: 'Read', input_schema: { type: 'object', properties: {} }, ...fields };
}

function withTool(fields?: JsonObject): JsonObject {
  return { tools: [tool(fields)] };
}

function forced(): JsonObject {
  return { tool_choice: { type: 'tool', name: 'Read' } };
}
