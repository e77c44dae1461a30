import * as v from 'valibot';
import { refused } from '../refused.ts';

/*
 * A request of OpenAI's Responses API, checked as far as Adit relies on it, with everything unknown left where it is.
 * Shapes: openai 7.55.0, resources/responses/responses.d.ts (ResponseCreateParamsBase, Tool).
 */

const text = v.nullish(v.string());
const name = v.pipe(v.string(), v.minLength(1, 'Input should have at least 1 character'));
const schema = v.nullish(v.looseObject({}));

const FunctionTool = v.looseObject({
  type: v.literal('function'),
  name,
  description: text,
  parameters: schema,
  strict: v.nullish(v.boolean()),
});
const CustomTool = v.looseObject({
  type: v.literal('custom'),
  name,
  description: text,
  /** `{type: 'text'}`, or `{type: 'grammar', syntax: 'lark' | 'regex', definition}`. */
  format: v.nullish(v.looseObject({ type: v.string(), syntax: text, definition: text })),
});
/** Tools that some server runs, by whatever name. */
const HostedTool = v.looseObject({ type: v.string() });

const OWN_TOOLS = new Map<unknown, v.GenericSchema>([
  ['function', FunctionTool],
  ['custom', CustomTool],
]);
const own = lazily<FunctionTool | CustomTool | HostedTool>((tool) => OWN_TOOLS.get(typeOf(tool)) ?? HostedTool);
const NamespaceTool = v.looseObject({
  type: v.literal('namespace'),
  name,
  description: text,
  tools: v.array(own),
});
export const Tool = lazily<Tool>((tool) => (typeOf(tool) === 'namespace' ? NamespaceTool : own));

const ToolChoice = v.union(
  [
    v.picklist(['auto', 'none', 'required']),
    v.looseObject({
      /** `function`, `custom`, `allowed_tools`, or a tool that some server runs. */
      type: v.string(),
      name: text,
      namespace: text,
      mode: v.nullish(v.picklist(['auto', 'required'])),
      tools: v.nullish(v.array(v.looseObject({ type: v.string(), name: text, namespace: text }))),
    }),
  ],
  "Input should be 'auto', 'none', 'required' or an object with a type",
);

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

const Request = v.looseObject({
  model: v.string(),
  input: v.nullish(v.union([v.string(), v.array(v.unknown())], 'Input should be a string or a list of items')),
  instructions: text,
  tools: v.nullish(v.array(Tool), []),
  tool_choice: v.nullish(ToolChoice),
  parallel_tool_calls: v.nullish(v.boolean()),
  reasoning: v.nullish(
    v.looseObject({ effort: v.nullish(v.picklist(EFFORTS)), summary: text, generate_summary: text }),
  ),
  text: v.nullish(v.looseObject({ format: v.nullish(v.looseObject({ type: v.string(), schema, description: text })) })),
  max_output_tokens: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
  temperature: v.nullish(v.number()),
  top_p: v.nullish(v.number()),
  stream: v.nullish(v.boolean()),
  store: v.nullish(v.boolean()),
  include: v.nullish(v.array(v.string())),
  previous_response_id: text,
  prompt_cache_key: text,
});

export type FunctionTool = v.InferOutput<typeof FunctionTool>;
export type CustomTool = v.InferOutput<typeof CustomTool>;
export type HostedTool = v.InferOutput<typeof HostedTool>;
export type NamespaceTool = v.InferOutput<typeof NamespaceTool>;
export type Tool = FunctionTool | CustomTool | NamespaceTool | HostedTool;
export type ToolChoice = v.InferOutput<typeof ToolChoice>;
export type ResponsesRequest = v.InferOutput<typeof Request>;

/** Fields that ask for what Adit does not have, and what to do instead. */
const REFUSED: readonly { field: string; asks: (value: unknown) => boolean; instead: string }[] = [
  {
    field: 'background',
    asks: (value) => value === true,
    instead: 'Adit answers while the client waits, and runs nothing in the background. Leave it out, or stream.',
  },
  {
    field: 'conversation',
    asks: isGiven,
    instead:
      'Adit keeps no conversations. Send the items as input, or name the response before by previous_response_id.',
  },
  {
    field: 'prompt',
    asks: isGiven,
    instead:
      "Prompt templates are kept on OpenAI's servers, which Adit does not ask. Send the text as instructions and input.",
  },
];

/** Reads a request's JSON. Throws AditError (400) that begins with the field that is wrong. */
export function readResponsesRequest(json: unknown): ResponsesRequest {
  const request = readAs(Request, json, '');
  for (const { field, asks, instead } of REFUSED) if (asks(request[field])) throw refused(`${field}: ${instead}`);
  return request;
}

/** A value as a schema has it. Throws AditError (400) that begins with `path` and the field that is wrong in it. */
export function readAs<T>(as: v.GenericSchema<unknown, T>, value: unknown, path: string): T {
  const result = v.safeParse(as, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const whole = [path, v.getDotPath(issue)].filter(Boolean).join('.');
  throw refused(whole === '' ? issue.message : `${whole}: ${issue.message}`);
}

/** The `type` of a value that may be anything. */
export function typeOf(value: unknown): unknown {
  return (value as { type?: unknown } | null | undefined)?.type;
}

/** A schema that is chosen by the value itself. */
export function lazily<T>(choose: (value: unknown) => v.GenericSchema): v.GenericSchema<unknown, T> {
  return v.lazy(choose) as unknown as v.GenericSchema<unknown, T>;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
