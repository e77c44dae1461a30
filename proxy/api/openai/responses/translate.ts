import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import { FORCED_JSON, type OutputForm, toOutputForm } from '../output.ts';
import { refused } from '../refused.ts';
import type { Notes } from './content.ts';
import type { Recall } from './conversation.ts';
import { translateItems } from './input.ts';
import type { Item } from './items.ts';
import type { ResponsesRequest } from './request.ts';
import type { ToolNames } from './tool-names.ts';
import { translateTools } from './tools.ts';

/** What a request is translated with. */
export interface TranslationContext {
  readonly items: readonly Item[];
  readonly model: Model | undefined;
  readonly names: ToolNames;
  readonly recall: Recall;
  readonly notes: Notes;
}

/** Tokens of an answer where the client sets no limit: what most answers fit in, and no model refuses. */
const MAX_TOKENS = 32_000;
const MAX_TOKENS_OF_UNKNOWN = 4_096;

export interface Translated {
  /** The body of the Messages API that asks the same. */
  readonly body: Record<string, unknown>;
  /** Whether the answer is the input of the tool JSON_TOOL. */
  readonly answersByTool: boolean;
}

/** Translates a request. Throws AditError (400) for what no model here can be asked. */
export function translateRequest(request: ResponsesRequest, context: TranslationContext): Translated {
  const { items, model, names, recall, notes } = context;
  const additional = items.flatMap(({ kind, item }) => (kind === 'tools' ? item.tools : []));
  // Before the items, so that the tools that are offered get their names first.
  const tools = translateTools(request, additional, names, notes);
  const { system, turns } = translateItems(items, names, recall, notes);
  if (turns.length === 0) throw refused('input: Field required: the conversation has no message.');
  if (request.instructions) system.unshift({ type: 'text', text: request.instructions });
  const thinks = request.reasoning ? request.reasoning.effort !== 'none' : false;
  const form = toOutputForm(request.text?.format, model, { thinks, busy: tools.tools !== undefined });
  if (form.words) system.push({ type: 'text', text: form.words });
  const defaultMax = model ? Math.min(model.maxOutputTokens, MAX_TOKENS) : MAX_TOKENS_OF_UNKNOWN;
  const body = {
    model: request.model,
    max_tokens: request.max_output_tokens ?? defaultMax,
    ...(request.stream ? { stream: true } : {}),
    ...(system.length > 0 ? { system } : {}),
    ...(form.tool ? { tools: [form.tool], tool_choice: FORCED_JSON } : tools),
    messages: turns,
    ...sampling(request),
    ...thinking(request),
    ...outputConfig(request, form),
  };
  return { body, answersByTool: form.tool !== undefined };
}

/** OpenAI's temperature goes to 2, that of the Messages API to 1. */
function sampling({ temperature, top_p }: ResponsesRequest): Record<string, unknown> {
  return {
    ...(temperature == null ? {} : { temperature: Math.min(Math.max(temperature, 0), 1) }),
    ...(top_p == null ? {} : { top_p: Math.min(Math.max(top_p, 0), 1) }),
  };
}

/**
 * Who says anything of reasoning wants a model that thinks, as OpenAI's own do. Newer models show it only when asked to
 * (https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking).
 */
function thinking({ reasoning }: ResponsesRequest): Record<string, unknown> {
  if (!reasoning) return {};
  if (reasoning.effort === 'none') return { thinking: { type: 'disabled' } };
  const shown = reasoning.summary ?? reasoning.generate_summary;
  return { thinking: { type: 'adaptive', ...(shown ? { display: 'summarized' } : {}) } };
}

function outputConfig({ reasoning }: ResponsesRequest, { format }: OutputForm): Record<string, unknown> {
  const { effort } = reasoning ?? {};
  const level = effort === 'minimal' ? 'low' : effort;
  const config = { ...(level && level !== 'none' ? { effort: level } : {}), ...(format ? { format } : {}) };
  return Object.keys(config).length > 0 ? { output_config: config } : {};
}
