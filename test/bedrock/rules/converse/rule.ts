import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { isObject, objectOf, objectsOf } from '../rule.ts';
import type { ConverseModel } from './abilities.ts';

/** A request to Converse, with everything that decides whether Bedrock takes it. */
export interface ConverseAsked {
  model: ConverseModel;
  body: JsonObject;
  stream: boolean;
}

/** A request as a test would send it, told by how it differs from a short question. */
export interface ConverseExample {
  /** Foundation id, or short name of a Claude model; without it: Nova Pro. */
  model?: string;
  /** Fields of the body, beside those of the question; undefined takes one away. */
  body?: JsonObject;
  stream?: boolean;
}

/** One thing that Converse refuses. */
export interface ConverseRule {
  name: string;
  /** Where this was seen or is documented. */
  source: string;
  /** Bedrock's words, where the request breaks the rule. */
  check(asked: ConverseAsked): string | undefined;
  /** Requests which break it. */
  refused: ConverseExample[];
  /** Requests which are like those, and do not. */
  accepted: ConverseExample[];
}

/** A content block of a turn, and the path which error messages give for it. */
export interface Placed {
  role: unknown;
  turn: number;
  block: JsonObject;
  path: string;
}

/** Every block of every message, and those within tool results too where `inside` is asked for. */
export function blocksOf(body: JsonObject, inside = false): Placed[] {
  return objectsOf(body.messages).flatMap(({ role, content }, turn) =>
    objectsOf(content).flatMap((block, at) => {
      const path = `messages.${turn}.content.${at}`;
      const within = inside ? objectsOf(objectOf(block.toolResult).content) : [];
      const results = within.map((inner, index) => ({
        role,
        turn,
        block: inner,
        path: `${path}.toolResult.content.${index}`,
      }));
      return [{ role, turn, block, path }, ...results];
    }),
  );
}

/** The blocks of one kind in a turn: `toolUse`, `toolResult`. */
export function partsOf(message: JsonObject | undefined, kind: string): JsonObject[] {
  return objectsOf(message?.content).flatMap((block) => (isObject(block[kind]) ? [objectOf(block[kind])] : []));
}

/** AWS counts the members of lists from 1 where its model of the API speaks. */
export function memberPath(path: string): string {
  return path.replace(/\.(\d+)/g, (_, at) => `.${Number(at) + 1}.member`);
}

/** AWS's words for a value which its model of the API does not take. `path` as they write it: `messages.1.member.role`. */
export function constraint(path: string, rule: string, value?: unknown): string {
  const named = value === undefined ? 'Value' : `Value '${value}'`;
  return `1 validation error detected: ${named} at '${path}' failed to satisfy constraint: Member must ${rule}`;
}

/** Errors of the model behind Converse come with these words. */
export function fromModel(message: string): string {
  return `The model returned the following errors: ${message}`;
}

/** What a request that has a field, or a key of one, too many is told. `path` is a JSON pointer. */
export function malformed(path: string, key: string): string {
  return fromModel(
    `Malformed input request: #${path}: extraneous key [${key}] is not permitted, please reformat your input and try again.`,
  );
}

/** The first key which is not among the known ones. */
export function unknownKey(value: JsonObject, known: readonly string[]): string | undefined {
  return Object.keys(value).find((key) => !known.includes(key));
}

/** A message with its blocks. */
interface Turn extends JsonObject {
  content: JsonObject[];
}

export function user(...content: JsonObject[]): Turn {
  return { role: 'user', content };
}

export function assistant(...content: JsonObject[]): Turn {
  return { role: 'assistant', content };
}

export const hello = user({ text: 'Hello' });

/** A tool, as `toolConfig` has it. */
export function tool(fields: JsonObject = {}): JsonObject {
  return { toolSpec: { name: 'Read', inputSchema: { json: { type: 'object', properties: {} } }, ...fields } };
}

export function withTools(...tools: JsonObject[]): JsonObject {
  return { toolConfig: { tools } };
}

/** A question, a call of a tool, and its result. */
export function toolTurns(result: JsonObject = {}, id = 'tooluse_1'): JsonObject[] {
  return [
    hello,
    assistant({ toolUse: { toolUseId: id, name: 'Read', input: {} } }),
    user({ toolResult: { toolUseId: id, content: [{ text: 'contents' }], ...result } }),
  ];
}

/** A call of a tool, and its result, as turns. */
export function call(fields: JsonObject = {}): Turn {
  return assistant({ toolUse: { toolUseId: 'tooluse_1', name: 'Read', input: {}, ...fields } });
}

export function result(fields: JsonObject = {}): Turn {
  return user({ toolResult: { toolUseId: 'tooluse_1', content: [{ text: 'contents' }], ...fields } });
}

/** A conversation in which there are tools. */
export function asking(messages: JsonObject[]): JsonObject {
  return { messages, ...withTools(tool()) };
}
