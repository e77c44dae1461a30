import type { JsonObject } from '../../../proxy/demo/call.ts';
import { toolDialogueMistake } from './chat-dialogue.ts';
import {
  eachObject,
  type Finding,
  missingString,
  type OpenAiExample,
  type OpenAiRule,
  ticked,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { absent, imageMistake } from './openai-shapes.ts';
import { isObject, objectOf } from './rule.ts';

const types = 'openai 7.55.0, ChatCompletionMessageParam';

/** What a message of each role may hold, and of which parts its content may be. */
const roles: Record<string, { fields: string[]; parts: string[] }> = {
  system: { fields: ['role', 'content', 'name'], parts: ['text'] },
  developer: { fields: ['role', 'content', 'name'], parts: ['text'] },
  user: { fields: ['role', 'content', 'name'], parts: ['text', 'image_url'] },
  assistant: { fields: ['role', 'content', 'name', 'refusal', 'tool_calls'], parts: ['text', 'refusal'] },
  tool: { fields: ['role', 'content', 'tool_call_id'], parts: ['text'] },
};
const partFields: Record<string, string[]> = {
  text: ['type', 'text'],
  refusal: ['type', 'refusal'],
  image_url: ['type', 'image_url'],
};

/** What a conversation has to look like. */
export const chatMessageRules: OpenAiRule[] = [
  {
    name: 'a conversation without messages',
    source: types,
    check({ body: { messages } }) {
      if (messages === undefined) return unreadable('missing field `messages`');
      if (!Array.isArray(messages)) return unreadable('messages: invalid type, expected a sequence');
      return messages.length > 0
        ? undefined
        : { message: "Invalid 'messages': empty array. Expected an array with minimum length 1.", param: 'messages' };
    },
    refused: [{ body: { messages: undefined } }, { body: { messages: 'Hello' } }, { body: { messages: [] } }],
    accepted: [{}],
  },
  {
    name: 'a message of no role, or with what its role does not have',
    source: `${types}; a tool’s name: https://hexdocs.pm/req_llm/ReqLLM.Providers.AmazonBedrock.OpenAI.html`,
    check: ({ body }) => eachObject(body.messages, 'messages', roleMistake),
    refused: [
      after('Hello'),
      after(null),
      after({ content: 'a' }),
      after({ role: 'model', content: 'a' }),
      after({ role: 'constructor', content: 'a' }),
      after({ role: 'user', content: 'a', cache_control: { type: 'ephemeral' } }),
      after({ role: 'assistant', content: 'a', reasoning_content: 'b' }),
      after(toolCall(), { role: 'tool', tool_call_id: 'call_1', name: 'Read', content: 'a' }),
    ],
    accepted: [
      after({ role: 'user', content: 'a', name: 'me' }),
      { body: { messages: [{ role: 'developer', content: 'a' }, hello()] } },
    ],
  },
  {
    name: 'content of a kind that the role does not have',
    source: `${types}; https://github.com/epam/ai-dial-adapter-bedrock/pull/306`,
    check: ({ body }) => eachObject(body.messages, 'messages', contentMistake),
    refused: [
      after({ role: 'user' }),
      after({ role: 'user', content: null }),
      after({ role: 'user', content: [] }),
      after({ role: 'user', content: ['a'] }),
      after({ role: 'user', content: [{ type: 'input_text', text: 'a' }] }),
      after({ role: 'user', content: [{ type: 'text' }] }),
      after({ role: 'user', content: [{ type: 'text', text: 'a', cache_control: {} }] }),
      after({ role: 'user', content: [{ type: 'toString', text: 'a' }] }),
      after({ role: 'assistant', content: null }),
      { model: 'gpt', ...after({ role: 'user', content: [{ type: 'image_url', image_url: 'data:' }] }) },
      { model: 'gpt', ...after({ role: 'system', content: [image()] }) },
      { model: 'gpt', ...after(toolCall(), { role: 'tool', tool_call_id: 'call_1', content: [image()] }) },
    ],
    accepted: [
      after({ role: 'user', content: [{ type: 'text', text: 'a' }] }),
      after({ role: 'assistant', content: [{ type: 'refusal', refusal: 'a' }] }, hello()),
      after({ ...toolCall(), content: '' }, result()),
    ],
  },
  {
    name: 'an image that the model cannot see, or that would have to be fetched',
    source:
      'https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html; https://github.com/BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py',
    check: ({ body, model }) =>
      eachObject(body.messages, 'messages', (message, path) =>
        eachObject(message.content, `${path}.content`, ({ type, image_url }, place) =>
          type === 'image_url' ? imageMistake(objectOf(image_url).url, model.images, `${place}.image_url`) : undefined,
        ),
      ),
    refused: [
      { model: 'oss', ...after({ role: 'user', content: [image()] }) },
      { model: 'gpt', ...after({ role: 'user', content: [image('https://example.com/a.png')] }) },
      { model: 'gpt', ...after({ role: 'user', content: [image('data:image/bmp;base64,AAAA')] }) },
    ],
    accepted: [
      { model: 'gpt', ...after({ role: 'user', content: [image()] }) },
      { model: 'qwen', ...after({ role: 'user', content: [image()] }) },
    ],
  },
  {
    name: 'a tool’s call without its result, or a result without its call',
    source:
      'https://github.com/langgenius/dify/issues/32222; https://github.com/qwersyk/Newelle/issues/425; of broken arguments: https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md',
    check: ({ body }) => toolDialogueMistake(body.messages),
    refused: [
      after(result()),
      after(toolCall()),
      after(toolCall(), hello()),
      after(toolCall(), hello(), result()),
      after(toolCall(), { ...result(), tool_call_id: 'call_2' }),
      after(toolCall(), result(), { ...result(), tool_call_id: 'call_2' }),
      after(toolCall({}, { name: undefined }), result()),
      after(toolCall({}, { arguments: {} }), result()),
      after(toolCall({}, { arguments: '{"path": "a"' }), result()),
      after(toolCall({ type: 'custom' }), result()),
      after(toolCall({ cache_control: {} }), result()),
      after({ ...toolCall(), tool_calls: [] }),
      after({ ...toolCall(), tool_calls: 'Read' }),
    ],
    accepted: [
      after(toolCall(), result()),
      after(toolCall(), result(), toolCall(), result(), hello()),
      after(toolCall({}, { arguments: '' }), result()),
    ],
  },
];

function roleMistake(message: JsonObject, path: string): Finding | undefined {
  const role = missingString(message, ['role'], path);
  if (role) return role;
  const known = Object.hasOwn(roles, String(message.role)) ? roles[String(message.role)] : undefined;
  if (known) return unknownName(message, known.fields, `${path}.`);
  return unreadable(`${path}.role: unknown variant \`${message.role}\`, expected one of ${ticked(Object.keys(roles))}`);
}

function contentMistake(message: JsonObject, path: string): Finding | undefined {
  const { role, content } = message;
  if (typeof content === 'string') return undefined;
  if (absent(content))
    return role === 'assistant' && (message.tool_calls || message.refusal)
      ? undefined
      : unreadable(`${path}: missing field \`content\``);
  if (!Array.isArray(content) || content.length === 0)
    return unreadable(`${path}.content: Invalid 'content': value did not match any expected variant`);
  const parts = roles[String(role)]?.parts ?? [];
  return eachObject(content, `${path}.content`, (part, place) => partMistake(part, place, parts));
}

function partMistake(part: JsonObject, path: string, parts: string[]): Finding | undefined {
  const type = String(part.type);
  if (!parts.includes(type))
    return unreadable(`${path}.type: unknown variant \`${type}\`, expected one of ${ticked(parts)}`);
  const unknown = unknownName(part, partFields[type] ?? [], `${path}.`);
  if (unknown || type !== 'image_url') return unknown ?? missingString(part, [type], path);
  if (!isObject(part.image_url)) return unreadable(`${path}.image_url: invalid type, expected a map`);
  return unknownName(part.image_url, ['url', 'detail'], `${path}.image_url.`);
}

function after(...messages: unknown[]): OpenAiExample {
  return { body: { messages: [hello(), ...messages] } };
}

function hello(): JsonObject {
  return { role: 'user', content: 'Hello' };
}

function toolCall(fields: JsonObject = {}, definition: JsonObject = {}): JsonObject {
  const call = { id: 'call_1', type: 'function', function: { name: 'Read', arguments: '{"path":"a"}', ...definition } };
  return { role: 'assistant', tool_calls: [{ ...call, ...fields }] };
}

function result(): JsonObject {
  return { role: 'tool', tool_call_id: 'call_1', content: 'a' };
}

function image(url = 'data:image/png;base64,iVBORw0KGgo='): { type: string; image_url: { url: string } } {
  return { type: 'image_url', image_url: { url } };
}
