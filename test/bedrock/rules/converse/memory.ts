import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { isOwnThinking, signThinking } from '../../signature.ts';
import { firstOf, objectOf, objectsOf } from '../rule.ts';
import {
  blocksOf,
  type ConverseAsked,
  type ConverseRule,
  constraint,
  fromModel,
  hello,
  tool,
  user,
  withTools,
} from './rule.ts';

const cachePoint = { cachePoint: { type: 'default' } };
const qwen = 'qwen.qwen3-32b-v1:0';

/** What few models take: marks for the cache, and their own reasoning. */
export const memoryRules: ConverseRule[] = [
  {
    name: 'cache points, where the model caches nothing up to them',
    source: 'https://github.com/BerriAI/litellm/pull/39210',
    check: cacheMistake,
    refused: [
      { model: qwen, body: { messages: [user({ text: 'Hello' }, cachePoint)] } },
      { model: qwen, body: { system: [{ text: 'Be brief.' }, cachePoint] } },
      { body: withTools(tool(), cachePoint) },
      { model: 'sonnet-5', body: { messages: [user({ text: 'Hello' }, ...Array<JsonObject>(5).fill(cachePoint))] } },
      { body: { messages: [user({ text: 'Hello' }, { cachePoint: { type: 'ephemeral' } })] } },
    ],
    accepted: [
      { body: { messages: [user({ text: 'Hello' }, cachePoint)], system: [{ text: 'Be brief.' }, cachePoint] } },
      { model: 'sonnet-5', body: withTools(tool(), { cachePoint: { type: 'default', ttl: '1h' } }) },
    ],
  },
  {
    name: 'reasoning that the model does not take back, or not so',
    source: 'https://github.com/can1357/oh-my-pi/pull/9086, https://github.com/maximhq/bifrost/pull/6942',
    check: reasoningMistake,
    refused: [
      { body: thought({ text: 'Hm' }) },
      { model: qwen, body: thought({ text: 'Hm', signature: signThinking('Hm') }) },
      { model: 'sonnet-5', body: thought({ text: 'Hm' }) },
      { model: 'sonnet-5', body: thought({ text: 'Hm!', signature: signThinking('Hm') }) },
      { model: 'sonnet-5', body: thought({ signature: signThinking('Hm') }) },
      { model: 'minimax.minimax-m2', body: thought({ text: 'Hm', signature: '' }) },
    ],
    accepted: [
      { model: 'sonnet-5', body: thought({ text: 'Hm', signature: signThinking('Hm') }) },
      { model: 'minimax.minimax-m2', body: thought({ text: 'Hm' }) },
      { model: 'openai.gpt-6-sol', body: replying({ reasoningContent: { redactedContent: 'AAAA' } }) },
    ],
  },
];

/** The words of a 403, unlike all the others. */
export const cachingRefused =
  'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.';

function cacheMistake({ body, model }: ConverseAsked): string | undefined {
  const inMessages = blocksOf(body).map(({ block }) => block);
  const places = [
    ['system', objectsOf(body.system)],
    ['messages', inMessages],
    ['tools', objectsOf(objectOf(body.toolConfig).tools)],
  ] as const;
  const found = places.flatMap(([place, blocks]) =>
    blocks.filter((block) => block.cachePoint).map((block) => ({ place, block })),
  );
  if (found.some(({ place }) => !model.cachePoints.includes(place))) return cachingRefused;
  if (found.length > 4)
    return fromModel(`A maximum of 4 blocks with cache_control may be provided. Found ${found.length}.`);
  return firstOf(found, ({ block }) => {
    const { type, ttl } = objectOf(block.cachePoint);
    if (type !== 'default') return constraint('cachePoint.type', 'satisfy enum value set: [default]', type);
    return ttl === undefined || ttl === '5m' || ttl === '1h'
      ? undefined
      : constraint('cachePoint.ttl', 'satisfy enum value set: [5m, 1h]', ttl);
  });
}

function reasoningMistake({ body, model }: ConverseAsked): string | undefined {
  return firstOf(
    blocksOf(body).filter(({ block }) => block.reasoningContent !== undefined),
    ({ block, path }) => {
      const { reasoningText, redactedContent } = objectOf(block.reasoningContent);
      const isRedacted = typeof redactedContent === 'string';
      if (model.reasoning === 'none' || (isRedacted ? model.reasoning === 'unsigned' : model.reasoning === 'redacted'))
        return 'User messages cannot contain reasoning content. Please remove the reasoning content and try again.';
      return isRedacted ? undefined : signatureMistake(objectOf(reasoningText), path, model.reasoning === 'signed');
    },
  );
}

function signatureMistake({ text, signature }: JsonObject, path: string, isSigned: boolean): string | undefined {
  if (typeof text !== 'string') return constraint(`${path}.reasoningContent.reasoningText.text`, 'not be null');
  if (!isSigned)
    return signature === undefined ? undefined : fromModel(`${path}: Invalid signature in reasoning content`);
  if (typeof signature !== 'string') return fromModel(`${path}.thinking.signature: Field required`);
  return signature === '' || isOwnThinking(text, signature) === false
    ? fromModel(`${path}: Invalid \`signature\` in \`thinking\` block`)
    : undefined;
}

function thought(reasoningText: JsonObject): JsonObject {
  return replying({ reasoningContent: { reasoningText } });
}

function replying(...content: JsonObject[]): JsonObject {
  return { messages: [hello, { role: 'assistant', content: [...content, { text: 'Yes?' }] }, hello] };
}
