import { AditError } from '../../errors.ts';
import { isClaude } from '../catalogue/catalogue.ts';
import type { JsonObject } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { addBeta, FINE_GRAINED_TOOL_STREAMING } from './betas.ts';
import { type FitContext, hasBeta, note } from './context.ts';

/** Tools that Anthropic's own API runs itself, by prefix of their type; no surface of Bedrock has them (ADR-026). */
const SERVER_TOOLS = ['web_search_', 'web_fetch_', 'code_execution_', 'advisor_', 'mcp_toolset'];

interface ToolFieldRule {
  readonly field: string;
  /** Whether the field may stay. */
  readonly keeps: (context: FitContext) => boolean;
  readonly source: string;
}

/** Fields of a tool that are taken out where they may not stay. */
const TOOL_FIELDS: readonly ToolFieldRule[] = [
  {
    field: 'defer_loading',
    keeps: (context) => hasBeta(context, 'tool-search-tool-'),
    source: 'BerriAI/litellm#26113: Extra inputs without the tool search flag',
  },
  {
    field: 'input_examples',
    keeps: (context) => hasBeta(context, 'tool-examples-'),
    source: 'AWS docs, Claude tool use: behind tool-examples',
  },
  {
    field: 'strict',
    keeps: ({ surface, abilities }) => surface === 'invoke' && abilities?.structuredOutput !== false,
    source: 'ADR-026: 400 on the Messages API and on Claude 5',
  },
  {
    field: 'allowed_callers',
    keeps: () => false,
    source: 'LiteLLM: not among the tool fields; it names callers such as code execution, which Bedrock does not have',
  },
  { field: 'custom', keeps: () => false, source: 'BerriAI/litellm#22847: tools.0.custom: Extra inputs' },
];

/** Gives tools the fields that the surface and the model take. Throws a 400 for tools that Bedrock does not have. */
export function fitTools(context: FitContext): void {
  const tools = context.body.array('tools');
  if (!tools) return;
  if (tools.length === 0) {
    // Bedrock refuses an empty list, and a choice among none.
    context.body.remove('tools');
    context.body.remove('tool_choice');
    return;
  }
  for (let index = 0; index < tools.length; index++) {
    const tool = tools.object(index);
    if (!tool) continue;
    refuseServerTool(tool, index);
    hoistCustom(tool);
    fitEagerStreaming(context, tool);
    for (const { field, keeps } of TOOL_FIELDS) {
      if (tool.has(field) && !keeps(context)) {
        tool.remove(field);
        note(context, `tools.${field} dropped`);
      }
    }
  }
}

/** The tool that stands for all tools that run on the first-party API, if there is one. */
function refuseServerTool(tool: JsonObject, index: number): void {
  const type = tool.has('type') ? tool.read('type') : undefined;
  if (typeof type !== 'string' || !SERVER_TOOLS.some((prefix) => type.startsWith(prefix))) return;
  throw new AditError(
    'invalid_request_error',
    `tools.${index}: tool type "${type}" is not supported on Amazon Bedrock: Anthropic's own API runs that tool. ` +
      'Leave it out, or give the model a tool of your own that does the same.',
    { shouldRetry: false },
  );
}

/** Some clients put defer_loading inside `custom`, where only the first-party API looks for it. */
function hoistCustom(tool: JsonObject): void {
  const custom = asRecord(tool.has('custom') ? tool.read('custom') : undefined);
  if (custom && 'defer_loading' in custom && !tool.has('defer_loading')) {
    tool.write('defer_loading', custom.defer_loading);
  }
}

/** Claude 5 on the Messages API takes the switch; elsewhere a beta flag does the same for all tools (ADR-026). */
function fitEagerStreaming(context: FitContext, tool: JsonObject): void {
  if (!tool.has('eager_input_streaming')) return;
  if (context.surface === 'messages' && isClaude(context.model) && context.model.version >= 500) return;
  const wanted = tool.read('eager_input_streaming') === true;
  tool.remove('eager_input_streaming');
  if (wanted) addBeta(context, FINE_GRAINED_TOOL_STREAMING);
  note(context, 'tools.eager_input_streaming sent as a beta');
}
