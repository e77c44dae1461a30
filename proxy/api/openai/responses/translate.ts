import type { Model } from '../../../bedrock/catalogue/catalogue.ts';
import type { Notes } from './content.ts';
import type { Recall } from './conversation.ts';
import { translateItems } from './input.ts';
import type { Item } from './items.ts';
import { type ResponsesRequest, refused } from './request.ts';
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

/** The body of the Messages API that asks the same. Throws AditError (400) for what no model here can be asked. */
export function translateRequest(request: ResponsesRequest, context: TranslationContext): Record<string, unknown> {
  const { items, model, names, recall, notes } = context;
  const additional = items.flatMap(({ kind, item }) => (kind === 'tools' ? item.tools : []));
  // Before the items, so that the tools that are offered get their names first.
  const tools = translateTools(request, additional, names, notes);
  const { system, turns } = translateItems(items, names, recall, notes);
  if (turns.length === 0) throw refused('input: Field required: the conversation has no message.');
  if (request.instructions) system.unshift({ type: 'text', text: request.instructions });
  if (request.text?.format?.type === 'json_object') system.push({ type: 'text', text: JSON_OBJECT });
  const defaultMax = model ? Math.min(model.maxOutputTokens, MAX_TOKENS) : MAX_TOKENS_OF_UNKNOWN;
  return {
    model: request.model,
    max_tokens: request.max_output_tokens ?? defaultMax,
    ...(request.stream ? { stream: true } : {}),
    ...(system.length > 0 ? { system } : {}),
    ...tools,
    messages: turns,
    ...sampling(request),
    ...thinking(request),
    ...outputConfig(request),
  };
}

const JSON_OBJECT = 'Respond with only a JSON object: no other words, no code fence.';

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

function outputConfig({ reasoning, text }: ResponsesRequest): Record<string, unknown> {
  const { effort } = reasoning ?? {};
  const level = effort === 'minimal' ? 'low' : effort;
  const { type, schema } = text?.format ?? {};
  const config = {
    ...(level && level !== 'none' ? { effort: level } : {}),
    ...(type === 'json_schema' && schema ? { format: { type, schema } } : {}),
  };
  return Object.keys(config).length > 0 ? { output_config: config } : {};
}
