import * as v from 'valibot';
import { AditError } from '../../errors.ts';

/*
 * A request of Anthropic's Messages API, read for translation into another wire: checked as far as a translator relies
 * on it, with everything unknown left where it is. https://platform.claude.com/docs/en/api/messages
 */

const CacheControl = v.looseObject({ type: v.string(), ttl: v.optional(v.string()) });
const cached = { cache_control: v.nullish(CacheControl) };

const Source = v.looseObject({
  /** `base64`, `text` (documents), `content` (documents), `url`, `file`. */
  type: v.string(),
  media_type: v.optional(v.string()),
  data: v.optional(v.string()),
});

const Text = v.looseObject({ type: v.literal('text'), text: v.string(), ...cached });
const Image = v.looseObject({ type: v.literal('image'), source: Source, ...cached });
const Document = v.looseObject({
  type: v.literal('document'),
  source: Source,
  title: v.nullish(v.string()),
  context: v.nullish(v.string()),
  ...cached,
});
const Thinking = v.looseObject({
  type: v.literal('thinking'),
  thinking: v.string(),
  signature: v.optional(v.string(), ''),
});
const RedactedThinking = v.looseObject({ type: v.literal('redacted_thinking'), data: v.string() });
const ToolUse = v.looseObject({
  type: v.literal('tool_use'),
  id: v.string(),
  name: v.string(),
  input: v.optional(v.unknown(), {}),
  ...cached,
});
/** Any block that no translator knows, such as `tool_reference` or `search_result`, as it came. */
const Other = v.pipe(
  v.looseObject({ type: v.string() }),
  v.transform((original) => ({ type: 'other' as const, original })),
);

const SIMPLE = { text: Text, image: Image, document: Document } as const;

/** The schema of a block by its type; a known type with wrong fields is an error, an unknown type is not. */
function byType<S extends Record<string, v.GenericSchema>>(schemas: S) {
  type Known = v.InferOutput<S[keyof S]>;
  const pick = (block: unknown) => {
    const type = (block as { type?: unknown } | null)?.type;
    return typeof type === 'string' && Object.hasOwn(schemas, type) ? (schemas[type] as v.GenericSchema) : Other;
  };
  return v.lazy(pick) as unknown as v.GenericSchema<unknown, Known | OtherBlock>;
}

/** Text alone is short for one block of it. */
function contentOf<T>(block: v.GenericSchema<unknown, T>) {
  const list = v.array(block, 'Input should be a valid string or list');
  const text = v.pipe(
    v.string(),
    v.transform((content): (T | TextBlock)[] => [{ type: 'text', text: content }]),
  );
  return v.lazy((content) => (typeof content === 'string' ? text : list)) as unknown as v.GenericSchema<
    unknown,
    (T | TextBlock)[]
  >;
}

const ToolResult = v.looseObject({
  type: v.literal('tool_result'),
  tool_use_id: v.string(),
  content: v.optional(contentOf(byType(SIMPLE)), []),
  is_error: v.nullish(v.boolean()),
  ...cached,
});

const BLOCKS = {
  ...SIMPLE,
  thinking: Thinking,
  redacted_thinking: RedactedThinking,
  tool_use: ToolUse,
  tool_result: ToolResult,
} as const;

const Turn = v.looseObject({
  role: v.picklist(['user', 'assistant', 'system']),
  content: contentOf(byType(BLOCKS)),
});

const Tool = v.looseObject({
  /** Absent or `custom` for the client's own tools; anything else is a server tool. */
  type: v.nullish(v.string()),
  name: v.string(),
  description: v.nullish(v.string()),
  input_schema: v.optional(v.record(v.string(), v.unknown())),
  ...cached,
});

const ToolChoice = v.looseObject({
  /** `auto`, `any`, `tool`, `none`. */
  type: v.string(),
  name: v.optional(v.string()),
  disable_parallel_tool_use: v.nullish(v.boolean()),
});

const Request = v.looseObject({
  model: v.optional(v.string(), ''),
  max_tokens: v.nullish(v.number()),
  messages: v.array(Turn),
  system: v.optional(contentOf(byType({ text: Text })), []),
  tools: v.optional(v.array(Tool), []),
  tool_choice: v.nullish(ToolChoice),
  stop_sequences: v.nullish(v.array(v.string())),
  temperature: v.nullish(v.number()),
  top_p: v.nullish(v.number()),
  top_k: v.nullish(v.number()),
  stream: v.nullish(v.boolean()),
  /** `{type: 'enabled', budget_tokens} | {type: 'adaptive'} | {type: 'disabled'}`. */
  thinking: v.nullish(v.looseObject({ type: v.string(), budget_tokens: v.nullish(v.number()) })),
  /** `effort`: low, medium, high, xhigh, max. `format`: `{type: 'json_schema', schema}`. */
  output_config: v.nullish(
    v.looseObject({
      effort: v.nullish(v.string()),
      format: v.nullish(v.looseObject({ type: v.string(), schema: v.optional(v.record(v.string(), v.unknown())) })),
    }),
  ),
});

export type TextBlock = v.InferOutput<typeof Text>;
export type ImageBlock = v.InferOutput<typeof Image>;
export type DocumentBlock = v.InferOutput<typeof Document>;
export type ThinkingBlock = v.InferOutput<typeof Thinking>;
export type RedactedThinkingBlock = v.InferOutput<typeof RedactedThinking>;
export type ToolUseBlock = v.InferOutput<typeof ToolUse>;
export type ToolResultBlock = v.InferOutput<typeof ToolResult>;
export type OtherBlock = v.InferOutput<typeof Other>;
export type Turn = v.InferOutput<typeof Turn>;
export type Block = Turn['content'][number];
export type Tool = v.InferOutput<typeof Tool>;
export type ToolChoice = v.InferOutput<typeof ToolChoice>;
export type MessagesRequest = v.InferOutput<typeof Request>;

/** Reads a request's JSON. Throws AditError (400) that names the field, in the words of Anthropic's API. */
export function readMessagesRequest(json: unknown): MessagesRequest {
  const result = v.safeParse(Request, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new AditError('invalid_request_error', path === null ? issue.message : `${path}: ${issue.message}`, {
    shouldRetry: false,
  });
}
