import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, objectOf, objectsOf } from '../rule.ts';
import {
  asking,
  blocksOf,
  type ConverseRule,
  call,
  constraint,
  fromModel,
  hello,
  memberPath,
  partsOf,
  result,
  toolTurns,
} from './rule.ts';

const api = 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html';
const ministral = 'mistral.ministral-3-8b-instruct';

/** What the ids of tool calls may be. */
export const toolIdRules: ConverseRule[] = [
  {
    name: 'an id or a name of a call that AWS’s model of the API does not take',
    source: `${api}; https://github.com/NousResearch/hermes-agent/pull/90016`,
    check: ({ body }) =>
      firstOf(blocksOf(body), ({ block, path }) =>
        firstOf(['toolUse', 'toolResult'], (kind) =>
          block[kind] === undefined ? undefined : idMistake(objectOf(block[kind]), `${memberPath(path)}.${kind}`, kind),
        ),
      ),
    refused: [
      { body: asking(toolTurns({}, 'functions.Read:0')) },
      { body: asking(toolTurns({}, '')) },
      { body: asking(toolTurns({}, 'x'.repeat(65))) },
      { body: asking([hello, call({ toolUseId: undefined }), result()]) },
      { body: asking([hello, call({ name: '$READFILE' }), result()]) },
      { body: asking([hello, call({ name: 'x'.repeat(65) }), result()]) },
    ],
    accepted: [{ body: asking(toolTurns({}, 'tooluse_a-B')) }],
  },
  {
    name: 'ids that occur twice in a turn',
    source: 'https://github.com/BerriAI/litellm/issues/20047, https://github.com/vercel/ai/issues/16182',
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).entries(), ([turn, message]) =>
        firstOf(['toolUse', 'toolResult'], (kind) => {
          const ids = partsOf(message, kind).map(({ toolUseId }) => toolUseId);
          const twice = new Set(ids.filter((id, at) => ids.indexOf(id) < at));
          return twice.size > 0
            ? `The ${kind} blocks at messages.${turn}.content contain duplicate Ids: ${[...twice].join(', ')}`
            : undefined;
        }),
      ),
    refused: [{ body: asking([hello, twice(call()), result()]) }, { body: asking([hello, call(), twice(result())]) }],
    accepted: [{ body: asking(toolTurns()) }],
  },
  {
    name: 'an id that the model behind Converse does not take',
    source: 'https://github.com/anomalyco/opencode/pull/48843, https://github.com/vercel/ai/issues/11802',
    check: ({ body, model }) =>
      firstOf(blocksOf(body), ({ block }) => {
        const { toolUseId } = objectOf(block.toolUse ?? block.toolResult);
        return typeof toolUseId !== 'string' || (model.toolIds?.test(toolUseId) ?? true)
          ? undefined
          : fromModel(`Tool call id was ${toolUseId} but must be a-z, A-Z, 0-9, with a length of 9.`);
      }),
    refused: [
      { model: ministral, body: asking(toolTurns({}, 'a')) },
      { model: ministral, body: asking(toolTurns({}, 'toolu_bdrk_01StandIn')) },
    ],
    accepted: [
      { model: ministral, body: asking(toolTurns({}, 'a1B2c3D4e')) },
      { model: ministral, body: asking(toolTurns({}, 'tooluse_bpe71yCfRu2b5i-nKGDr5g')) },
    ],
  },
];

function idMistake({ toolUseId, name }: JsonObject, path: string, kind: string): string | undefined {
  const named: [string, unknown][] = [
    ['toolUseId', toolUseId],
    ...(kind === 'toolUse' ? [['name', name] as [string, unknown]] : []),
  ];
  return firstOf(named, ([field, value]) => {
    if (typeof value !== 'string') return constraint(`${path}.${field}`, 'not be null');
    if (!/^[a-zA-Z0-9_-]+$/.test(value))
      return constraint(`${path}.${field}`, 'satisfy regular expression pattern: [a-zA-Z0-9_-]+', value);
    return value.length > 64
      ? constraint(`${path}.${field}`, 'have length less than or equal to 64', value)
      : undefined;
  });
}

function twice(message: JsonObject): JsonObject {
  return { ...message, content: [...objectsOf(message.content), ...objectsOf(message.content)] };
}
