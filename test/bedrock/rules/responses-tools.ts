import type { JsonObject } from '../../../proxy/demo/call.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import {
  eachObject,
  type Finding,
  invalidValue,
  isGpt,
  isOss,
  missingString,
  type OpenAiExample,
  type OpenAiRule,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { absent, functionMistake } from './openai-shapes.ts';
import { isObject, objectOf, objectsOf } from './rule.ts';

/** What tools may be offered, and which may be chosen. */
export const responsesToolRules: OpenAiRule[] = [
  {
    name: 'a tool that is not of a type which the model’s server knows',
    source:
      'https://github.com/openai/codex/issues/25034; of tools that the server runs: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html',
    check: typesMistake,
    refused: [
      { body: { tools: {} } },
      { body: { tools: ['Read'] } },
      { body: { tools: [{ name: 'Read', parameters: {} }] } },
      ...['namespace', 'web_search', 'local_shell', 'mcp', 'image_generation', 'tool_search'].map(gptTool),
      { body: { tools: [{ type: 'custom', name: 'apply_patch' }] } },
    ],
    accepted: [
      { body: { tools: [] } },
      { body: { tools: null } },
      { model: 'gpt', body: { tools: [{ type: 'custom', name: 'apply_patch' }] } },
    ],
  },
  {
    name: 'a tool that is not a whole one',
    source: 'openai 7.55.0, FunctionTool and CustomTool',
    check: ({ body }) => eachObject(body.tools, 'tools', toolMistake),
    refused: [
      { body: { tools: [{ type: 'function', function: { name: 'Read' } }] } },
      withTool({ name: undefined }),
      withTool({ name: 'mcp.server' }),
      withTool({ name: 'x'.repeat(65) }),
      withTool({ parameters: 'a' }),
      withTool({ parameters: { type: 'array' } }),
      withTool({ strict: 1 }),
      withTool({ defer_loading: true }),
      { model: 'gpt', body: { tools: [{ type: 'custom' }] } },
      { model: 'gpt', body: { tools: [{ type: 'custom', name: 'a', format: { type: 'regex' } }] } },
      { model: 'gpt', body: { tools: [{ type: 'custom', name: 'a', format: { type: 'grammar' } }] } },
    ],
    accepted: [
      withTool({ strict: false, description: 'a' }),
      withTool({ parameters: null }),
      { model: 'gpt', body: { tools: [{ type: 'custom', name: 'a', format: grammar() }] } },
    ],
  },
  {
    name: 'a choice of tools that the model does not take, or that means nothing',
    source:
      'https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md; openai 7.55.0, ResponseCreateParamsBase',
    check: choiceMistake,
    refused: [
      withTool({}, { tool_choice: 'required' }),
      withTool({}, { tool_choice: 'none' }),
      withTool({}, { tool_choice: 'any' }, 'gpt'),
      withTool({}, { tool_choice: { type: 'function', function: { name: 'Read' } } }, 'gpt'),
      withTool({}, { tool_choice: { type: 'function', name: 'Write' } }, 'gpt'),
      withTool({}, { tool_choice: { type: 'custom', name: 'Read' } }, 'gpt'),
      { model: 'gpt', body: { tool_choice: 'required' } },
    ],
    accepted: [
      withTool({}, { tool_choice: 'auto' }),
      withTool({}, { tool_choice: 'required' }, 'gpt'),
      withTool({}, { tool_choice: { type: 'function', name: 'Read' } }, 'gpt'),
      { body: { tool_choice: 'auto' } },
    ],
  },
];

function typesMistake({ body: { tools }, model }: OpenAiAsked): Finding | undefined {
  if (absent(tools)) return undefined;
  if (!Array.isArray(tools)) return unreadable("Invalid 'tools': invalid type, expected a sequence");
  const known = isGpt(model.id) ? ['function', 'custom'] : ['function'];
  const at = tools.findIndex((tool) => !known.includes(String(objectOf(tool).type)));
  if (at < 0) return undefined;
  const type = String(objectOf(tools[at]).type);
  return unreadable(
    `?[${at}]: Invalid 'tools': unknown variant \`${type}\`, expected ${known.map((name) => `\`${name}\``).join(' or ')}`,
  );
}

function toolMistake(tool: JsonObject, path: string): Finding | undefined {
  if (tool.type === 'function') {
    const fields = ['type', 'name', 'description', 'parameters', 'strict'];
    return unknownName(tool, fields, `${path}.`) ?? functionMistake(tool, path);
  }
  const { format } = tool;
  const wrong = unknownName(tool, ['type', 'name', 'description', 'format'], `${path}.`) ?? functionMistake(tool, path);
  if (wrong || absent(format)) return wrong;
  if (!isObject(format) || !['text', 'grammar'].includes(String(format.type)))
    return unreadable(`${path}.format: Invalid 'format': value did not match any expected variant`);
  return format.type === 'text' ? undefined : missingString(format, ['syntax', 'definition'], `${path}.format`);
}

function choiceMistake({ body, model }: OpenAiAsked): Finding | undefined {
  const { tool_choice: choice } = body;
  if (absent(choice) || choice === 'auto') return undefined;
  if (isOss(model.id))
    return invalidValue(
      'tool_choice',
      `Model '${model.id}' does not support tool_choice '${JSON.stringify(choice)}'. Supported options: ["auto"]`,
    );
  if (choice === 'none') return undefined;
  const tools = objectsOf(body.tools);
  if (choice === 'required')
    return tools.length > 0
      ? undefined
      : invalidValue('tool_choice', "Tool choice 'required' must be specified with 'tools' parameter.");
  const { type, name } = objectOf(choice);
  if ((type !== 'function' && type !== 'custom') || typeof name !== 'string')
    return unreadable("tool_choice: Invalid 'tool_choice': value did not match any expected variant");
  return tools.some((tool) => tool.type === type && tool.name === name)
    ? undefined
    : invalidValue('tool_choice', `Tool choice '${type}' not found in 'tools' parameter: ${name}`);
}

function gptTool(type: string): OpenAiExample {
  return { model: 'gpt', body: { tools: [{ type, name: 'a', tools: [] }] } };
}

function withTool(
  fields: JsonObject,
  body: JsonObject = {},
  model: NonNullable<OpenAiExample['model']> = 'oss',
): OpenAiExample {
  const tool = { type: 'function', name: 'Read', parameters: { type: 'object', properties: {} }, ...fields };
  return { model, body: { tools: [tool], ...body } };
}

function grammar(): JsonObject {
  return { type: 'grammar', syntax: 'lark', definition: 'start: "a"' };
}
