import * as v from 'valibot';
import { asRecord } from '../../../bedrock/json/values.ts';
import { byName, check } from './check.ts';

/*
 * A request of OpenAI's Chat Completions, checked as far as its translation relies on it; what is not named here stays
 * where it is. Shapes: ChatCompletionCreateParams of the openai package. What has no content is taken as empty, and
 * clients put `cache_control` on messages, parts, calls and tools (OpenCode, LiteLLM), so that is read where it is used.
 */

const Json = v.custom<Readonly<Record<string, unknown>>>(
  (value) => asRecord(value) !== undefined,
  'expected an object',
);
const Count = v.nullish(
  v.pipe(v.number(), v.integer('expected a whole number'), v.minValue(1, 'expected a number from 1')),
);
const numberUpTo = (max: number) => {
  const range = `expected a number from 0 to ${max}`;
  return v.nullish(v.pipe(v.number(), v.minValue(0, range), v.maxValue(max, range)));
};

const TextPart = v.looseObject({ type: v.literal('text'), text: v.string() });
const RefusalPart = v.looseObject({ type: v.literal('refusal'), refusal: v.string() });
const ImagePart = v.looseObject({ type: v.literal('image_url'), image_url: v.looseObject({ url: v.string() }) });
const FilePart = v.looseObject({
  type: v.literal('file'),
  file: v.looseObject({
    file_data: v.nullish(v.string()),
    file_id: v.nullish(v.string()),
    filename: v.nullish(v.string()),
  }),
});
const AudioPart = v.looseObject({
  type: v.pipe(
    v.literal('input_audio'),
    v.check(() => false, 'audio input is not supported; send text, images or documents'),
  ),
});

type Part =
  | v.InferOutput<typeof TextPart>
  | v.InferOutput<typeof RefusalPart>
  | v.InferOutput<typeof ImagePart>
  | v.InferOutput<typeof FilePart>;

const AnyPart = byName('type', {
  text: TextPart,
  refusal: RefusalPart,
  image_url: ImagePart,
  file: FilePart,
  input_audio: AudioPart,
});
const Parts = v.array(AnyPart, 'expected a string or a list of parts');
const Text = v.pipe(
  v.string(),
  v.transform((text) => [{ type: 'text' as const, text }]),
);
/** Text alone is short for one part of it, and nothing for none. */
const Content = v.lazy((content) => {
  if (content === null || content === undefined) return v.optional(v.nullable(v.never()));
  return typeof content === 'string' ? Text : Parts;
}) as unknown as v.GenericSchema<unknown, Part[] | null | undefined>;

const FunctionCall = v.looseObject({ name: v.string(), arguments: v.optional(v.unknown()) });
const ToolCall = byName(
  'type',
  {
    function: v.looseObject({
      type: v.optional(v.literal('function')),
      id: v.nullish(v.string()),
      function: FunctionCall,
    }),
    custom: v.looseObject({
      type: v.literal('custom'),
      id: v.nullish(v.string()),
      custom: v.looseObject({ name: v.string(), input: v.optional(v.string(), '') }),
    }),
  },
  // Not every client names it.
  'function',
);

const spoken = { content: v.optional(Content) };
const System = v.looseObject({ role: v.picklist(['system', 'developer']), ...spoken });
const User = v.looseObject({ role: v.literal('user'), ...spoken });
const Assistant = v.looseObject({
  role: v.literal('assistant'),
  ...spoken,
  refusal: v.nullish(v.string()),
  tool_calls: v.nullish(v.array(ToolCall)),
  function_call: v.nullish(FunctionCall),
  reasoning_details: v.optional(v.unknown()),
});
const ToolMessage = v.looseObject({ role: v.literal('tool'), tool_call_id: v.string(), ...spoken });
const FunctionMessage = v.looseObject({ role: v.literal('function'), name: v.string(), ...spoken });
const Message = byName('role', {
  system: System,
  developer: System,
  user: User,
  assistant: Assistant,
  tool: ToolMessage,
  function: FunctionMessage,
});

const FunctionTool = v.looseObject({
  name: v.string(),
  description: v.nullish(v.string()),
  parameters: v.nullish(Json),
  strict: v.optional(v.unknown()),
});
const Tool = byName('type', {
  function: v.looseObject({ type: v.literal('function'), function: FunctionTool }),
  custom: v.looseObject({
    type: v.literal('custom'),
    custom: v.looseObject({ name: v.string(), description: v.nullish(v.string()), format: v.nullish(Json) }),
  }),
});

const Named = v.looseObject({ name: v.string() });
const NamedTool = v.looseObject({ function: v.optional(Named), custom: v.optional(Named) });
const ToolChoiceObject = byName('type', {
  function: v.looseObject({ type: v.literal('function'), function: Named }),
  custom: v.looseObject({ type: v.literal('custom'), custom: Named }),
  allowed_tools: v.looseObject({
    type: v.literal('allowed_tools'),
    allowed_tools: v.looseObject({ mode: v.picklist(['auto', 'required']), tools: v.array(NamedTool) }),
  }),
});
const ToolChoice = v.lazy((choice) =>
  typeof choice === 'string' ? v.picklist(['none', 'auto', 'required']) : ToolChoiceObject,
) as unknown as v.GenericSchema<unknown, 'none' | 'auto' | 'required' | v.InferOutput<typeof ToolChoiceObject>>;

const Effort = v.picklist(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

const Request = v.looseObject({
  model: v.string(),
  messages: v.array(Message),
  stream: v.nullish(v.boolean()),
  stream_options: v.nullish(v.looseObject({ include_usage: v.nullish(v.boolean()) })),
  max_tokens: Count,
  max_completion_tokens: Count,
  temperature: numberUpTo(2),
  top_p: numberUpTo(1),
  stop: v.nullish(v.union([v.string(), v.array(v.string())], 'expected a string or a list of strings')),
  n: v.nullish(v.literal(1, 'a model on Amazon Bedrock gives one answer; ask again for another')),
  modalities: v.nullish(v.array(v.literal('text', 'audio output is not supported; answers are text'))),
  audio: v.nullish(v.never('audio output is not supported; answers are text')),
  tools: v.nullish(v.array(Tool)),
  tool_choice: v.nullish(ToolChoice),
  parallel_tool_calls: v.nullish(v.boolean()),
  functions: v.nullish(v.array(FunctionTool)),
  function_call: v.nullish(v.union([v.picklist(['none', 'auto']), Named], 'expected "none", "auto" or a name')),
  response_format: v.nullish(
    byName('type', {
      text: v.looseObject({ type: v.literal('text') }),
      json_object: v.looseObject({ type: v.literal('json_object') }),
      json_schema: v.looseObject({
        type: v.literal('json_schema'),
        json_schema: v.looseObject({ description: v.nullish(v.string()), schema: v.nullish(Json) }),
      }),
    }),
  ),
  reasoning_effort: v.nullish(Effort),
  /** https://openrouter.ai/docs/use-cases/reasoning-tokens, as simonw/llm-openrouter#45 quotes it. */
  reasoning: v.nullish(
    v.looseObject({
      effort: v.nullish(Effort),
      max_tokens: Count,
      enabled: v.nullish(v.boolean()),
      exclude: v.nullish(v.boolean()),
    }),
  ),
  /** As Anthropic's API has it (https://docs.litellm.ai/docs/reasoning_content). */
  thinking: v.nullish(v.looseObject({ type: v.string() })),
  user: v.nullish(v.string()),
  safety_identifier: v.nullish(v.string()),
});

export type ChatRequest = v.InferOutput<typeof Request>;
export type ChatMessage = ChatRequest['messages'][number];
export type AssistantMessage = v.InferOutput<typeof Assistant>;
export type ChatToolCall = NonNullable<AssistantMessage['tool_calls']>[number];
export type ChatTool = NonNullable<ChatRequest['tools']>[number];
export type ChatFunction = v.InferOutput<typeof FunctionTool>;
export type ContentPart = Part;

/** Reads a request's JSON. Throws AditError (400) that begins with the path of what is wrong. */
export function readChatRequest(json: unknown): ChatRequest {
  return check(Request, json);
}
