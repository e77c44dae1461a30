import { AditError } from '../../errors.ts';
import type { ArrangedTurn } from '../messages/arrange.ts';
import type { Tool } from '../messages/request.ts';
import { isBlank } from '../messages/words.ts';
import type { ToolChoiceKind } from './abilities.ts';
import type { ConverseContext } from './context.ts';
import { toolSchema } from './schema.ts';
import { encodeToolName } from './tool-ids.ts';
import type { ConverseBody, ConverseTool, Json } from './wire.ts';

type ToolConfig = Exclude<ConverseBody['toolConfig'], undefined>;

/** Said to the model where a client lets it call no tool, which Converse has no field for. */
export const NO_TOOL_NOW = 'Answer in words now: no tool can be called in this turn.';

/**
 * The tools of a request. Converse wants them wherever the conversation has calls or results (RooCodeInc/Roo-Code#10155,
 * vercel/ai#7537): what the client left out is rebuilt from the calls. Throws AditError (400) for tools that Anthropic
 * defines, and for a model without tools that is to call one or did.
 */
export function toToolConfig(turns: readonly ArrangedTurn[], context: ConverseContext): ToolConfig | undefined {
  const { request, abilities, notes } = context;
  const used = usedNames(turns);
  const isNone = request.tool_choice?.type === 'none';
  const given = request.tools.flatMap((tool, index) => ownTool(tool, index, notes));
  if (!abilities.tools) return withoutTools(given, used, context);
  const tools = isNone ? given.filter(({ name }) => used.has(name)) : given;
  if (tools.length === 0 && used.size === 0) return undefined;
  const missing = tools.length === 0 || isNone ? used.difference(new Set(tools.map(({ name }) => name))) : [];
  if (!isNone && tools.length === 0) notes.add('tools rebuilt from the conversation');
  const all = [...uniqueByName(tools), ...[...missing].map((name) => ({ name }) as Tool)];
  const kind = isNone ? 'auto' : choiceKind(all, context);
  const name = request.tool_choice?.type === 'tool' ? request.tool_choice.name : undefined;
  // Where a model can be forced, but not to one tool, it gets no other.
  const sent = kind === 'any' && name !== undefined ? all.filter((it) => it.name === name || used.has(it.name)) : all;
  return { tools: sent.map((tool) => toSpec(tool, context)), ...toolChoice(kind, name ?? '') };
}

/** Names of the tools that were called. */
function usedNames(turns: readonly ArrangedTurn[]): Set<string> {
  const blocks = turns.flatMap((turn) => turn.blocks);
  return new Set(blocks.flatMap((block) => (block.type === 'tool_use' ? [block.name] : [])));
}

/** Tools that Anthropic defines have no schema that another model could read, or run at Anthropic. */
function ownTool(tool: Tool, index: number, notes: Set<string>): Tool[] {
  if (!tool.type || tool.type === 'custom') return [tool];
  if (tool.type.startsWith('tool_search_tool_')) {
    // Nothing is deferred on Converse, so there is nothing to search for.
    notes.add('tool search dropped: all tools are sent');
    return [];
  }
  throw refused(
    `tools.${index}: tool type "${tool.type.slice(0, 64)}" is Anthropic's own, and this model does not know it. ` +
      'Leave it out, or give the model a tool of your own that does the same.',
  );
}

function withoutTools(tools: readonly Tool[], used: ReadonlySet<string>, context: ConverseContext): undefined {
  const { request, target, notes } = context;
  const forces = request.tool_choice?.type === 'any' || request.tool_choice?.type === 'tool';
  if (used.size > 0 || (forces && tools.length > 0)) {
    const name = target.model?.name ?? target.modelId;
    throw refused(`${name} cannot use tools on Amazon Bedrock. Choose another model for this conversation.`);
  }
  if (tools.length > 0) notes.add('tools dropped: this model cannot use them');
}

function uniqueByName(tools: readonly Tool[]): Tool[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}

function toSpec(tool: Tool, { abilities, notes }: ConverseContext): ConverseTool {
  const { name, description, input_schema, strict } = tool;
  const isStrict = strict === true && abilities.structuredOutput;
  if (strict === true && !isStrict) notes.add('tools.strict dropped');
  return {
    toolSpec: {
      name: encodeToolName(name),
      // Bedrock refuses one that is empty.
      ...(description && !isBlank(description) ? { description } : {}),
      inputSchema: { json: toolSchema(input_schema ?? {}, abilities.schemaFields) as Json },
      ...(isStrict ? { strict: true } : {}),
    },
  };
}

function choiceKind(tools: readonly Tool[], { request, abilities, notes }: ConverseContext): ToolChoiceKind {
  const choice = request.tool_choice;
  if (choice?.disable_parallel_tool_use) notes.add('tool_choice.disable_parallel_tool_use dropped');
  if (choice?.type !== 'any' && choice?.type !== 'tool') return 'auto';
  const isKnown = choice.type === 'any' || tools.some(({ name }) => name === choice.name);
  const wanted: ToolChoiceKind[] = isKnown ? [choice.type, 'any', 'auto'] : ['auto'];
  const kind = wanted.find((it) => abilities.toolChoices.includes(it)) ?? 'auto';
  if (kind !== choice.type) notes.add(`tool_choice.${choice.type} sent as ${kind}`);
  return kind;
}

function toolChoice(kind: ToolChoiceKind, name: string): Pick<ToolConfig, 'toolChoice'> {
  if (kind === 'auto') return {};
  return { toolChoice: kind === 'any' ? { any: {} } : { tool: { name: encodeToolName(name) } } };
}

function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
