import type { JsonObject } from '../../../proxy/demo/call.ts';
import { signThinking } from '../../bedrock/signature.ts';

/** One request of a dialogue: what is said to the model, and what it answers. */
export interface Beat {
  /** Content of the user's turn: a text, or results of tools. */
  readonly say: string | readonly JsonObject[];
  readonly answer: readonly JsonObject[];
  /** Milliseconds to the first event, and between the pieces of the answer. */
  readonly wait?: number;
  readonly pace?: number;
  /** Taken in place of the dialogue's: a prompt that is no longer what it was. */
  readonly system?: string;
  /** What Bedrock does in place of an answer. */
  readonly refuse?: {
    readonly status: number;
    readonly type: string;
    readonly message: string;
    readonly times: number;
  };
  readonly cut?: true;
}

/** A conversation of a program with a model, as it goes over the wire. */
export interface Dialogue {
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  readonly system: string;
  readonly tools: readonly JsonObject[];
  /** Tokens of tools and system prompt, as Bedrock counts them. */
  readonly base: number;
  readonly beats: readonly Beat[];
}

export function text(words: string): JsonObject {
  return { type: 'text', text: words };
}

export function thinking(words: string): JsonObject {
  return { type: 'thinking', thinking: words, signature: signThinking(words) };
}

export function call(id: string, name: string, input: JsonObject): JsonObject {
  return { type: 'tool_use', id: `toolu_bdrk_${id}`, name, input };
}

export function result(id: string, content: string | readonly JsonObject[], isError = false): JsonObject {
  return { type: 'tool_result', tool_use_id: `toolu_bdrk_${id}`, content, ...(isError && { is_error: true }) };
}

/** A tool with one text for each of its fields. */
export function tool(name: string, description: string, ...fields: string[]): JsonObject {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  return { name, description, input_schema: { type: 'object', properties, required: fields } };
}
