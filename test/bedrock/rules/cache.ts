import type { JsonObject } from '../../../proxy/demo/call.ts';
import { isVersioned } from '../models.ts';
import {
  type Asked,
  blocksOf,
  extraInputs,
  firstOf,
  type Located,
  messageBlocks,
  objectOf,
  type Rule,
  since,
} from './rule.ts';

const caching = 'https://platform.claude.com/docs/en/build-with-claude/prompt-caching';
const ephemeral = { type: 'ephemeral' };
const hour = { type: 'ephemeral', ttl: '1h' };

/** Where the prompt may be cut for the cache. */
export const cacheRules: Rule[] = [
  {
    name: 'cache_control at the top of the body, where there is no automatic caching',
    source: 'https://github.com/BerriAI/litellm/issues/26320',
    check: ({ surface, body, model }) =>
      body.cache_control !== undefined && (surface === 'invoke' || isVersioned(model))
        ? `cache_control: ${extraInputs}`
        : undefined,
    // On InvokeModel it is a field which the surface does not know, which is said earlier.
    refused: [
      { surface: 'invoke', body: { cache_control: ephemeral } },
      { model: 'haiku-4-5', surface: 'messages', body: { cache_control: ephemeral } },
    ],
    accepted: [{ surface: 'messages', body: { cache_control: ephemeral } }],
  },
  {
    name: 'a scope of the cache, or a time that the model does not have',
    source: 'https://github.com/BerriAI/litellm/pull/22867',
    check: (asked) => firstOf(marked(asked), (located) => markMistake(located, asked)),
    refused: [
      { body: { system: [text({ ...ephemeral, scope: 'global' })] } },
      { model: 'opus-4-1', body: ask(text(hour)) },
      { body: ask(text({ ...ephemeral, ttl: '2h' })) },
      { body: ask(text({ type: 'permanent' })) },
    ],
    accepted: [
      { body: { system: [text(ephemeral)] } },
      { body: ask(text(hour)) },
      { model: 'opus-4-1', body: ask(text(ephemeral)) },
    ],
  },
  {
    name: 'more than four blocks with cache_control',
    source: 'https://github.com/anthropics/claude-code/issues/8419',
    check(asked) {
      const count = marked(asked).length;
      return count > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${count}.` : undefined;
    },
    refused: [{ body: { system: Array(3).fill(text(ephemeral)), ...ask(text(ephemeral), text(ephemeral)) } }],
    accepted: [{ body: { system: Array(3).fill(text(ephemeral)), ...ask(text(ephemeral)) } }],
  },
  {
    name: 'cache_control on thinking or on empty text',
    source: caching,
    check: (asked) =>
      firstOf(marked(asked), ({ block, path }) => {
        if (block.type === 'thinking' || block.type === 'redacted_thinking') {
          return `${path}.${block.type}.cache_control: ${extraInputs}`;
        }
        return block.type === 'text' && !String(block.text)
          ? `${path}.text: cache_control cannot be set for empty text blocks`
          : undefined;
      }),
    refused: [
      {
        body: {
          messages: [
            { role: 'user', content: 'Hello' },
            {
              role: 'assistant',
              content: [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln', cache_control: ephemeral }],
            },
            { role: 'user', content: 'Go on' },
          ],
        },
      },
    ],
    accepted: [{ body: ask(text(ephemeral)) }],
  },
  {
    name: 'an hour in the cache after five minutes in it',
    source: caching,
    check(asked) {
      let shorter = false;
      return firstOf(marked(asked), ({ block, path }) => {
        const long = objectOf(block.cache_control).ttl === '1h';
        if (long && shorter) {
          return `${path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`;
        }
        shorter ||= !long;
        return undefined;
      });
    },
    refused: [{ body: { system: [text(ephemeral)], ...ask(text(hour)) } }],
    accepted: [{ body: { system: [text(hour)], ...ask(text(ephemeral)) } }],
  },
];

/** Every block with a cache_control, in the order in which the cache sees them. */
function marked({ body }: Asked): Located[] {
  const everything = [
    ...blocksOf(body.tools, 'tools'),
    ...blocksOf(body.system, 'system'),
    ...messageBlocks(body, true),
    ...(body.cache_control ? [{ block: body, path: '' }] : []),
  ];
  return everything.filter(({ block }) => block.cache_control);
}

function markMistake({ block, path }: Located, asked: Asked): string | undefined {
  const { type, ...rest } = objectOf(block.cache_control);
  const at = path ? `${path}.cache_control` : 'cache_control';
  if (type !== 'ephemeral') {
    return `${at}: Input tag '${type}' found using 'type' does not match any of the expected tags: 'ephemeral'`;
  }
  const extra = Object.keys(rest).find((field) => field !== 'ttl' || !since(asked, 4.5));
  if (extra) return `${at}.ephemeral.${extra}: ${extraInputs}`;
  return ['5m', '1h', undefined].includes(rest.ttl as string | undefined)
    ? undefined
    : `${at}.ephemeral.ttl: Input should be '5m' or '1h'`;
}

function text(cache_control: JsonObject): JsonObject {
  return { type: 'text', text: 'Hello', cache_control };
}

function ask(...content: JsonObject[]): JsonObject {
  return { messages: [{ role: 'user', content }] };
}
