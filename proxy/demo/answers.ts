import { setTimeout as sleep } from 'node:timers/promises';
import type { BedrockCall, JsonObject, Refusal, Step } from './call.ts';
import { eventsOf, type Message } from './events.ts';
import { sampleOf } from './sample.ts';
import { countedBody, estimateInput, estimateTokens } from './tokens.ts';

/** Milliseconds between two pieces of an answer: slow enough to be seen streaming. */
const pieceDelay = 12;
/** Characters of the question that are repeated. */
const echoLength = 200;
/** How Adit asks for a schema where the model has no structured outputs. */
const schemaPrompt = 'Respond with only a JSON value';

/** The demo's judge: refuses only what makes no sense. */
export function demoJudge(call: BedrockCall): Refusal | undefined {
  if (call.malformed) return invalid(call, 'The request body is not a JSON object.');
  if (call.operation === 'count-tokens') {
    return countedBody(call) ? undefined : invalid(call, 'input.invokeModel.body: Field required');
  }
  const { messages } = call.body;
  if (!Array.isArray(messages)) return invalid(call, 'messages: Field required');
  return messages.length > 0 ? undefined : invalid(call, 'messages: at least one message is required');
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
  const tool = forcedTool(call.body);
  if (tool) {
    const id = `toolu_adit_demo_${Date.now().toString(36)}`;
    return { type: 'tool_use', id, name: tool.name, input: sampleOf(tool.input_schema) };
  }
  const schema = answerSchema(call.body);
  return { type: 'text', text: schema ? JSON.stringify(sampleOf(schema)) : plainText(call) };
}

function plainText(call: BedrockCall): string {
  const model = call.model.replace(/^[a-z-]+\.(?=anthropic\.)/, '');
  const route = model === call.model ? '' : `, through the inference profile ${call.model}`;
  return [
    'Adit demo: no model answered this.',
    `With AWS credentials, Adit would have asked ${model}${route}.`,
    `Your words were: “${lastUserText(call.body)}”`,
    'To leave the demo, sign in to AWS (`aws configure sso`) and start Adit again, with `--profile NAME` if it has a name.',
  ].join('\n\n');
}

function forcedTool({ tools, tool_choice }: JsonObject): JsonObject | undefined {
  const choice = tool_choice as JsonObject | undefined;
  const offered = objects(tools);
  if (choice?.type === 'any') return offered[0];
  return choice?.type === 'tool' ? offered.find((tool) => tool.name === choice.name) : undefined;
}

/** The schema which the answer has to satisfy, from the API's own field or from Adit's words for it. */
function answerSchema({ output_config, system }: JsonObject): unknown {
  const format = (output_config as JsonObject | undefined)?.format as JsonObject | undefined;
  if (format?.type === 'json_schema') return format.schema;
  const prompt = objects(system).find((block) => String(block.text).startsWith(schemaPrompt));
  return prompt && firstJson(String(prompt.text));
}

function firstJson(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

function lastUserText({ messages }: JsonObject): string {
  const user = objects(messages).findLast((message) => message.role === 'user');
  const texts = typeof user?.content === 'string' ? [user.content] : objects(user?.content).map((block) => block.text);
  const text = String(texts.findLast((item) => typeof item === 'string') ?? '').trim();
  return text.length > echoLength ? `${text.slice(0, echoLength)}…` : text;
}

function invalid(call: BedrockCall, message: string): Refusal {
  return call.operation === 'messages'
    ? { status: 400, type: 'invalid_request_error', message, shape: 'anthropic' }
    : { status: 400, type: 'ValidationException', message };
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
