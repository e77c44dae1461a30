import { setTimeout as sleep } from 'node:timers/promises';
import type { BedrockCall, JsonObject, Refusal, Step } from './call.ts';
import { isEmbedding } from './embeddings.ts';
import { eventsOf, type Message } from './events.ts';
import { answerSchema, conversationField, forcedTool, lastUserText } from './question.ts';
import { isList } from './routes.ts';
import { sampleOf } from './sample.ts';
import { countedBody, estimateInput, estimateTokens } from './tokens.ts';

/** Milliseconds between two pieces of an answer: slow enough to be seen streaming. */
const pieceDelay = 12;
/** Characters of the question that are repeated. */
const echoLength = 200;

/** The demo's judge: refuses only what makes no sense. */
export function demoJudge(call: BedrockCall): Refusal | undefined {
  if (call.malformed) return invalid(call, 'The request body is not a JSON object.');
  if (isList(call.operation)) return call.operation.startsWith('get-') ? notFound(call) : undefined;
  if (isEmbedding(call)) return undefined;
  if (call.operation === 'count-tokens') {
    return countedBody(call) ? undefined : invalid(call, 'input.invokeModel.body: Field required');
  }
  const field = conversationField(call);
  const turns = call.body[field];
  if (typeof turns === 'string' && field === 'input') return undefined;
  if (!Array.isArray(turns)) return invalid(call, `${field}: Field required`);
  return turns.length > 0 ? undefined : invalid(call, `${field}: at least one message is required`);
}

/**
 * The demo's answers: they say that no model was called, what would have been asked, and how to leave
 * the demo. Where a tool call or JSON is asked for, a value that satisfies the schema.
 */
export async function* demoPlay(call: BedrockCall): AsyncGenerator<Step> {
  const content = [contentFor(call)];
  const output = JSON.stringify(content[0]);
  const message: Message = {
    id: `msg_adit_demo_${Date.now().toString(36)}`,
    model: call.model,
    content,
    stop_reason: content[0]?.type === 'tool_use' ? 'tool_use' : 'end_turn',
    usage: { input_tokens: estimateInput(call), output_tokens: estimateTokens(output) },
  };
  for (const event of eventsOf(message)) {
    yield { event };
    if (call.stream && event.type === 'content_block_delta') await sleep(pieceDelay);
  }
}

function contentFor(call: BedrockCall): JsonObject {
  const tool = forcedTool(call);
  if (tool) {
    const id = `toolu_adit_demo_${Date.now().toString(36)}`;
    return { type: 'tool_use', id, name: tool.name, input: sampleOf(tool.schema) };
  }
  const schema = answerSchema(call);
  return { type: 'text', text: schema ? JSON.stringify(sampleOf(schema)) : plainText(call) };
}

function plainText(call: BedrockCall): string {
  const model = call.model.replace(/^(?:global|us-gov|us|ca|eu|jp|au|in|apac)\./, '');
  const route = model === call.model ? '' : `, through the inference profile ${call.model}`;
  return [
    'Adit demo: no model answered this.',
    `With AWS credentials, Adit would have asked ${model}${route}.`,
    `Your words were: “${shortened(lastUserText(call).trim())}”`,
    'To leave the demo, sign in to AWS (`adit login`) and start Adit again, with `--profile NAME` if the profile has a name.',
  ].join('\n\n');
}

function shortened(text: string): string {
  return text.length > echoLength ? `${text.slice(0, echoLength)}…` : text;
}

function invalid({ operation }: BedrockCall, message: string): Refusal {
  const type = 'invalid_request_error';
  if (operation === 'messages') return { status: 400, type, message, shape: 'anthropic' };
  if (operation === 'chat' || operation === 'responses') return { status: 400, type, message, shape: 'openai' };
  return { status: 400, type: 'ValidationException', message };
}

function notFound({ model }: BedrockCall): Refusal {
  return { status: 404, type: 'ResourceNotFoundException', message: `The demo has no ${model}.` };
}
