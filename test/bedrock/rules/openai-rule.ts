import type { JsonObject, Refusal } from '../../../proxy/demo/call.ts';
import type { OpenAiAsked } from './openai-asked.ts';
import { isObject } from './rule.ts';

/** What a rule of the OpenAI-compatible routes has found. */
export interface Finding {
  message: string;
  code?: string;
  /** The field, where the service names one. */
  param?: string;
  /** Without it: 400. */
  status?: number;
}

/** A request of an example, told by how it differs from a short question. */
export interface OpenAiExample {
  /** A key of `openAiModels`; without it: `oss`. */
  model?: keyof typeof openAiModels;
  /** Fields of the body, beside model and question; undefined takes one away. */
  body?: JsonObject;
}

/** One thing that the service refuses. */
export interface OpenAiRule {
  name: string;
  /** Where this was seen or is documented. */
  source: string;
  check(asked: OpenAiAsked): Finding | undefined;
  /** Requests which break it. */
  refused: OpenAiExample[];
  /** Requests which are like those, and break no rule. */
  accepted: OpenAiExample[];
}

/** Models that stand for families with rules of their own. */
export const openAiModels = {
  oss: { id: 'openai.gpt-oss-120b-1:0', images: false, reasoning: true, maxOutput: 128_000 },
  gpt: { id: 'us.openai.gpt-5.6-sol', images: true, reasoning: true, maxOutput: 128_000 },
  older: { id: 'openai.gpt-5.5', images: true, reasoning: true, maxOutput: 128_000 },
  grok: { id: 'us.xai.grok-4.6', images: true, reasoning: true, maxOutput: 131_072 },
  qwen: { id: 'qwen.qwen3-vl-235b-a22b', images: true, reasoning: false, maxOutput: 32_000 },
} as const;

/** OpenAI's own models behind Bedrock; gpt-oss is served as other makers' open models are. */
export function isGpt(id: string): boolean {
  return /openai\.gpt-(?!oss)/.test(id);
}

export function isOss(id: string): boolean {
  return id.includes('openai.gpt-oss');
}

/**
 * A body that does not fit the service's types.
 * Words and code: https://github.com/openai/codex/issues/25034
 */
export function unreadable(message: string): Finding {
  return { message: `Failed to deserialize the JSON body into the target type: ${message}`, code: 'validation_error' };
}

/** A value that is of the right type and still not taken. */
export function invalidValue(param: string, message: string): Finding {
  return { message, code: 'invalid_value', param };
}

/** OpenAI's words, as Bedrock passes them on: https://github.com/aws-samples/sample-apj-sup-sa/pull/231 */
export function unsupported(param: string): Finding {
  return {
    message: `Unsupported parameter: '${param}' is not supported with this model.`,
    code: 'unsupported_parameter',
    param,
  };
}

/** The first field which is not among the known ones. */
export function unknownName(value: JsonObject, known: readonly string[], path = ''): Finding | undefined {
  const field = Object.keys(value).find((name) => !known.includes(name));
  if (field === undefined) return undefined;
  return unreadable(`${path}${field}: unknown field \`${field}\`, expected one of ${ticked(known)}`);
}

/** The first of the fields which is missing or not a string. */
export function missingString(value: JsonObject, fields: readonly string[], path: string): Finding | undefined {
  const field = fields.find((name) => typeof value[name] !== 'string');
  if (field === undefined) return undefined;
  const missing = value[field] === undefined;
  return unreadable(
    missing ? `${path}: missing field \`${field}\`` : `${path}.${field}: invalid type, expected a string`,
  );
}

/** What the first value with a finding has. */
export function firstFinding<T>(values: Iterable<T>, check: (value: T) => Finding | undefined): Finding | undefined {
  for (const value of values) {
    const finding = check(value);
    if (finding) return finding;
  }
  return undefined;
}

/** The values of an array with their places; none where it is no array. */
export function placed(value: unknown): [at: number, value: unknown][] {
  return Array.isArray(value) ? [...value.entries()] : [];
}

/** A finding for the values of an array that are no objects; `check` sees the others. */
export function eachObject(
  values: unknown,
  path: string,
  check: (value: JsonObject, path: string) => Finding | undefined,
): Finding | undefined {
  return firstFinding(placed(values), ([at, value]) => {
    const place = `${path}[${at}]`;
    return isObject(value) ? check(value, place) : unreadable(`${place}: invalid type, expected an object`);
  });
}

/** `'a', 'b'` in the ticks of the service. */
export function ticked(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

/** What a list of rules says of a request; where it breaks several, the first one speaks. */
export function refusalBy(rules: OpenAiRule[], asked: OpenAiAsked): Refusal | undefined {
  const finding = firstFinding(rules, (rule) => rule.check(asked));
  if (!finding) return undefined;
  const { status = 400, ...error } = finding;
  return { status, type: 'invalid_request_error', shape: 'openai', ...error };
}
