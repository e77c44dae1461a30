import type { JsonObject } from '../../../proxy/demo/call.ts';

/** What the rules of the OpenAI-compatible routes look at. */
export interface OpenAiAsked {
  model: { id: string; images: boolean; reasoning: boolean; maxOutput: number };
  body: JsonObject;
  stream: boolean;
}
