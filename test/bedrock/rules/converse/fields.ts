import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, objectOf, objectsOf } from '../rule.ts';
import { blocksOf, type ConverseRule, hello, malformed, tool, unknownKey, user, withTools } from './rule.ts';

const sdk = 'no public source; names: ConverseRequest of @aws-sdk/client-bedrock-runtime 3.1162.0';

const topFields = [
  'messages',
  'system',
  'inferenceConfig',
  'toolConfig',
  'guardrailConfig',
  'additionalModelRequestFields',
  'promptVariables',
  'additionalModelResponseFieldPaths',
  'requestMetadata',
  'performanceConfig',
  'serviceTier',
  'outputConfig',
];

/** What blocks may be: each has one of these, and nothing beside it. */
const members = {
  content: [
    'audio',
    'cachePoint',
    'citationsContent',
    'document',
    'guardContent',
    'image',
    'reasoningContent',
    'searchResult',
    'text',
    'toolAddition',
    'toolRemoval',
    'toolResult',
    'toolUse',
    'video',
  ],
  result: ['document', 'image', 'json', 'searchResult', 'text', 'video'],
  system: ['cachePoint', 'guardContent', 'text'],
  tool: ['cachePoint', 'systemTool', 'toolSpec'],
};

/** What the members themselves may have. */
const fieldsOf: Record<string, string[]> = {
  cachePoint: ['type', 'ttl'],
  document: ['format', 'name', 'source', 'context', 'citations'],
  image: ['format', 'source', 'error'],
  reasoningContent: ['reasoningText', 'redactedContent'],
  toolResult: ['toolUseId', 'content', 'status', 'type'],
  toolSpec: ['name', 'description', 'inputSchema', 'strict'],
  toolUse: ['toolUseId', 'name', 'input', 'type'],
};

/** What may stand at the top of a body, and within its parts. */
export const fieldRules: ConverseRule[] = [
  {
    name: 'a field that Converse does not know',
    source: sdk,
    check({ body }) {
      const top = unknownKey(body, topFields);
      if (top !== undefined) return malformed('', top);
      return (
        unknownIn(body.inferenceConfig, ['maxTokens', 'temperature', 'topP', 'stopSequences'], '/inferenceConfig') ??
        unknownIn(body.toolConfig, ['tools', 'toolChoice'], '/toolConfig') ??
        unknownIn(body.outputConfig, ['textFormat', 'effort'], '/outputConfig') ??
        firstOf(objectsOf(body.messages).entries(), ([at, message]) =>
          unknownIn(message, ['role', 'content'], `/messages/${at}`),
        )
      );
    },
    refused: [
      { body: { max_tokens: 100 } },
      { body: { model: 'amazon.nova-pro-v1:0' } },
      { body: { stream: true } },
      { body: { modelId: 'amazon.nova-pro-v1:0' } },
      { body: { inferenceConfig: { topK: 10 } } },
      { body: { toolConfig: { tools: [tool()], disableParallelToolUse: true } } },
      { body: { messages: [{ ...hello, name: 'me' }] } },
      { model: 'sonnet-5', body: { thinking: { type: 'adaptive' } } },
    ],
    accepted: [
      {
        body: {
          inferenceConfig: { maxTokens: 100, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
          requestMetadata: { team: 'a' },
          performanceConfig: { latency: 'standard' },
        },
      },
    ],
  },
  {
    name: 'a block that is not one of its union',
    source: sdk,
    check: ({ body }) =>
      firstOf(blocksOf(body, true), ({ block, path }) =>
        unionMistake(block, path.includes('toolResult') ? members.result : members.content, path),
      ) ??
      firstOf(objectsOf(body.system).entries(), ([at, block]) => unionMistake(block, members.system, `system.${at}`)) ??
      firstOf(objectsOf(objectOf(body.toolConfig).tools).entries(), ([at, block]) =>
        unionMistake(block, members.tool, `toolConfig.tools.${at}`),
      ),
    refused: [
      { body: { messages: [user({ type: 'text', text: 'Hello' })] } },
      { body: { messages: [user({ text: 'Hello', cachePoint: { type: 'default' } })] } },
      { body: { messages: [user({})] } },
      { body: { system: [{ type: 'text', text: 'Be brief.' }] } },
      { body: withTools({ name: 'Read', input_schema: {} }) },
    ],
    accepted: [{ body: { system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }] } }],
  },
  {
    name: 'a field of a block that Converse does not know',
    source: `https://github.com/NousResearch/hermes-agent/pull/105119 (reasoningContent.text); else ${sdk}`,
    check: ({ body }) =>
      firstOf(blocksOf(body, true), ({ block, path }) => unknownInMember(block, path)) ??
      firstOf(objectsOf(objectOf(body.toolConfig).tools).entries(), ([at, block]) =>
        unknownInMember(block, `toolConfig.tools.${at}`),
      ),
    refused: [
      { body: { messages: [user({ image: { format: 'png', source: { bytes: 'AAAA' }, type: 'image' } })] } },
      { body: withTools(tool({ input_schema: {} })) },
      { body: withTools(tool({ cache_control: { type: 'ephemeral' } })) },
      {
        model: 'sonnet-5',
        body: { messages: [hello, { role: 'assistant', content: [{ reasoningContent: { text: 'Hm' } }] }, hello] },
      },
    ],
    accepted: [{ body: withTools(tool({ strict: true })) }],
  },
];

function unknownIn(value: unknown, known: string[], path: string): string | undefined {
  const key = unknownKey(objectOf(value), known);
  return key === undefined ? undefined : malformed(path, key);
}

function unionMistake(block: JsonObject, known: string[], path: string): string | undefined {
  const key = unknownKey(block, known);
  if (key !== undefined) return malformed(`/${path.replaceAll('.', '/')}`, key);
  const names = Object.keys(block);
  return names.length === 1
    ? undefined
    : `The format of the value at ${path} is invalid: one of its members must be set, and ${names.length} are.`;
}

function unknownInMember(block: JsonObject, path: string): string | undefined {
  const [name = ''] = Object.keys(block);
  const known = fieldsOf[name];
  return known && unknownIn(block[name], known, `/${path.replaceAll('.', '/')}/${name}`);
}
