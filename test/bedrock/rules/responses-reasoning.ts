import type { JsonObject } from '../../../proxy/demo/call.ts';
import { isOwnThinking, signThinking } from '../signature.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import {
  eachObject,
  type Finding,
  isGpt,
  isOss,
  missingString,
  type OpenAiExample,
  type OpenAiRule,
  ticked,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { absent } from './openai-shapes.ts';
import { isObject, objectOf } from './rule.ts';

const litellm = 'https://github.com/BerriAI/litellm litellm/llms/bedrock_mantle/responses/transformation.py';
const samples = 'https://github.com/aws-samples/sample-per-model-bedrock harness/research/mantle-capability-matrix.md';

/** How a model may be asked to reason, and what may come back of its reasoning. */
export const reasoningRules: OpenAiRule[] = [
  {
    name: 'reasoning that is no whole item',
    source: 'openai 7.55.0, ResponseReasoningItem',
    check: ({ body }) => eachReasoning(body, shapeMistake),
    refused: [
      reasoning({ summary: undefined }),
      reasoning({ summary: ['a'] }),
      reasoning({ summary: [{ type: 'text', text: 'a' }] }),
      reasoning({ content: 'a' }),
      reasoning({ content: [{ type: 'text', text: 'a' }] }),
      reasoning({ encrypted_content: 1 }),
    ],
    accepted: [
      reasoning({ summary: [{ type: 'summary_text', text: 'a' }], content: null }),
      {
        ...reasoning({ content: [{ type: 'reasoning_text', text: 'a' }], encrypted_content: undefined }),
        model: 'oss',
      },
    ],
  },
  {
    name: 'reasoning that this server did not encrypt',
    source:
      'https://github.com/openai/codex/issues/8145; without any: https://github.com/openai/openai-agents-python/issues/2265',
    check: ({ body, model }) => (isGpt(model.id) ? eachReasoning(body, sealMistake) : undefined),
    refused: [
      reasoning({ encrypted_content: undefined }),
      reasoning({ encrypted_content: null }),
      reasoning({ encrypted_content: 'ENCRYPTED' }),
      reasoning({ encrypted_content: seal('Let me think.', signThinking('Let me drink.')) }),
      reasoning({ encrypted_content: seal('Let me think.', 'EqQBCkgIBhABGAIi') }),
      reasoning({ encrypted_content: Buffer.from('null').toString('base64url') }),
    ],
    accepted: [reasoning({})],
  },
  {
    name: 'an effort or a summary that the model does not have',
    source: `${litellm}; ${samples}`,
    check: settingsMistake,
    refused: [
      { body: { reasoning: 'low' } },
      { body: { reasoning: { budget: 1 } } },
      { body: { reasoning: { effort: 'minimal' } } },
      { body: { reasoning: { effort: 'xhigh' } } },
      { model: 'gpt', body: { reasoning: { effort: 'minimal' } } },
      { model: 'gpt', body: { reasoning: { summary: 'detailed' } } },
      { body: { reasoning: { summary: 'long' } } },
    ],
    accepted: [
      { body: { reasoning: { effort: 'low', summary: 'detailed' } } },
      { model: 'gpt', body: { reasoning: { effort: 'max', summary: 'auto' } } },
      { body: { reasoning: null } },
    ],
  },
];

function shapeMistake(item: JsonObject, path: string): Finding | undefined {
  const { summary, content, encrypted_content } = item;
  if (!Array.isArray(summary)) return unreadable(`${path}: missing field \`summary\``);
  if (!absent(content) && !Array.isArray(content))
    return unreadable(`${path}.content: invalid type, expected a sequence`);
  if (!absent(encrypted_content) && typeof encrypted_content !== 'string')
    return unreadable(`${path}.encrypted_content: invalid type, expected a string`);
  return (
    partsMistake(summary, 'summary_text', `${path}.summary`) ??
    partsMistake(content, 'reasoning_text', `${path}.content`)
  );
}

function partsMistake(parts: unknown, type: string, path: string): Finding | undefined {
  return eachObject(parts, path, (part, place) =>
    part.type === type
      ? missingString(part, ['text'], place)
      : unreadable(`${place}.type: unknown variant \`${part.type}\`, expected \`${type}\``),
  );
}

function sealMistake({ id, encrypted_content }: JsonObject): Finding | undefined {
  if (typeof encrypted_content !== 'string')
    return {
      message: `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
      param: 'input',
      status: 404,
    };
  if (isOwn(encrypted_content)) return undefined;
  const short = `${encrypted_content.slice(0, 4)}...${encrypted_content.slice(-4)}`;
  return { message: `The encrypted content ${short} could not be verified.`, code: 'invalid_encrypted_content' };
}

function settingsMistake({ body, model }: OpenAiAsked): Finding | undefined {
  const { reasoning: settings } = body;
  if (absent(settings)) return undefined;
  if (!isObject(settings)) return unreadable('reasoning: invalid type, expected a map');
  const efforts = isOss(model.id) ? ['low', 'medium', 'high'] : ['none', 'low', 'medium', 'high', 'xhigh', 'max'];
  const summaries = isGpt(model.id) ? ['auto'] : ['auto', 'concise', 'detailed'];
  return (
    unknownName(settings, ['effort', 'summary'], 'reasoning.') ??
    variantMistake(settings, 'effort', efforts) ??
    variantMistake(settings, 'summary', summaries)
  );
}

function variantMistake(settings: JsonObject, field: string, known: string[]): Finding | undefined {
  const value = settings[field];
  if (absent(value) || (typeof value === 'string' && known.includes(value))) return undefined;
  return {
    message: `Invalid 'reasoning': Invalid '${field}': unknown variant \`${value}\`, expected one of ${ticked(known)}`,
    code: 'validation_error',
  };
}

function eachReasoning(
  body: JsonObject,
  check: (item: JsonObject, path: string) => Finding | undefined,
): Finding | undefined {
  return eachObject(body.input, 'input', (item, path) => (item.type === 'reasoning' ? check(item, path) : undefined));
}

/** Whether text is as the simulated Bedrock sealed it, with thinking that was not changed. */
function isOwn(sealed: string): boolean {
  try {
    const { thinking, signature } = objectOf(JSON.parse(Buffer.from(sealed, 'base64url').toString()));
    return isOwnThinking(String(thinking), String(signature)) === true;
  } catch {
    return false;
  }
}

function seal(thinking: string, signature: string): string {
  return Buffer.from(JSON.stringify({ thinking, signature })).toString('base64url');
}

function reasoning(fields: JsonObject): OpenAiExample {
  const encrypted_content = seal('Let me think.', signThinking('Let me think.'));
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content, ...fields };
  return { model: 'gpt', body: { input: [{ role: 'user', content: 'Hello' }, item] } };
}
