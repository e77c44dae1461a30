import { asRecord } from '../../../bedrock/json/values.ts';
import { refused } from '../refused.ts';
import { DOUBLE_DROPPED, freeForm, STRICT_DROPPED, toInputSchema } from '../tool-schema.ts';
import { cacheOf } from './content.ts';
import type { ChatFunction, ChatRequest, ChatTool } from './request.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A tool of the Messages API. */
export interface Tool {
  readonly name: string;
  readonly [field: string]: unknown;
}

export interface Tools {
  /** None is no list: an empty one is refused. */
  readonly tools: readonly Tool[];
  readonly choice: Fields | undefined;
  /** Tools whose input is a text and not an object. */
  readonly custom: ReadonlySet<string>;
  /** Whether the client speaks of functions, as before there were tools. */
  readonly legacy: boolean;
  readonly notes: readonly string[];
}

/** The tools of a request, and what it says of their use. Throws AditError (400) where it allows only tools that it lacks. */
export function toTools(request: ChatRequest): Tools {
  const listed = request.tools?.length ? request.tools : undefined;
  const functions = listed ? [] : (request.functions ?? []);
  const notes = new Set<string>();
  const all = listed ? listed.map((tool) => toTool(tool, notes)) : functions.map((it) => functionTool(it, it, notes));
  const tools = allowed(unique(all, notes), request);
  const legacy = functions.length > 0;
  const custom = new Set(listed?.flatMap((tool) => (tool.type === 'custom' ? [tool.custom.name] : [])));
  const choice = tools.length > 0 ? toChoice(request, legacy) : undefined;
  return { tools, choice, custom, legacy, notes: [...notes] };
}

function toTool(tool: ChatTool, notes: Set<string>): Tool {
  if (tool.type === 'function') return functionTool(tool.function, { ...tool.function, ...tool }, notes);
  const { name, description, format } = tool.custom;
  return { name, ...freeForm(description, asRecord(format?.grammar)), ...cacheOf(tool) };
}

function functionTool(tool: ChatFunction, marked: Fields, notes: Set<string>): Tool {
  const { name, description, parameters, strict } = tool;
  if (strict === true) notes.add(STRICT_DROPPED);
  const input_schema = toInputSchema(parameters, notes);
  return { name, ...(description ? { description } : {}), input_schema, ...cacheOf(marked) };
}

function unique(tools: readonly Tool[], notes: Set<string>): readonly Tool[] {
  const named = new Map(tools.toReversed().map((tool) => [tool.name, tool]));
  if (named.size < tools.length) notes.add(DOUBLE_DROPPED);
  return tools.filter((tool) => named.get(tool.name) === tool);
}

function allowed(tools: readonly Tool[], { tool_choice }: ChatRequest): readonly Tool[] {
  if (typeof tool_choice !== 'object' || tool_choice?.type !== 'allowed_tools') return tools;
  const names = new Set(tool_choice.allowed_tools.tools.map((tool) => (tool.function ?? tool.custom)?.name));
  const kept = tools.filter(({ name }) => names.has(name));
  if (kept.length === 0) throw refused('tool_choice.allowed_tools.tools: none of them is in tools.');
  return kept;
}

/** ToolChoice of @anthropic-ai/sdk. */
function toChoice(request: ChatRequest, legacy: boolean): Fields | undefined {
  const choice = legacy ? legacyChoice(request) : chosen(request);
  const one = legacy || request.parallel_tool_calls === false;
  if (choice.type === 'none') return choice;
  if (one) return { ...choice, disable_parallel_tool_use: true };
  return choice.type === 'auto' ? undefined : choice;
}

type Choice = { readonly type: 'auto' | 'any' | 'none' } | { readonly type: 'tool'; readonly name: string };

function chosen({ tool_choice: choice }: ChatRequest): Choice {
  if (!choice || choice === 'auto') return { type: 'auto' };
  if (choice === 'none') return { type: 'none' };
  if (choice === 'required') return { type: 'any' };
  if (choice.type === 'function') return { type: 'tool', name: choice.function.name };
  if (choice.type === 'custom') return { type: 'tool', name: choice.custom.name };
  return { type: choice.allowed_tools.mode === 'required' ? 'any' : 'auto' };
}

function legacyChoice({ function_call: choice }: ChatRequest): Choice {
  if (!choice || choice === 'auto') return { type: 'auto' };
  return choice === 'none' ? { type: 'none' } : { type: 'tool', name: choice.name };
}
