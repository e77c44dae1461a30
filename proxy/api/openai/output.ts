import { isClaude, type Model } from '../../bedrock/catalogue/catalogue.ts';
import { converseAbilities } from '../../bedrock/converse/abilities.ts';
import { ABILITIES } from '../../bedrock/fit/abilities.ts';
import { constrainable } from './schema.ts';

/** The tool that stands for an answer in JSON, where a model has nothing better. */
export const JSON_TOOL = 'json_response';

/** The choice of it. */
export const FORCED_JSON = { type: 'tool', name: JSON_TOOL, disable_parallel_tool_use: true } as const;

/** The form that a client wants an answer in, in the words of either of OpenAI's APIs. */
export interface AskedForm {
  readonly type: string;
  readonly schema?: Readonly<Record<string, unknown>> | null | undefined;
  readonly description?: string | null | undefined;
}

/** How an answer is brought into a form: in one of these ways, or in none. */
export interface OutputForm {
  /** `output_config.format`; asked for in words by bedrock/fit where the model refuses it. */
  readonly format?: object;
  /** A tool that the model is made to call. */
  readonly tool?: { readonly name: string; readonly description: string; readonly input_schema: object };
  /** For the end of the system prompt. */
  readonly words?: string;
}

/**
 * How a model is made to answer by a schema: by its own field, by a forced tool, which excludes thinking, or in words.
 */
export function structuredOutputOf(model: Model | undefined, thinks: boolean): 'native' | 'tool' | 'prompt' {
  if (!model) return 'prompt';
  if (!isClaude(model)) return ofOtherMaker(model);
  const abilities = ABILITIES[model.key];
  if (abilities?.structuredOutput) return 'native';
  return abilities?.forcedTool && abilities.thinkingOff !== 'no' && !thinks ? 'tool' : 'prompt';
}

function ofOtherMaker(model: Model): 'native' | 'tool' | 'prompt' {
  const { structuredOutput, tools, toolChoices } = converseAbilities(model.id, model);
  if (structuredOutput || model.surfaces.some((surface) => surface !== 'converse')) return 'native';
  return tools && toolChoices.includes('any') ? 'tool' : 'prompt';
}

/** What a form comes to; `busy`: the client has tools of its own, so that none can be forced. */
export function toOutputForm(
  asked: AskedForm | null | undefined,
  model: Model | undefined,
  { thinks, busy }: { thinks: boolean; busy: boolean },
): OutputForm {
  if (!asked || asked.type === 'text') return {};
  const { schema, description } = asked;
  // A schema of any object comes to the empty one where it is enforced, so that this is asked for in words everywhere.
  if (asked.type === 'json_object' || !schema) return { words: ANY_JSON };
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
