import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, isObject, objectOf, objectsOf } from '../rule.ts';
import {
  asking,
  assistant,
  blocksOf,
  type ConverseAsked,
  type ConverseRule,
  call,
  constraint,
  hello,
  memberPath,
  partsOf,
  result,
  toolTurns,
  user,
} from './rule.ts';

const llama = 'meta.llama4-maverick-17b-instruct-v1:0';

/** Calls of tools and their results: that each has the other, and what they hold. */
export const toolResultRules: ConverseRule[] = [
  {
    name: 'the input of a call that is no object',
    source: 'no public source; the tools’ schemas are of objects',
    check: ({ body }) =>
      firstOf(blocksOf(body), ({ block, path }) =>
        block.toolUse === undefined || isObject(objectOf(block.toolUse).input)
          ? undefined
          : `The format of the value at ${path}.toolUse.input is invalid. Provide a json object for the field and try again.`,
      ),
    refused: [
      { body: asking([hello, call({ input: '{"path":"a"}' }), result()]) },
      { body: asking([hello, call({ input: undefined }), result()]) },
    ],
    accepted: [{ body: asking([hello, call({ input: { path: 'a' } }), result()]) }],
  },
  {
    name: 'results without a call, and calls without a result',
    source:
      'https://github.com/langgenius/dify-official-plugins/issues/765, https://github.com/genkit-ai/aws-bedrock-js-plugin/issues/664',
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).keys(), (turn) => pairMistake(objectsOf(body.messages), turn)),
    refused: [
      { body: asking([user({ toolResult: { toolUseId: 'tooluse_1', content: [{ text: 'a' }] } })]) },
      { body: asking([hello, call(), hello]) },
      { body: asking([hello, call(), result({ toolUseId: 'tooluse_2' })]) },
      { body: asking([hello, call(), result(), call({ toolUseId: 'tooluse_3' }), hello]) },
    ],
    accepted: [
      { body: asking(toolTurns()) },
      { body: asking([hello, call(), user(...result().content, { text: 'And?' })]) },
    ],
  },
  {
    name: 'a result without content',
    source: 'https://github.com/aws-samples/sample-multi-agent-orchestration-chat-on-agentcore/issues/15',
    check: ({ body }) =>
      firstOf(blocksOf(body), ({ block, path }) => {
        if (block.toolResult === undefined) return undefined;
        const { content, status } = objectOf(block.toolResult);
        if (!Array.isArray(content) || !content.every(isObject))
          return constraint(`${memberPath(path)}.toolResult.content`, 'not be null');
        return content.length === 0 && status === 'error'
          ? `The content field at ${path}.toolResult cannot be empty when status value is error.`
          : undefined;
      }),
    refused: [
      { body: asking(toolTurns({ content: [], status: 'error' })) },
      { body: asking(toolTurns({ content: 'contents' })) },
    ],
    accepted: [{ body: asking(toolTurns({ content: [] })) }, { body: asking(toolTurns({ status: 'error' })) }],
  },
  {
    name: 'a status that does not exist, or which the model does not know',
    source: 'https://github.com/strands-agents/harness-sdk/issues/393',
    check: ({ body, model }) =>
      firstOf(blocksOf(body), ({ block, path }) => {
        const { status } = objectOf(block.toolResult);
        if (status === undefined) return undefined;
        if (!model.resultStatus) return "This model doesn't support the status field. Remove status and try again.";
        return status === 'success' || status === 'error'
          ? undefined
          : constraint(`${memberPath(path)}.toolResult.status`, 'satisfy enum value set: [success, error]', status);
      }),
    refused: [
      { model: 'writer.palmyra-x5-v1:0', body: asking(toolTurns({ status: 'success' })) },
      { body: asking(toolTurns({ status: 'failed' })) },
    ],
    accepted: [{ model: 'writer.palmyra-x5-v1:0', body: asking(toolTurns()) }],
  },
  {
    name: 'text beside calls or results, where the model does not take it',
    source:
      'https://github.com/strands-agents/harness-sdk/issues/1223, https://github.com/quarkiverse/quarkus-langchain4j/issues/1983',
    check: mixedMistake,
    refused: [
      { model: llama, body: asking([hello, call(), user(...result().content, { text: 'And?' })]) },
      { model: llama, body: asking([hello, assistant({ text: 'I read.' }, ...call().content), result()]) },
    ],
    accepted: [{ model: llama, body: asking(toolTurns()) }],
  },
];

function pairMistake(messages: JsonObject[], turn: number): string | undefined {
  const calls = partsOf(messages[turn - 1], 'toolUse').map(({ toolUseId }) => toolUseId);
  const results = partsOf(messages[turn], 'toolResult').map(({ toolUseId }) => toolUseId);
  if (results.length > calls.length) {
    return `The number of toolResult blocks at messages.${turn}.content exceeds the number of toolUse blocks of previous turn.`;
  }
  const missing = calls.filter((id) => !results.includes(id));
  return missing.length > 0
    ? `Expected toolResult blocks at messages.${turn}.content for the following Ids: ${missing.join(', ')}`
    : undefined;
}

function mixedMistake({ body, model }: ConverseAsked): string | undefined {
  if (model.mixedTurns) return undefined;
  return firstOf(objectsOf(body.messages).entries(), ([turn, { content }]) => {
    const kinds = objectsOf(content).map((block) => Object.keys(block)[0]);
    const isMixed = (kind: string) =>
      kinds.includes(kind) && kinds.some((other) => other !== kind && other !== 'cachePoint');
    const mixed = (isMixed('toolUse') && 'use') || (isMixed('toolResult') && 'result');
    return mixed
      ? `messages.${turn}.content: Conversation blocks and tool ${mixed} blocks cannot be provided in the same turn.`
      : undefined;
  });
}
