import { firstOf, isObject, objectsOf } from '../rule.ts';
import { assistant, blocksOf, type ConverseRule, constraint, fromModel, hello, user } from './rule.ts';

/** The roles and the order of messages, and what their text may be. */
export const turnRules: ConverseRule[] = [
  {
    name: 'no messages',
    source: 'no public source; required unless a prompt is named: ConverseRequest of @aws-sdk/client-bedrock-runtime',
    check: ({ body }) =>
      Array.isArray(body.messages) && body.messages.length > 0 && body.messages.every(isObject)
        ? undefined
        : constraint('messages', 'not be null'),
    refused: [
      { body: { messages: undefined } },
      { body: { messages: [] } },
      { body: { messages: 'Hello' } },
      { body: { messages: [null] } },
    ],
    accepted: [{}],
  },
  {
    name: 'another role',
    source: 'https://github.com/continuedev/continue/issues/1938',
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).entries(), ([at, { role }]) =>
        role === 'user' || role === 'assistant'
          ? undefined
          : constraint(`messages.${at + 1}.member.role`, 'satisfy enum value set: [user, assistant]', role),
      ),
    refused: [
      { body: { messages: [{ role: 'system', content: [{ text: 'Be brief.' }] }, hello] } },
      { body: { messages: [{ role: 'tool', content: [{ text: 'contents' }] }] } },
    ],
    accepted: [{ body: { messages: [hello, assistant({ text: 'Yes?' }), hello] } }],
  },
  {
    name: 'content that is no list of blocks, or an empty one',
    source: 'https://github.com/archestra-ai/archestra/pull/4220, https://github.com/earendil-works/pi/pull/3443',
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).entries(), ([at, { content }]) => {
        if (!Array.isArray(content) || !content.every(isObject))
          return constraint(`messages.${at + 1}.member.content`, 'not be null');
        return content.length > 0
          ? undefined
          : `The content field in the Message object at messages.${at} is empty. Add a ContentBlock object to the content field and try again.`;
      }),
    refused: [
      { body: { messages: [user()] } },
      { body: { messages: [{ role: 'user', content: 'Hello' }] } },
      { body: { messages: [{ role: 'user' }] } },
    ],
    accepted: [{}],
  },
  {
    name: 'a first message which is not the user’s',
    source: 'https://github.com/pydantic/pydantic-ai/issues/4495',
    check: ({ body }) =>
      objectsOf(body.messages)[0]?.role === 'assistant'
        ? 'A conversation must start with a user message. Try again with a conversation that starts with a user message.'
        : undefined,
    refused: [{ body: { messages: [assistant({ text: 'Yes?' }), hello] } }],
    accepted: [{}],
  },
  {
    name: 'two messages of one role in a row',
    source: 'https://github.com/langchain-ai/langchain-aws/issues/130',
    check({ body }) {
      const roles = objectsOf(body.messages).map(({ role }) => role);
      return roles.some((role, at) => role === roles[at - 1])
        ? 'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.'
        : undefined;
    },
    refused: [
      { body: { messages: [hello, hello] } },
      { body: { messages: [hello, assistant({ text: 'Yes?' }), assistant({ text: 'Well?' }), hello] } },
    ],
    accepted: [{ body: { messages: [user({ text: 'Hello' }, { text: 'Are you there?' })] } }],
  },
  {
    name: 'a last message by the assistant, where the model does not continue it',
    source: 'https://github.com/NousResearch/hermes-agent/issues/105780 (Claude); for other models no public source',
    check({ body, model }) {
      if (objectsOf(body.messages).at(-1)?.role !== 'assistant' || model.prefill) return undefined;
      return fromModel(
        'This model does not support assistant message prefill. The conversation must end with a user message.',
      );
    },
    refused: [
      { model: 'sonnet-4-6', body: { messages: [hello, assistant({ text: 'Yes' })] } },
      { body: { messages: [hello, assistant({ text: 'Yes' })] } },
    ],
    accepted: [{ model: 'haiku-4-5', body: { messages: [hello, assistant({ text: 'Yes' })] } }],
  },
  {
    name: 'blank text',
    source:
      'https://github.com/aws/bedrock-agentcore-sdk-python/pull/185, https://github.com/spring-projects/spring-ai/pull/6209',
    check: ({ body }) =>
      firstOf(objectsOf(body.system).entries(), ([at, { text }]) =>
        typeof text === 'string' && !text.trim()
          ? constraint(`system.${at + 1}.member.text`, 'have length greater than or equal to 1', text)
          : undefined,
      ) ??
      firstOf(blocksOf(body), ({ block: { text }, path }) =>
        text !== undefined && (typeof text !== 'string' || !text.trim())
          ? `The text field in the ContentBlock object at ${path} is blank. Add text to the text field, and try again.`
          : undefined,
      ),
    refused: [
      { body: { messages: [user({ text: '' })] } },
      { body: { messages: [user({ text: 'Hello' }, { text: ' \n' })] } },
      { body: { messages: [hello, assistant({ text: '' }), hello] } },
      { body: { system: [{ text: '' }] } },
    ],
    accepted: [{ body: { system: [{ text: 'Be brief.' }] } }],
  },
  {
    name: 'a system prompt that is no list',
    source: 'SystemContentBlock of @aws-sdk/client-bedrock-runtime 3.1162.0',
    check: ({ body: { system } }) =>
      system === undefined || (Array.isArray(system) && system.every(isObject))
        ? undefined
        : constraint('system', 'not be null'),
    refused: [{ body: { system: 'Be brief.' } }],
    accepted: [{ body: { system: [] } }],
  },
  {
    name: 'a system prompt, where the model has none',
    source: 'https://github.com/Mintplex-Labs/anything-llm/issues/2486',
    check: ({ body, model }) =>
      !model.system && objectsOf(body.system).length > 0
        ? "This model doesn't support system messages. Try again without a system message or use a model that supports system messages."
        : undefined,
    refused: [{ model: 'amazon.titan-text-express-v1', body: { system: [{ text: 'Be brief.' }] } }],
    accepted: [{ model: 'meta.llama3-1-8b-instruct-v1:0', body: { system: [{ text: 'Be brief.' }] } }],
  },
];
