import type { BedrockCall } from './call.ts';

/** Characters per token of English text and JSON, roughly. */
const charactersPerToken = 4;

/** A rough number of tokens in a text; at least 1 where there is any. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** A rough number of tokens in what a call asks or wants counted. */
export function estimateInput(call: BedrockCall): number {
  const counted = call.operation === 'count-tokens' ? countedBody(call) : undefined;
  return estimateTokens((counted ?? call.raw).toString());
}

/** The InvokeModel body inside a CountTokens request, decoded; undefined where there is none. */
export function countedBody(call: BedrockCall): Buffer | undefined {
  const input = call.body.input as { invokeModel?: { body?: unknown } } | undefined;
  const body = input?.invokeModel?.body;
  return typeof body === 'string' ? Buffer.from(body, 'base64') : undefined;
}
