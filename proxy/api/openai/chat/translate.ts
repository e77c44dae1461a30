import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { type AskedForm, FORCED_JSON, toOutputForm } from '../output.ts';
import type { ThinkingMemory } from '../thinking-memory.ts';
import { missedFields, toFields, toMaxTokens } from './fields.ts';
import { toConversation } from './messages.ts';
import { toThinking, wantsThinking } from './reasoning.ts';
import type { ChatRequest } from './request.ts';
import { toTools } from './tools.ts';

/** A request of Chat Completions as one of the Messages API. */
export interface Translated {
  readonly body: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
  /** Whether the answer is the input of the tool JSON_TOOL. */
  readonly answersByTool: boolean;
  /** Tools whose input is a text. */
  readonly customTools: ReadonlySet<string>;
  /** Whether the client speaks of functions instead of tools. */
  readonly legacy: boolean;
}

/** Translates a request. `model` is what its name stands for, where that is known. Throws AditError (400). */
export function toMessagesRequest(request: ChatRequest, model: Model | undefined, memory: ThinkingMemory): Translated {
  const { system, turns, notes } = toConversation(request, memory);
  const { tools, choice, custom, legacy, notes: onTools } = toTools(request);
  const reasoning = toThinking(request, turns, model);
  const { thinking, effort } = reasoning;
  const busy = tools.length > 0;
  const form = toOutputForm(formOf(request), model, { thinks: wantsThinking(reasoning), busy });
  const config = { ...(effort ? { effort } : {}), ...(form.format ? { format: form.format } : {}) };
  const prompt = form.words ? [...system, { type: 'text', text: form.words }] : system;
  const offered = form.tool ? [form.tool] : tools;
  const chosen = form.tool ? FORCED_JSON : choice;
  const body = {
    model: request.model,
    max_tokens: toMaxTokens(request, model, reasoning.budget),
    ...(prompt.length > 0 ? { system: prompt } : {}),
    messages: turns,
    ...(offered.length > 0 ? { tools: offered } : {}),
    ...(chosen ? { tool_choice: chosen } : {}),
    ...(thinking ? { thinking } : {}),
    ...(Object.keys(config).length > 0 ? { output_config: config } : {}),
    ...toFields(request, model),
    ...(request.stream ? { stream: true } : {}),
  };
  return {
    body,
    notes: [...notes, ...onTools, ...reasoning.notes, ...missedFields(request)],
    answersByTool: form.tool !== undefined,
    customTools: custom,
    legacy,
  };
}

function formOf({ response_format }: ChatRequest): AskedForm | null | undefined {
  if (response_format?.type !== 'json_schema') return response_format;
  const { schema, description } = response_format.json_schema;
  return { type: 'json_schema', schema, description };
}
