import type { JsonObject } from '../../../proxy/demo/call.ts';
import type { Account } from '../account.ts';
import type { ModelFacts } from '../models.ts';

export type Surface = 'messages' | 'invoke';

/** A request, with everything that decides whether Bedrock takes it. */
export interface Asked {
  surface: Surface;
  model: ModelFacts;
  body: JsonObject;
  betas: string[];
  /** `anthropic-version` on the Messages surface. */
  version: string | undefined;
  /** Size of the payload. */
  bytes: number;
  account: Account;
}

/** A request as a test would send it, told by how it differs from a short question. */
export interface Example {
  /** Short name of the model; without it: opus-5. */
  model?: string;
  /** Where it is sent; without it: on both surfaces, as far as the model has them. */
  surface?: Surface;
  /** Fields of the body, beside those of the question; undefined takes one away. */
  body?: JsonObject;
  betas?: string[];
  version?: string;
  account?: Account;
}

/** One thing that Bedrock refuses. */
export interface Rule {
  name: string;
  /** Where this was seen or is documented. */
  source: string;
  /** Bedrock's words, where the request breaks the rule. */
  check(asked: Asked): string | undefined;
  /** Requests which break it. */
  refused: Example[];
  /** Requests which are like those, and do not. */
  accepted: Example[];
}

export const extraInputs = 'Extra inputs are not permitted';

/** `path: Extra inputs are not permitted` for the first field which is not among the known ones. */
export function unknownField(value: JsonObject, known: readonly string[], path = ''): string | undefined {
  const field = Object.keys(value).find((name) => !known.includes(name));
  return field === undefined ? undefined : `${path}${field}: ${extraInputs}`;
}

export function hasBeta(asked: Asked, prefix: string): boolean {
  return asked.betas.some((beta) => beta.startsWith(prefix));
}

/** Whether a model is of this generation or a later one. */
export function since(asked: Asked, generation: number): boolean {
  return asked.model.generation >= generation;
}

export function thinks({ body }: Asked): boolean {
  const { type } = objectOf(body.thinking);
  return type === 'enabled' || type === 'adaptive';
}

/** The value as an object; empty where it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of an array; none where it is no array. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A content block and the path which error messages give for it. */
export interface Located {
  block: JsonObject;
  path: string;
}

/** Every block of every message; with `inside`, those within tool results too. */
export function messageBlocks(body: JsonObject, inside = false): Located[] {
  return objectsOf(body.messages).flatMap((message, turn) =>
    blocksOf(message.content, `messages.${turn}.content`).flatMap((located) =>
      inside && located.block.type === 'tool_result'
        ? [located, ...blocksOf(located.block.content, `${located.path}.tool_result.content`)]
        : [located],
    ),
  );
}

export function blocksOf(content: unknown, path: string): Located[] {
  return objectsOf(content).map((block, index) => ({ block, path: `${path}.${index}` }));
}

/** The first message that `check` has for one of the values. */
export function firstOf<T>(values: Iterable<T>, check: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const message = check(value);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** `'a', 'b' or 'c'`, as the service lists what it would have taken. */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
