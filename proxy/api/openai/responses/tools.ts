import { refused } from '../refused.ts';
import { DOUBLE_DROPPED, freeForm, STRICT_DROPPED, toInputSchema } from '../tool-schema.ts';
import type { Notes } from './content.ts';
import type {
  CustomTool,
  FunctionTool,
  HostedTool,
  NamespaceTool,
  ResponsesRequest,
  Tool,
  ToolChoice,
} from './request.ts';
import type { ToolNames } from './tool-names.ts';

/** A tool of the Messages API. */
export interface MessagesTool {
  readonly name: string;
  readonly description?: string;
  readonly input_schema: Readonly<Record<string, unknown>>;
}

/** Tools and their choice in the fields of the Messages API; empty where there are none. */
export interface MessagesTools {
  readonly tools?: readonly MessagesTool[];
  readonly tool_choice?: Choice & { readonly disable_parallel_tool_use?: true };
}

/**
 * Translates the tools of a request, and those that its items bring. Takes their names into `names`; leaves out, with a
 * note, what is neither a function nor takes text. Throws AditError (400) where the choice forces a tool that is not there.
 */
export function translateTools(
  { tools, tool_choice, parallel_tool_calls }: ResponsesRequest,
  additional: readonly Tool[],
  names: ToolNames,
  notes: Notes,
): MessagesTools {
  const all = [...(tools ?? []), ...additional].flatMap((tool) => translate(tool, names, notes));
  const choice = tool_choice ?? 'auto';
  const allowed = allowedNames(choice, names);
  const offered = allowed ? all.filter(({ name }) => allowed.has(name)) : all;
  const kind = choiceOf(choice, names, offered);
  if (offered.length === 0) return {};
  const isOneByOne = parallel_tool_calls === false && kind.type !== 'none';
  if (kind.type === 'auto' && !isOneByOne) return { tools: offered };
  return { tools: offered, tool_choice: { ...kind, ...(isOneByOne ? { disable_parallel_tool_use: true } : {}) } };
}

function translate(tool: Tool, names: ToolNames, notes: Notes): MessagesTool[] {
  if (tool.type !== 'namespace' || !('tools' in tool)) return single(tool as HostedTool, undefined, names, notes);
  const { name, description, tools } = tool as NamespaceTool;
  return tools.flatMap((nested, index) => {
    // What is said of them all is said once.
    const common = index === 0 && description ? `${name}: ${description}` : undefined;
    return single(nested, name, names, notes, common);
  });
}

function single(
  tool: FunctionTool | CustomTool | HostedTool,
  namespace: string | undefined,
  names: ToolNames,
  notes: Notes,
  common?: string,
): MessagesTool[] {
  if (tool.type !== 'function' && tool.type !== 'custom') {
    notes.add(`tools.${tool.type.slice(0, 40)} dropped: only OpenAI's own models have it`);
    return [];
  }
  const own = tool as FunctionTool | CustomTool;
  const name = names.add({ namespace, name: own.name, isFreeForm: own.type === 'custom' });
  if (name === undefined) {
    notes.add(DOUBLE_DROPPED);
    return [];
  }
  const translated = own.type === 'custom' ? withText(own as CustomTool) : withSchema(own as FunctionTool, notes);
  const description = [common, translated.description].filter(Boolean).join('\n\n');
  return [{ name, ...translated, ...(description ? { description } : {}) }];
}

function withSchema({ description, parameters, strict }: FunctionTool, notes: Notes): Omit<MessagesTool, 'name'> {
  if (strict) notes.add(STRICT_DROPPED);
  return { ...(description ? { description } : {}), input_schema: toInputSchema(parameters, notes) };
}

function withText({ description, format }: CustomTool): Omit<MessagesTool, 'name'> {
  return freeForm(description, format?.type === 'grammar' ? format : undefined);
}

interface Choice {
  readonly type: string;
  readonly name?: string;
}

/** The names that `allowed_tools` leaves; undefined where all are allowed. */
function allowedNames(choice: ToolChoice, names: ToolNames): Set<string> | undefined {
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return undefined;
  const tools = choice.tools ?? [];
  return new Set(tools.flatMap(({ namespace, name }) => names.find(namespace ?? undefined, name ?? '') ?? []));
}

function choiceOf(choice: ToolChoice, names: ToolNames, offered: readonly MessagesTool[]): Choice {
  const word = typeof choice === 'string' ? choice : choice.type === 'allowed_tools' ? (choice.mode ?? 'auto') : '';
  if (word === 'auto' || word === 'none') return { type: word };
  if (word === 'required') {
    if (offered.length > 0) return { type: 'any' };
    throw refused('tool_choice: a tool is required, and no tool is left that the model could call.');
  }
  const { type, name, namespace } = choice as Exclude<ToolChoice, string>;
  if (type !== 'function' && type !== 'custom') {
    throw refused(
      `tool_choice: only OpenAI's own models have the tool "${type.slice(0, 40)}". Choose one of your own, or none.`,
    );
  }
  const flat = names.find(namespace ?? undefined, name ?? '');
  if (flat === undefined) throw refused(`tool_choice: Tool choice '${name ?? ''}' not found in 'tools' parameter.`);
  return { type: 'tool', name: flat };
}
