import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, isObject, objectOf, objectsOf } from '../rule.ts';
import {
  blocksOf,
  type ConverseAsked,
  type ConverseRule,
  constraint,
  fromModel,
  hello,
  malformed,
  tool,
  toolTurns,
  unknownKey,
  withTools,
} from './rule.ts';

const api = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html';
const llama = 'meta.llama4-maverick-17b-instruct-v1:0';

/** Tools, and how they may be forced. */
export const toolRules: ConverseRule[] = [
  {
    name: 'an empty tool configuration',
    source: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html',
    check({ body: { toolConfig } }) {
      if (toolConfig === undefined) return undefined;
      const { tools } = objectOf(toolConfig);
      if (!Array.isArray(tools) || !tools.every(isObject)) return constraint('toolConfig.tools', 'not be null');
      return tools.length > 0
        ? undefined
        : constraint('toolConfig.tools', 'have length greater than or equal to 1', '[]');
    },
    refused: [{ body: withTools() }, { body: { toolConfig: {} } }, { body: { toolConfig: null } }],
    accepted: [{ body: withTools(tool()) }],
  },
  {
    name: 'tool blocks in the conversation without tools',
    source: 'https://github.com/langgenius/dify/issues/17545',
    check: ({ body }) =>
      body.toolConfig === undefined && blocksOf(body).some(({ block }) => block.toolUse || block.toolResult)
        ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
        : undefined,
    refused: [{ body: { messages: toolTurns() } }],
    accepted: [{ body: { messages: toolTurns(), ...withTools(tool()) } }],
  },
  {
    name: 'tools for a model which has none',
    source: 'https://github.com/langchain-ai/langchain-aws/issues/447',
    check: ({ body, model }) =>
      body.toolConfig !== undefined && !model.tools ? "This model doesn't support tool use." : undefined,
    refused: [{ model: 'deepseek.r1-v1:0', body: withTools(tool()) }],
    accepted: [{ model: 'deepseek.v3.2', body: withTools(tool()) }],
  },
  {
    name: 'tools in a stream, where the model cannot',
    source: 'https://github.com/earendil-works/pi/issues/3739',
    check: ({ body, model, stream }) =>
      stream && body.toolConfig !== undefined && !model.streamedTools
        ? "This model doesn't support tool use in streaming mode."
        : undefined,
    refused: [
      { model: llama, stream: true, body: withTools(tool()) },
      { model: 'writer.palmyra-x5-v1:0', stream: true, body: withTools(tool()) },
    ],
    accepted: [
      { model: llama, body: withTools(tool()) },
      { model: llama, stream: true },
      { stream: true, body: withTools(tool()) },
    ],
  },
  {
    name: 'a tool’s name or description that AWS’s model of the API does not take',
    source: `https://github.com/BerriAI/litellm/issues/24668; ${api}`,
    check: ({ body }) =>
      firstOf(specsOf(body), ([spec, at]) => textMistake(spec, `toolConfig.tools.${at + 1}.member.toolSpec`)),
    refused: [
      { body: withTools(tool({ name: '' })) },
      { body: withTools(tool({ name: 'mcp.read' })) },
      { body: withTools(tool({ name: 'x'.repeat(65) })) },
      { body: withTools(tool({ name: undefined })) },
      { body: withTools(tool({ description: '' })) },
      { model: 'sonnet-5', body: withTools(tool({ name: 'x'.repeat(65) })) },
    ],
    accepted: [{ body: withTools(tool({ name: 'mcp__read-it', description: 'Reads.' })) }],
  },
  {
    name: 'a tool’s schema that is none, or whose type is not object',
    source: 'https://github.com/aws/aws-sdk-net/issues/3377, https://github.com/earendil-works/pi/issues/8279',
    check: ({ body }) =>
      firstOf(specsOf(body), ([{ inputSchema }, at]) => {
        const path = `toolConfig.tools.${at}.toolSpec.inputSchema.json`;
        const { json } = objectOf(inputSchema);
        if (!isObject(json))
          return `The format of the value at ${path} is invalid. Provide a json object for the field and try again.`;
        return json.type === 'object' ? undefined : `The value at ${path}.type must be one of the following: object.`;
      }),
    refused: [
      { body: withTools(tool({ inputSchema: { json: '{"type":"object"}' } })) },
      { body: withTools(tool({ inputSchema: undefined })) },
      { body: withTools(tool({ inputSchema: { json: {} } })) },
      { body: withTools(tool({ inputSchema: { json: { type: ['object', 'null'] } } })) },
    ],
    accepted: [{ body: withTools(tool({ inputSchema: { json: { type: 'object' } } })) }],
  },
  {
    name: 'a key at the top of a tool’s schema that the model does not take',
    source:
      'https://github.com/zed-industries/zed/issues/31815 (Nova), https://github.com/code-yeongyu/senpi/issues/1947 (Claude)',
    check: schemaMistake,
    refused: [
      { body: withSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema' }) },
      { body: withSchema({ additionalProperties: false }) },
      { body: withSchema({ $defs: {} }) },
      { model: 'sonnet-5', body: withSchema({ anyOf: [] }) },
    ],
    accepted: [
      { body: withSchema({ required: [] }) },
      { model: 'qwen.qwen3-32b-v1:0', body: withSchema({ additionalProperties: false, anyOf: [] }) },
      { model: 'sonnet-5', body: withSchema({ additionalProperties: false }) },
    ],
  },
  {
    name: 'tools of one name',
    source: 'no public source; Claude on the Messages API says it in these words',
    check({ body }) {
      const names = specsOf(body).map(([{ name }]) => name);
      return new Set(names).size < names.length ? fromModel('tools: Tool names must be unique.') : undefined;
    },
    refused: [{ body: withTools(tool(), tool()) }],
    accepted: [{ body: withTools(tool(), tool({ name: 'Write' })) }],
  },
  {
    name: 'a choice of tools that the model does not know, or of no tool',
    source: 'https://github.com/strands-agents/harness-sdk/issues/1241',
    check: choiceMistake,
    refused: [
      { model: llama, body: choosing({ any: {} }) },
      { model: 'mistral.mistral-large-3-675b-instruct', body: choosing({ tool: { name: 'Read' } }) },
      { body: choosing({ tool: { name: 'Write' } }) },
      { body: choosing({ none: {} }) },
      { body: choosing({ any: {}, auto: {} }) },
      { body: choosing({ type: 'auto' }) },
      { body: choosing('auto') },
    ],
    accepted: [
      { model: llama, body: choosing({ auto: {} }) },
      { model: 'mistral.mistral-large-3-675b-instruct', body: choosing({ any: {} }) },
      { model: 'openai.gpt-oss-120b-1:0', body: choosing({ tool: { name: 'Read' } }) },
      { body: choosing({ tool: { name: 'Read' } }) },
    ],
  },
];

/** The specifications of a request's tools, and where each stands. */
function specsOf(body: JsonObject): [spec: JsonObject, at: number][] {
  return objectsOf(objectOf(body.toolConfig).tools).flatMap((entry, at): [JsonObject, number][] =>
    entry.toolSpec === undefined ? [] : [[objectOf(entry.toolSpec), at]],
  );
}

function textMistake({ name, description }: JsonObject, path: string): string | undefined {
  if (typeof name !== 'string') return constraint(`${path}.name`, 'not be null');
  if (!/^[a-zA-Z0-9_-]+$/.test(name))
    return constraint(`${path}.name`, 'satisfy regular expression pattern: [a-zA-Z0-9_-]+', name);
  if (name.length > 64) return constraint(`${path}.name`, 'have length less than or equal to 64', name);
  return description === ''
    ? constraint(`${path}.description`, 'have length greater than or equal to 1', '')
    : undefined;
}

function schemaMistake({ body, model }: ConverseAsked): string | undefined {
  return firstOf(specsOf(body), ([{ inputSchema }, at]) => {
    const json = objectOf(objectOf(inputSchema).json);
    if (model.isClaude && ['oneOf', 'allOf', 'anyOf'].some((key) => key in json)) {
      return fromModel(
        `tools.${at}.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`,
      );
    }
    const key = model.schemaKeys && unknownKey(json, model.schemaKeys);
    return key === undefined ? undefined : malformed(`/toolConfig/tools/${at}/toolSpec/inputSchema/json`, key);
  });
}

function choiceMistake({ body, model }: ConverseAsked): string | undefined {
  const { toolChoice } = objectOf(body.toolConfig);
  if (toolChoice === undefined) return undefined;
  const [kind = '', ...others] = Object.keys(objectOf(toolChoice));
  if (others.length > 0 || !['auto', 'any', 'tool'].includes(kind)) {
    return 'The format of the value at toolConfig.toolChoice is invalid: one of auto, any and tool must be set.';
  }
  if (kind !== 'auto' && !model.toolChoices.includes(kind)) {
    return `This model doesn't support the toolConfig.toolChoice.${kind} field. Remove toolConfig.toolChoice.${kind} and try again.`;
  }
  const { name } = objectOf(objectOf(toolChoice).tool);
  return kind === 'tool' && !specsOf(body).some(([spec]) => spec.name === name)
    ? fromModel(`Tool '${name}' not found in provided tools`)
    : undefined;
}

function withSchema(keys: JsonObject): JsonObject {
  return withTools(tool({ inputSchema: { json: { type: 'object', properties: {}, ...keys } } }));
}

function choosing(toolChoice: unknown): JsonObject {
  return { messages: [hello], toolConfig: { tools: [tool()], toolChoice } };
}
