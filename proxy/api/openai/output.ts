import { isClaude, type Model } from '../../../bedrock/catalogue/catalogue.ts';
import { ABILITIES } from '../../../bedrock/fit/abilities.ts';
import type { ChatRequest } from './request.ts';
import { constrainable } from './schema.ts';
import type { Tool } from './tools.ts';

/** The tool that stands for an answer in JSON, where a model has nothing better. */
export const JSON_TOOL = 'json_response';

/** How an answer is brought into a form: in one of these ways, or in none. */
export interface OutputForm {
  /** `output_config.format`; asked for in words by bedrock/fit where the model refuses it. */
  readonly format?: object;
  /** A tool that the model is made to call. */
  readonly tool?: Tool;
  /** For the end of the system prompt. */
  readonly words?: string;
}

/**
 * How a model is made to answer by a schema: by its own field, by a forced tool, which excludes thinking, or in words.
 */
export function structuredOutputOf(model: Model | undefined, thinks: boolean): 'native' | 'tool' | 'prompt' {
  if (!model) return 'prompt';
  if (!isClaude(model)) return model.surfaces.some((surface) => surface !== 'converse') ? 'native' : 'tool';
  const abilities = ABILITIES[model.key];
  if (abilities?.structuredOutput) return 'native';
  return abilities?.forcedTool && abilities.thinkingOff !== 'no' && !thinks ? 'tool' : 'prompt';
}

/** What `response_format` comes to; `busy`: the client has tools of its own, so that none can be forced. */
export function toOutputForm(
  { response_format }: ChatRequest,
  model: Model | undefined,
  { thinks, busy }: { thinks: boolean; busy: boolean },
): OutputForm {
  if (!response_format || response_format.type === 'text') return {};
  // A schema of any object comes to the empty one where it is enforced, so that this is asked for in words everywhere.
  if (response_format.type === 'json_object' || !response_format.json_schema.schema) return { words: ANY_JSON };
  const { schema, description } = response_format.json_schema;
  const way = structuredOutputOf(model, thinks);
  if (way === 'tool' && !busy && schema.type === 'object' && !isAlternative(schema)) {
    const text = description || 'Call this with the answer.';
    return { tool: { name: JSON_TOOL, description: text, input_schema: schema } };
  }
  const mayEnforce = model === undefined || (isClaude(model) && way === 'native');
  const enforced = mayEnforce ? constrainable(schema) : schema;
  if (enforced) return { format: { type: 'json_schema', schema: enforced } };
  return { words: `${BY_SCHEMA}\n${JSON.stringify(schema)}` };
}

const ANY_JSON = 'Respond with only a JSON object: no other words, no code fence.';
const BY_SCHEMA = 'Respond with only a JSON value that conforms to this JSON schema: no other words, no code fence.';

/** A tool's schema may not begin with a choice between schemas. */
function isAlternative(schema: Readonly<Record<string, unknown>>): boolean {
  return ['anyOf', 'oneOf', 'allOf'].some((keyword) => schema[keyword] !== undefined);
}
