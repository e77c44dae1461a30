import { asRecord } from '../../../bedrock/json/values.ts';
import { cacheOf } from './content.ts';
import { refused } from './refused.ts';
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
  const all = listed ? listed.map(toTool) : functions.map((it) => functionTool(it, it));
  const tools = allowed(all, request);
  const legacy = functions.length > 0;
  const custom = new Set(listed?.flatMap((tool) => (tool.type === 'custom' ? [tool.custom.name] : [])));
  const isStrict = listed?.some((tool) => tool.type === 'function' && tool.function.strict === true);
  const choice = tools.length > 0 ? toChoice(request, legacy) : undefined;
  // https://platform.claude.com/docs/en/api/openai-sdk: strict is ignored there too; schemas of OpenAI's are not Claude's.
  return { tools, choice, custom, legacy, notes: isStrict ? ['tools.strict dropped'] : [] };
}

function toTool(tool: ChatTool): Tool {
  if (tool.type === 'function') return functionTool(tool.function, { ...tool.function, ...tool });
  const { name, description, format } = tool.custom;
  const grammar = asRecord(format?.grammar)?.definition;
  const words = [description, typeof grammar === 'string' ? `The input follows this grammar:\n${grammar}` : ''];
  const input_schema = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] };
  return { name, ...described(words.filter(Boolean).join('\n\n')), input_schema, ...cacheOf(tool) };
}

function functionTool({ name, description, parameters }: ChatFunction, marked: Fields): Tool {
  const input_schema = { type: 'object', ...(parameters ?? { properties: {} }) };
  return { name, ...described(description), input_schema, ...cacheOf(marked) };
}

function described(description: string | null | undefined): { description?: string } {
  return description ? { description } : {};
}

function allowed(tools: readonly Tool[], { tool_choice }: ChatRequest): readonly Tool[] {
  if (typeof tool_choice !== 'object' || tool_choice?.type !== 'allowed_tools') return tools;
  const names = new Set(tool_choice.allowed_tools.tools.map((tool) => (tool.function ?? tool.custom)?.name));
  const kept = tools.filter(({ name }) => names.has(name));
  if (kept.length === 0) throw refused('tool_choice.allowed_tools.tools', 'none of them is in tools');
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
