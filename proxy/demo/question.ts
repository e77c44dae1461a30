import type { BedrockCall, JsonObject } from './call.ts';

/** A tool that the answer has to call. */
export interface ForcedTool {
  name: unknown;
  schema: unknown;
}

/** What the demo reads of a request, each surface in its own fields. */
interface Reader {
  /** Where the conversation stands. */
  field: 'messages' | 'input';
  /** Offered tools, and which of them is forced: one by its name, or whichever (`any`). */
  tools(body: JsonObject): { offered: ForcedTool[]; forced?: { name?: unknown } | undefined };
  /** The schema that the answer has to satisfy. */
  schema(body: JsonObject): unknown;
}

const messages: Reader = {
  field: 'messages',
  tools({ tools, tool_choice }) {
    const { type, name } = objectOf(tool_choice);
    const offered = objectsOf(tools).map((tool) => ({ name: tool.name, schema: tool.input_schema }));
    return { offered, forced: type === 'any' ? {} : type === 'tool' ? { name } : undefined };
  },
  schema({ output_config }) {
    const format = objectOf(objectOf(output_config).format);
    return format.type === 'json_schema' ? format.schema : undefined;
  },
};

const converse: Reader = {
  field: 'messages',
  tools({ toolConfig }) {
    const { tools, toolChoice } = objectOf(toolConfig);
    const specs = objectsOf(tools).map(({ toolSpec }) => objectOf(toolSpec));
    const { any, tool } = objectOf(toolChoice);
    const offered = specs.map(({ name, inputSchema }) => ({ name, schema: objectOf(inputSchema).json }));
    return { offered, forced: any ? {} : tool ? { name: objectOf(tool).name } : undefined };
  },
  schema({ outputConfig }) {
    const { structure } = objectOf(objectOf(outputConfig).textFormat);
    return parse(objectOf(objectOf(structure).jsonSchema).schema);
  },
};

const chat: Reader = {
  field: 'messages',
  tools({ tools, tool_choice }) {
    const functions = objectsOf(tools).map((tool) => objectOf(tool.function));
    const offered = functions.map(({ name, parameters }) => ({ name, schema: parameters }));
    return { offered, forced: openAiChoice(tool_choice, objectOf(objectOf(tool_choice).function).name) };
  },
  schema: ({ response_format }) => objectOf(objectOf(response_format).json_schema).schema,
};

const responses: Reader = {
  field: 'input',
  tools({ tools, tool_choice }) {
    const offered = objectsOf(tools).map(({ name, parameters }) => ({ name, schema: parameters }));
    return { offered, forced: openAiChoice(tool_choice, objectOf(tool_choice).name) };
  },
  schema({ text }) {
    const format = objectOf(objectOf(text).format);
    return format.type === 'json_schema' ? format.schema : undefined;
  },
};

/** Where the conversation stands in a call's body. */
export function conversationField(call: BedrockCall): 'messages' | 'input' {
  return readerOf(call).field;
}

/** The turns of a call, oldest first; a prompt that is text alone is a turn of the user's. */
export function turnsOf(call: BedrockCall): JsonObject[] {
  const turns = call.body[conversationField(call)];
  return typeof turns === 'string' ? [{ role: 'user', content: turns }] : objectsOf(turns);
}

/** The tool which the answer has to call; undefined where it is free to answer in text. */
export function forcedTool(call: BedrockCall): ForcedTool | undefined {
  const { offered, forced } = readerOf(call).tools(call.body);
  if (!forced) return undefined;
  return 'name' in forced ? offered.find(({ name }) => name === forced.name) : offered[0];
}

/** How Adit asks for a schema where the model has no structured outputs. */
const schemaPrompt = 'Respond with only a JSON value';

/** The schema which the answer has to satisfy, from the API's own field or from Adit's words for it. */
export function answerSchema(call: BedrockCall): unknown {
  const { system, instructions } = call.body;
  const leading = turnsOf(call).filter(({ role }) => role === 'system' || role === 'developer');
  const texts = [...textsIn(system), ...textsIn(instructions), ...leading.flatMap(({ content }) => textsIn(content))];
  const prompt = texts.find((text) => text.startsWith(schemaPrompt));
  return readerOf(call).schema(call.body) ?? (prompt && firstJson(prompt));
}

/** The last text of the user's last turn; empty where there is none. */
export function lastUserText(call: BedrockCall): string {
  const user = turnsOf(call).findLast(({ role }) => role === 'user');
  return textsIn(user?.content).at(-1) ?? '';
}

function readerOf({ operation }: BedrockCall): Reader {
  if (operation === 'chat') return chat;
  if (operation === 'responses') return responses;
  return operation.startsWith('converse') ? converse : messages;
}

function openAiChoice(choice: unknown, name: unknown): { name?: unknown } | undefined {
  if (choice === 'required') return {};
  return name === undefined ? undefined : { name };
}

/** Text as it is, or the text of blocks, whatever else these hold. */
function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return objectsOf(content).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
}

function firstJson(text: string): unknown {
  return parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
