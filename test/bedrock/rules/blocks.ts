import type { JsonObject } from '../../../proxy/demo/call.ts';
import { isOwnThinking } from '../signature.ts';
import {
  type Asked,
  blocksOf,
  firstOf,
  hasBeta,
  isObject,
  type Located,
  messageBlocks,
  objectOf,
  objectsOf,
  type Rule,
  unknownField,
} from './rule.ts';

const api = 'https://platform.claude.com/docs/en/api/messages';
const thinkingDocs = 'https://platform.claude.com/docs/en/build-with-claude/extended-thinking';

/** Fields of each type of block beside `type`; a cache_control is judged with the others. */
const fieldsOfBlock: Record<string, string[]> = {
  text: ['text', 'citations', 'cache_control'],
  image: ['source', 'cache_control'],
  document: ['source', 'title', 'context', 'citations', 'cache_control'],
  search_result: ['source', 'title', 'content', 'citations', 'cache_control'],
  thinking: ['thinking', 'signature', 'cache_control'],
  redacted_thinking: ['data', 'cache_control'],
  tool_use: ['id', 'name', 'input', 'cache_control'],
  tool_result: ['tool_use_id', 'content', 'is_error', 'cache_control'],
};
/** Types that come with a beta, and the beta. */
const betaBlocks: Record<string, { beta: string; fields: string[] }> = {
  tool_reference: { beta: 'tool-search-tool-', fields: ['tool_name', 'cache_control'] },
  server_tool_use: { beta: 'tool-search-tool-', fields: ['id', 'name', 'input', 'cache_control'] },
  tool_search_tool_result: { beta: 'tool-search-tool-', fields: ['tool_use_id', 'content', 'cache_control'] },
  compaction: { beta: 'compact-', fields: ['content', 'cache_control'] },
};

/** Blocks which only one role has. */
const roleOfBlock: Record<string, string> = {
  tool_use: 'assistant',
  thinking: 'assistant',
  redacted_thinking: 'assistant',
  tool_result: 'user',
  image: 'user',
};

/** What blocks of content there are, and what is in them. */
export const blockRules: Rule[] = [
  {
    name: 'a block of a type, or with a field, which is not known',
    source: `${api}; https://github.com/BerriAI/litellm/issues/22847`,
    check: (asked) =>
      firstOf(messageBlocks(asked.body, true), (located) => blockMistake(located, asked)) ??
      firstOf(blocksOf(asked.body.system, 'system'), ({ block, path }) =>
        block.type === 'text'
          ? unknownField(block, ['type', ...(fieldsOfBlock.text ?? [])], `${path}.`)
          : `${path}.type: Input should be 'text'`,
      ),
    refused: [
      { body: ask({ type: 'web_search_tool_result', tool_use_id: 'a', content: [] }) },
      { body: ask({ type: 'container_upload', file_id: 'a' }) },
      { body: ask({ type: 'text', text: 'Hello', custom: 1 }) },
      { body: { messages: [{ role: 'user', content: 'Hello' }, ...toolTurns({ caller: { type: 'direct' } })] } },
      { body: { system: [{ type: 'image', source: {} }] } },
      { body: { messages: toolTurns({}, [{ type: 'tool_reference', tool_name: 'Read' }]) } },
    ],
    accepted: [
      { body: ask({ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }) },
      {
        body: { messages: toolTurns({}, [{ type: 'tool_reference', tool_name: 'Read' }]) },
        betas: ['tool-search-tool-2025-10-19'],
      },
    ],
  },
  {
    name: 'a block in a turn whose role does not have it',
    source: api,
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).entries(), ([turn, { role, content }]) =>
        firstOf(objectsOf(content), ({ type }) => {
          const expected = roleOfBlock[String(type)];
          return expected && expected !== role
            ? `messages.${turn}: \`${type}\` blocks can only be in \`${expected}\` messages`
            : undefined;
        }),
      ),
    refused: [
      { body: ask({ type: 'tool_use', id: 'a', name: 'Read', input: {} }) },
      { body: ask({ type: 'thinking', thinking: 'Hm', signature: 'c2ln' }) },
    ],
    accepted: [{ body: { messages: toolTurns() } }],
  },
  {
    name: 'a tool call without a valid id or input',
    source: 'https://github.com/maximhq/bifrost/pull/6300',
    check: ({ body }) =>
      firstOf(messageBlocks(body), ({ block, path }) => {
        if (block.type !== 'tool_use') return undefined;
        if (!/^[a-zA-Z0-9_-]+$/.test(String(block.id ?? ''))) {
          return `${path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
        }
        return isObject(block.input) ? undefined : `${path}.tool_use.input: Input should be a valid dictionary`;
      }),
    refused: [{ body: { messages: toolTurns({ id: 'call:1' }) } }, { body: { messages: toolTurns({ input: '{}' }) } }],
    accepted: [{ body: { messages: toolTurns({ id: 'call_1', input: { path: 'a' } }) } }],
  },
  {
    name: 'thinking without its signature, or other than it was answered',
    source: `${thinkingDocs}; https://github.com/anthropics/claude-code/issues/63203`,
    check: ({ body }) =>
      firstOf(messageBlocks(body), ({ block, path }) => {
        if (block.type !== 'thinking') return undefined;
        for (const field of ['signature', 'thinking']) {
          if (typeof block[field] !== 'string') return `${path}.thinking.${field}: Field required`;
        }
        if (!block.signature) return `${path}: Invalid \`signature\` in \`thinking\` block`;
        return isOwnThinking(String(block.thinking), String(block.signature)) === false
          ? `${path}: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`
          : undefined;
      }),
    refused: [
      { body: { messages: [...thinkingTurns({ thinking: 'Hm' })] } },
      { body: { messages: [...thinkingTurns({ thinking: 'Hm', signature: '' })] } },
      { body: { messages: [...thinkingTurns({ thinking: 'Hm', signature: 'stand-in:0000' })] } },
    ],
    accepted: [
      { body: { messages: thinkingTurns({ thinking: 'Hm', signature: 'c2ln' }) } },
      { body: { messages: thinkingTurns({ thinking: '', signature: 'c2ln' }) } },
    ],
  },
  {
    name: 'tool calls without the thinking before them, in budgeted thinking',
    source: thinkingDocs,
    check({ body }) {
      if (objectOf(body.thinking).type !== 'enabled') return undefined;
      const messages = objectsOf(body.messages);
      const at = messages.findLastIndex(({ role }) => role === 'assistant');
      const blocks = objectsOf(messages[at]?.content);
      const first = String(blocks[0]?.type);
      return blocks.some(({ type }) => type === 'tool_use') && !['thinking', 'redacted_thinking'].includes(first)
        ? `messages.${at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`. Please consult our documentation at ${thinkingDocs}`
        : undefined;
    },
    refused: [{ model: 'haiku-4-5', body: { ...budgeted(), messages: toolTurns() } }],
    accepted: [
      { model: 'haiku-4-5', body: { messages: toolTurns() } },
      { model: 'haiku-4-5', body: budgeted() },
    ],
  },
];

function blockMistake({ block, path }: Located, asked: Asked): string | undefined {
  const type = String(block.type);
  const extra = betaBlocks[type];
  const fields = fieldsOfBlock[type] ?? (extra && hasBeta(asked, extra.beta) ? extra.fields : undefined);
  if (fields) return unknownField(block, ['type', ...fields], `${path}.${type}.`);
  const tags = Object.keys(fieldsOfBlock).map((tag) => `'${tag}'`);
  return `${path}: Input tag '${type}' found using 'type' does not match any of the expected tags: ${tags.join(', ')}`;
}

function ask(block: JsonObject): JsonObject {
  return { messages: [{ role: 'user', content: [block] }] };
}

function budgeted(): JsonObject {
  return { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 2048 } };
}

/** A question, a call of a tool, and its result. */
export function toolTurns(call: JsonObject = {}, result: unknown = 'done'): JsonObject[] {
  const id = call.id ?? 'toolu_1';
  return [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Read', input: {}, ...call }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: result }] },
  ];
}

function thinkingTurns(thinking: JsonObject): JsonObject[] {
  return [
    { role: 'user', content: 'Hello' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', ...thinking },
        { type: 'text', text: 'Yes?' },
      ],
    },
    { role: 'user', content: 'Go on' },
  ];
}
