import type { JsonObject } from '../../../proxy/demo/call.ts';
import {
  eachObject,
  type Finding,
  invalidValue,
  type OpenAiExample,
  type OpenAiRule,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { absent, functionMistake } from './openai-shapes.ts';
import { isObject, objectOf, objectsOf } from './rule.ts';

/** What tools may be offered, and which may be chosen. */
export const chatToolRules: OpenAiRule[] = [
  {
    name: 'an empty list of tools',
    source: 'https://github.com/JetBrains/koog/issues/786, of another server; of Bedrock no public source',
    check({ body: { tools } }) {
      if (absent(tools)) return undefined;
      if (!Array.isArray(tools)) return unreadable('tools: invalid type, expected a sequence');
      return tools.length > 0 ? undefined : { message: "[] is too short - 'tools'" };
    },
    refused: [{ body: { tools: [] } }, { body: { tools: {} } }],
    accepted: [withTool(), { body: { tools: null } }],
  },
  {
    name: 'a tool that is no function, or not a whole one',
    source:
      'openai 7.55.0, ChatCompletionTool and FunctionDefinition; a name’s length: https://github.com/brave/brave-core/pull/38490',
    check: ({ body }) => eachObject(body.tools, 'tools', toolMistake),
    refused: [
      { body: { tools: ['Read'] } },
      { body: { tools: [{ name: 'Read', input_schema: {} }] } },
      { body: { tools: [{ type: 'function', name: 'Read', parameters: {} }] } },
      { body: { tools: [{ type: 'custom', custom: { name: 'Read' } }] } },
      { body: { tools: [{ type: 'function', function: 'Read' }] } },
      { body: { tools: [{ ...functionTool(), cache_control: { type: 'ephemeral' } }] } },
      withTool({ name: undefined }),
      withTool({ name: 'mcp.server' }),
      withTool({ name: 'x'.repeat(65) }),
      withTool({ parameters: '{}' }),
      withTool({ parameters: { type: 'string' } }),
      withTool({ description: 1 }),
      withTool({ strict: 'yes' }),
      withTool({ input_schema: {} }),
    ],
    accepted: [withTool({ strict: true }), withTool({ parameters: undefined }), withTool({ name: 'x'.repeat(64) })],
  },
  {
    name: 'a choice of tools where there is none to choose',
    source: 'https://github.com/writer/writer-framework/pull/1013; https://github.com/Upsonic/Upsonic/issues/323',
    check({ body }) {
      if (objectsOf(body.tools).length > 0) return undefined;
      const field = ['tool_choice', 'parallel_tool_calls'].find((name) => !absent(body[name]));
      return field === undefined
        ? undefined
        : invalidValue(field, `Invalid value for '${field}': '${field}' is only allowed when 'tools' are specified.`);
    },
    refused: [{ body: { tool_choice: 'auto' } }, { body: { parallel_tool_calls: false } }],
    accepted: [withTool({}, { tool_choice: 'auto', parallel_tool_calls: false })],
  },
  {
    name: 'a choice of tools that means nothing',
    source: 'openai 7.55.0, ChatCompletionToolChoiceOption',
    check: ({ body }) => (absent(body.tool_choice) ? undefined : choiceMistake(body)),
    refused: [
      withTool({}, { tool_choice: 'any' }),
      withTool({}, { tool_choice: { type: 'auto' } }),
      withTool({}, { tool_choice: { type: 'function', name: 'Read' } }),
      withTool({}, { tool_choice: { type: 'tool', name: 'Read' } }),
      withTool({}, { tool_choice: { type: 'function', function: { name: 'Write' } } }),
      withTool({}, { tool_choice: 1 }),
    ],
    accepted: [
      withTool({}, { tool_choice: 'required' }),
      withTool({}, { tool_choice: 'none' }),
      withTool({}, { tool_choice: { type: 'function', function: { name: 'Read' } } }),
    ],
  },
];

function toolMistake(tool: JsonObject, path: string): Finding | undefined {
  const { type, function: definition } = tool;
  if (type !== 'function') return unreadable(`${path}.type: unknown variant \`${type}\`, expected \`function\``);
  const unknown = unknownName(tool, ['type', 'function'], `${path}.`);
  if (unknown) return unknown;
  if (!isObject(definition)) return unreadable(`${path}: missing field \`function\``);
  return (
    unknownName(definition, ['name', 'description', 'parameters', 'strict'], `${path}.function.`) ??
    functionMistake(definition, `${path}.function`)
  );
}

function choiceMistake({ tools, tool_choice }: JsonObject): Finding | undefined {
  if (typeof tool_choice === 'string' && ['none', 'auto', 'required'].includes(tool_choice)) return undefined;
  const { type, function: chosen } = objectOf(tool_choice);
  const { name } = objectOf(chosen);
  if (type !== 'function' || typeof name !== 'string')
    return unreadable("tool_choice: Invalid 'tool_choice': value did not match any expected variant");
  return objectsOf(tools).some((tool) => objectOf(tool.function).name === name)
    ? undefined
    : invalidValue('tool_choice', `Tool choice 'function' not found in 'tools' parameter: ${name}`);
}

function functionTool(definition: JsonObject = {}): JsonObject {
  const parameters = { type: 'object', properties: {} };
  return { type: 'function', function: { name: 'Read', parameters, ...definition } };
}

function withTool(definition?: JsonObject, body: JsonObject = {}): OpenAiExample {
  return { body: { tools: [functionTool(definition)], ...body } };
}
