import type { JsonObject } from '../../../proxy/demo/call.ts';
import { isVersioned } from '../models.ts';
import {
  type Asked,
  firstOf,
  hasBeta,
  messageBlocks,
  objectsOf,
  type Rule,
  since,
  thinks,
  unknownField,
} from './rule.ts';

const api = 'https://platform.claude.com/docs/en/api/messages';
const blankText = 'https://github.com/anomalyco/opencode/issues/15715';

const user = { role: 'user', content: 'Hello' };
const assistant = { role: 'assistant', content: 'Yes?' };
const system = { role: 'system', content: 'Be brief.' };

/** The roles and the order of messages, and what their text may be. */
export const turnRules: Rule[] = [
  {
    name: 'no messages',
    source: api,
    check({ body }) {
      if (body.messages === undefined) return 'messages: Field required';
      if (!Array.isArray(body.messages)) return 'messages: Input should be a valid list';
      return body.messages.length === 0 ? 'messages: at least one message is required' : undefined;
    },
    refused: [{ body: { messages: undefined } }, { body: { messages: 'Hello' } }, { body: { messages: [] } }],
    accepted: [{}],
  },
  {
    name: 'the system role within messages, where the model does not know it',
    source: 'https://github.com/BerriAI/litellm/issues/29698',
    check(asked) {
      const roles = knowsSystemRole(asked) ? ['user', 'assistant', 'system'] : ['user', 'assistant'];
      const wrong = objectsOf(asked.body.messages).findIndex(({ role }) => !roles.includes(String(role)));
      return wrong < 0 ? undefined : `messages.${wrong}.role: Input should be 'user' or 'assistant'`;
    },
    refused: [
      { model: 'opus-4-7', body: { messages: [user, system] } },
      { model: 'sonnet-4-6', body: { messages: [user, system] } },
      { model: 'sonnet-5', body: { messages: [user, system] } },
      { model: 'opus-5-5', body: { messages: [user, system] }, account: { foldSystemRole: true } },
      { body: { messages: [{ role: 'developer', content: 'Hello' }] } },
    ],
    accepted: ['opus-5', 'opus-4-8', 'fable-5', 'fable-5-2', 'opus-5-5', 'haiku-5-5'].map((model) => ({
      model,
      body: { messages: [user, system] },
    })),
  },
  {
    name: 'fields of a message that are not known',
    source: 'https://github.com/BerriAI/litellm anthropic_beta_headers_config.json (mid-conversation-output-config)',
    check(asked) {
      const config = hasBeta(asked, 'mid-conversation-output-config-') ? ['output_config'] : [];
      return firstOf(objectsOf(asked.body.messages).entries(), ([at, message]) =>
        unknownField(message, ['role', 'content', ...config], `messages.${at}.`),
      );
    },
    refused: [
      { body: { messages: [{ ...user, name: 'me' }] } },
      { body: { messages: [user, { ...system, output_config: { effort: 'low' } }] } },
      { body: { messages: [{ ...user, cache_control: { type: 'ephemeral' } }] } },
    ],
    accepted: [
      {
        body: { messages: [user, { ...system, output_config: { effort: 'low' } }] },
        betas: ['mid-conversation-output-config-2026-07-01'],
      },
    ],
  },
  {
    name: 'a first message which is not the user’s',
    source: api,
    check: ({ body }) =>
      objectsOf(body.messages)[0]?.role === 'assistant'
        ? 'messages: first message must use the "user" role'
        : undefined,
    refused: [{ body: { messages: [assistant, user] } }],
    accepted: [{ body: { messages: [user, assistant, user] } }],
  },
  {
    name: 'a message without content',
    source: api,
    check({ body }) {
      const messages = objectsOf(body.messages);
      const empty = messages.findIndex(({ content, role }, at) =>
        role === 'assistant' && at === messages.length - 1
          ? false
          : !content || (Array.isArray(content) && content.length === 0),
      );
      return empty < 0
        ? undefined
        : `messages.${empty}: all messages must have non-empty content except for the optional final assistant message`;
    },
    refused: [
      { body: { messages: [{ role: 'user', content: [] }] } },
      { body: { messages: [{ role: 'user', content: '' }] } },
    ],
    accepted: [{ body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] } }],
  },
  {
    name: 'blank text',
    source: blankText,
    check({ body }) {
      const texts = (blocks: JsonObject[]) =>
        blocks.filter(({ type }) => type === 'text').map(({ text }) => String(text));
      const system = texts(objectsOf(body.system));
      const inMessages = messageBlocks(body, true).map(({ block }) => block);
      const strings = objectsOf(body.messages).flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
      return blankMistake('system', system) ?? blankMistake('messages', [...texts(inMessages), ...strings]);
    },
    refused: [
      {
        body: {
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: '' },
                { type: 'text', text: 'Hello' },
              ],
            },
          ],
        },
      },
      { body: { messages: [user, { role: 'assistant', content: [{ type: 'text', text: ' \n' }] }, user] } },
      { body: { messages: [{ role: 'user', content: ' ' }] } },
      { body: { system: [{ type: 'text', text: '' }] } },
    ],
    accepted: [{ body: { system: [{ type: 'text', text: 'Be brief.' }] } }],
  },
  {
    name: 'a last message by the assistant, where the model does not continue it',
    source: 'https://github.com/anthropics/claude-code/issues/28478',
    check(asked) {
      const last = objectsOf(asked.body.messages).at(-1);
      if (last?.role !== 'assistant') return undefined;
      if (since(asked, 4.6)) {
        return 'This model does not support assistant message prefill. The conversation must end with a user message.';
      }
      if (thinks(asked)) return 'messages: prefilling assistant responses is not supported when thinking is enabled';
      const text = typeof last.content === 'string' ? last.content : String(objectsOf(last.content).at(-1)?.text ?? '');
      return text !== text.trimEnd()
        ? 'messages: final assistant content cannot end with trailing whitespace'
        : undefined;
    },
    refused: [
      { body: { messages: [user, assistant] } },
      { model: 'sonnet-4-6', body: { messages: [user, assistant] } },
      { model: 'haiku-4-5', body: { messages: [user, { role: 'assistant', content: 'Yes ' }] } },
    ],
    accepted: [
      { model: 'haiku-4-5', body: { messages: [user, assistant] } },
      { body: { messages: [user, assistant, user] } },
    ],
  },
  {
    name: 'what the API version of 2026-10-21 gave up',
    source: 'https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock',
    check({ surface, body, version, model }) {
      const given = surface === 'messages' ? version : body.anthropic_version;
      if (given !== '2026-10-21' || isVersioned(model)) return undefined;
      return firstOf(objectsOf(body.messages).entries(), ([turn, { role, content }]) =>
        firstOf(objectsOf(content).entries(), ([at, block]) => {
          const path = `messages.${turn}.content.${at}`;
          if (role === 'assistant' && block.type === 'document') {
            return `${path}: document blocks are not permitted in assistant messages`;
          }
          return role === 'user' && block.type === 'text' && block.citations
            ? `${path}.text.citations: citations are not permitted on user text`
            : undefined;
        }),
      );
    },
    refused: [
      {
        surface: 'messages',
        version: '2026-10-21',
        body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello', citations: [{}] }] }] },
      },
    ],
    accepted: [
      {
        surface: 'messages',
        body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello', citations: [{}] }] }] },
      },
    ],
  },
];

/** sonnet-5 and what came before 4.8 refuse it; of the 5.5 models nothing certain is known. */
function knowsSystemRole({ model, account }: Asked): boolean {
  if (model.generation === 5.5) return !account.foldSystemRole;
  return model.name === 'opus-4-8' || model.name === 'opus-5' || model.name.startsWith('fable-5');
}

function blankMistake(where: string, texts: string[]): string | undefined {
  if (texts.includes('')) return `${where}: text content blocks must be non-empty`;
  return texts.some((text) => !text.trim())
    ? `${where}: text content blocks must contain non-whitespace text`
    : undefined;
}
