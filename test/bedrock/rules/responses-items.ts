import type { JsonObject } from '../../../proxy/demo/call.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import {
  eachObject,
  type Finding,
  invalidValue,
  isGpt,
  missingString,
  type OpenAiExample,
  type OpenAiRule,
  ticked,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { imageMistake } from './openai-shapes.ts';
import { pairMistake } from './responses-pairs.ts';

const types = 'openai 7.55.0, ResponseInputItem';

/** What an item of each type may hold, what it has to, and what its id starts with. */
interface ItemType {
  fields: string[];
  strings: string[];
  id?: string;
  /** Only GPT models know it. */
  gpt?: boolean;
}

const itemTypes = new Map<string, ItemType>([
  ['message', { fields: ['role', 'content', 'status', 'phase'], strings: ['role'], id: 'msg' }],
  ['reasoning', { fields: ['summary', 'content', 'encrypted_content', 'status'], strings: [], id: 'rs' }],
  [
    'function_call',
    { fields: ['call_id', 'name', 'arguments', 'status'], strings: ['call_id', 'name', 'arguments'], id: 'fc' },
  ],
  ['function_call_output', { fields: ['call_id', 'output', 'status'], strings: ['call_id'] }],
  [
    'custom_tool_call',
    { fields: ['call_id', 'name', 'input', 'status'], strings: ['call_id', 'name', 'input'], id: 'ctc', gpt: true },
  ],
  ['custom_tool_call_output', { fields: ['call_id', 'output'], strings: ['call_id'], gpt: true }],
]);
const parts: Record<string, string[]> = {
  system: ['input_text'],
  developer: ['input_text'],
  user: ['input_text', 'input_image'],
  assistant: ['output_text', 'refusal'],
  output: ['input_text', 'input_image'],
};
const partFields: Record<string, string[]> = {
  input_text: ['type', 'text'],
  input_image: ['type', 'image_url', 'detail'],
  output_text: ['type', 'text', 'annotations', 'logprobs'],
  refusal: ['type', 'refusal'],
};

/** What stands in the input. */
export const itemRules: OpenAiRule[] = [
  {
    name: 'no input',
    source: types,
    check({ body: { input } }) {
      if (typeof input === 'string') return undefined;
      if (input === undefined) return { message: "Missing required parameter: 'input'.", param: 'input' };
      if (!Array.isArray(input)) return noVariant('input');
      return input.length > 0 ? undefined : invalidValue('input', "Invalid 'input': empty array.");
    },
    refused: [{ body: { input: undefined } }, { body: { input: [] } }, { body: { input: { role: 'user' } } }],
    accepted: [{ body: { input: 'Hello' } }],
  },
  {
    name: 'an item of no type that Bedrock knows, or with what its type does not have',
    source: `${types}; https://github.com/BerriAI/litellm/issues/36528; https://github.com/BerriAI/litellm litellm/llms/bedrock_mantle/responses/transformation.py`,
    check: (asked) => eachObject(asked.body.input, 'input', (item, path) => itemMistake(asked, item, path)),
    refused: [
      input('Hello'),
      input({ type: 'agent_message', content: [] }),
      input({ type: 'additional_tools', role: 'developer', tools: [] }),
      input({ type: 'local_shell_call', call_id: 'call_1', action: {} }),
      input({ type: 'item_reference', id: 'rs_1' }),
      input({ type: 'constructor' }),
      input({ type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: '' }),
      input({ type: 'function_call', name: 'Read', arguments: '{}' }),
      input({ ...call(), arguments: {} }),
      input({ ...call(), namespace: 'files' }, output()),
      { model: 'gpt', ...input({ ...call(), id: 'toolu_1' }, output()) },
      { model: 'gpt', ...input({ type: 'message', id: 'fc_1', role: 'user', content: 'a' }) },
    ],
    accepted: [
      input({ type: 'message', id: 'anything', role: 'user', content: 'a' }),
      { model: 'gpt', ...input({ ...call(), id: 'fc_1', status: 'completed' }, { ...output(), id: 'fco_1' }) },
      { model: 'gpt', ...input(customCall(), { ...output(), type: 'custom_tool_call_output' }) },
    ],
  },
  {
    name: 'content of a kind that the role does not have',
    source: `${types}; of images: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html`,
    check: ({ body, model }) =>
      eachObject(body.input, 'input', (item, path) => contentMistake(item, path, model.images)),
    refused: [
      input({ role: 'tool', content: 'a' }),
      input({ role: 'user' }),
      input({ role: 'user', content: [] }),
      input({ role: 'user', content: [{ type: 'text', text: 'a' }] }),
      input({ role: 'user', content: [{ type: 'input_text' }] }),
      input({ role: 'user', content: [{ type: 'input_text', text: 'a', cache_control: {} }] }),
      input({ role: 'assistant', content: [{ type: 'input_text', text: 'a' }] }),
      input({ role: 'user', content: [image()] }),
      { model: 'gpt', ...input({ role: 'system', content: [image()] }) },
      { model: 'gpt', ...input({ role: 'user', content: [image('https://example.com/a.png')] }) },
      { model: 'gpt', ...input({ role: 'user', content: [{ type: 'input_image', file_id: 'file_1' }] }) },
      { model: 'gpt', ...input({ role: 'user', content: [{ type: 'input_file', file_data: 'a' }] }) },
      input(call(), { ...output(), output: undefined }),
      input(call(), { ...output(), output: { ok: true } }),
    ],
    accepted: [
      input({ role: 'user', content: [{ type: 'input_text', text: 'a' }] }),
      input({ role: 'assistant', content: [{ type: 'output_text', text: 'a', annotations: [] }] }),
      { model: 'gpt', ...input({ role: 'user', content: [image()] }) },
      { model: 'gpt', ...input(call(), { ...output(), output: [{ type: 'input_text', text: 'a' }] }) },
    ],
  },
  {
    name: 'a tool’s output without its call, or a call without its output',
    source: 'https://github.com/leookun/cursor-byok/issues/307; https://github.com/tjardoo/openai-client/pull/124',
    check: ({ body }) => pairMistake(body.input),
    refused: [
      input(output()),
      input(output(), call()),
      input(call()),
      input(call(), { ...output(), call_id: 'call_2' }),
      { model: 'gpt', ...input(customCall(), output()) },
    ],
    accepted: [input(call(), output()), input(call(), { ...call(), call_id: 'call_2' }, output(), output('call_2'))],
  },
];

function itemMistake({ model }: OpenAiAsked, item: JsonObject, path: string): Finding | undefined {
  const type = itemTypes.get(String(item.type ?? 'message'));
  if (!type || (type.gpt && !isGpt(model.id))) return noVariant('input');
  const wrong =
    unknownName(item, ['type', 'id', ...type.fields], `${path}.`) ?? missingString(item, type.strings, path);
  if (wrong || !type.id || typeof item.id !== 'string' || !isGpt(model.id)) return wrong;
  return item.id.startsWith(type.id)
    ? undefined
    : invalidValue(`${path}.id`, `Invalid '${path}.id': '${item.id}'. Expected an ID that begins with '${type.id}'.`);
}

function contentMistake(item: JsonObject, path: string, images: boolean): Finding | undefined {
  const type = String(item.type ?? 'message');
  const isOutput = type.endsWith('_output');
  if (type !== 'message' && !isOutput) return undefined;
  const role = isOutput ? 'output' : String(item.role);
  if (!isOutput && !['system', 'developer', 'user', 'assistant'].includes(role)) return noVariant('input');
  const content = isOutput ? item.output : item.content;
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content) || content.length === 0) return noVariant('input');
  return eachObject(content, `${path}.${isOutput ? 'output' : 'content'}`, (part, place) => {
    const kind = String(part.type);
    const known = parts[role] ?? [];
    if (!known.includes(kind))
      return unreadable(`${place}.type: unknown variant \`${kind}\`, expected ${ticked(known)}`);
    const unknown = unknownName(part, partFields[kind] ?? [], `${place}.`);
    if (unknown || kind !== 'input_image')
      return unknown ?? missingString(part, [kind === 'refusal' ? 'refusal' : 'text'], place);
    return imageMistake(part.image_url, images, `${place}.image_url`);
  });
}

/** The words for what fits no type: https://github.com/BerriAI/litellm/issues/36528 */
function noVariant(field: string): Finding {
  const message = `invalid request body: Invalid '${field}': value did not match any expected variant`;
  return { message, code: 'validation_error' };
}

function input(...items: unknown[]): OpenAiExample {
  return { body: { input: [{ role: 'user', content: 'Hello' }, ...items] } };
}

function call(): JsonObject {
  return { type: 'function_call', call_id: 'call_1', name: 'Read', arguments: '{"path":"a"}' };
}

function customCall(): JsonObject {
  return { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: '*** Begin Patch' };
}

function output(id = 'call_1'): JsonObject {
  return { type: 'function_call_output', call_id: id, output: 'a' };
}

function image(image_url = 'data:image/png;base64,iVBORw0KGgo='): JsonObject {
  return { type: 'input_image', detail: 'auto', image_url };
}
