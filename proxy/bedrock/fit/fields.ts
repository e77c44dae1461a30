import type { SurfaceName } from '../catalogue/catalogue.ts';
import { asRecord } from '../json/values.ts';
import { dropBetas, SAFEGUARD_BETAS } from './betas.ts';
import { type FitContext, hasBeta, note } from './context.ts';
import { thinkingIsOn } from './thinking.ts';

interface FieldRule {
  readonly field: string;
  /** Where it is refused; both surfaces where nothing is said. */
  readonly on?: SurfaceName;
  readonly source: string;
}

/**
 * Top-level fields that are taken out. A field that is in no row is sent: if it is refused by name, that is learned
 * (see lessons/), so that a new field of the API needs no new version of Adit.
 */
const REFUSED: readonly FieldRule[] = [
  { field: 'container', source: 'LiteLLM types/llms/bedrock.py: not among the fields of InvokeModel' },
  { field: 'mcp_servers', source: 'Anthropic docs: MCP servers run on the first-party API alone' },
  { field: 'inference_geo', source: 'ADR-026: 400 Extra inputs, Messages and InvokeModel' },
  { field: 'fallbacks', source: 'ADR-026: 400 Extra inputs, Messages and InvokeModel' },
  { field: 'speed', source: 'Anthropic docs: fast mode is not on Bedrock' },
  { field: 'tags', source: 'Claude Code docs, LLM gateway protocol: drop tags' },
  { field: 'max_tokens_to_sample', source: 'BerriAI/litellm#15172: a field of the text completions of 2023' },
  { field: 'guardrails', source: 'BerriAI/litellm#13825: guardrails are headers on Bedrock' },
  { field: 'reasoning', source: 'BerriAI/litellm#13609: a field of another API' },
  { field: 'reasoning_effort', source: 'BerriAI/litellm#13609: a field of another API' },
  { field: 'anthropic_version', on: 'messages', source: 'AWS docs, Messages API on bedrock-runtime: a header there' },
  { field: 'anthropic_beta', on: 'messages', source: 'AWS docs, Messages API on bedrock-runtime: a header there' },
];

/** Fields that are refused unless a beta flag comes along. */
const NEEDS_BETA: readonly { field: string; prefixes: readonly string[]; source: string }[] = [
  {
    field: 'context_management',
    prefixes: ['context-management-', 'compact-'],
    source: 'anthropics/claude-code#49548, BerriAI/litellm#27532: Extra inputs without the flag',
  },
];

/** What edits of `context_management` need, by prefix of their type (anthropics/claude-code#21595). */
const EDITS: readonly { prefix: string; beta: string; needsThinking?: boolean }[] = [
  { prefix: 'clear_thinking_', beta: 'context-management-', needsThinking: true },
  { prefix: 'clear_', beta: 'context-management-' },
  { prefix: 'compact_', beta: 'compact-' },
];

/** Takes out the top-level fields that the surface refuses, and keeps in pairs what comes in pairs. */
export function fitFields(context: FitContext): void {
  fitServiceTier(context);
  for (const { field, on } of REFUSED) {
    if (on && on !== context.surface) continue;
    if (context.body.remove(field) && !on) note(context, `${field} dropped`);
  }
  for (const { field, prefixes } of NEEDS_BETA) {
    if (context.body.has(field) && !hasBeta(context, ...prefixes)) {
      context.body.remove(field);
      note(context, `${field} dropped with its beta`);
    }
  }
  fitContextEdits(context);
  fitSafeguards(context);
  fitMetadata(context);
}

function fitContextEdits(context: FitContext): void {
  const management = asRecord(context.body.read('context_management'));
  const edits = Array.isArray(management?.edits) ? management.edits : [];
  const kept = edits.filter((edit) => takesEdit(context, asRecord(edit)?.type));
  if (kept.length === edits.length) return;
  if (kept.length > 0) context.body.write('context_management', { ...management, edits: kept });
  else context.body.remove('context_management');
}

function takesEdit(context: FitContext, type: unknown): boolean {
  const row = typeof type === 'string' ? EDITS.find(({ prefix }) => type.startsWith(prefix)) : undefined;
  if (!row) return true;
  const unthinking = row.needsThinking === true && !thinkingIsOn(context);
  if (hasBeta(context, row.beta) && !unthinking) return true;
  note(context, `context_management.${type} dropped${unthinking ? ': thinking is off' : ' with its beta'}`);
  return false;
}

/** A tier of Bedrock's goes along as a header (see client-request.ts). */
function fitServiceTier(context: FitContext): void {
  if (context.body.remove('service_tier') && !context.headers['x-amzn-bedrock-service-tier']) {
    note(context, 'service_tier dropped');
  }
}

function fitSafeguards(context: FitContext): void {
  if (SAFEGUARD_BETAS.every((prefix) => hasBeta(context, prefix))) return;
  if (context.body.remove('safeguards')) note(context, 'safeguards dropped with its betas');
  dropBetas(context, ...SAFEGUARD_BETAS);
}

/** What Bedrock allows in metadata.user_id (agentgateway#1739). */
const USER_ID = /^[a-zA-Z0-9\s:_@$#=/+,\-.]{0,256}$/;

/** Claude Code writes JSON into metadata.user_id, which Bedrock refuses: its session id says as much. */
function fitMetadata(context: FitContext): void {
  const metadata = asRecord(context.body.read('metadata'));
  const userId = metadata?.user_id;
  if (typeof userId !== 'string' || USER_ID.test(userId)) return;
  const session = sessionOf(userId);
  const { user_id: _, ...rest } = metadata ?? {};
  if (session !== undefined) context.body.write('metadata', { ...rest, user_id: session });
  else if (Object.keys(rest).length > 0) context.body.write('metadata', rest);
  else context.body.remove('metadata');
  note(context, session === undefined ? 'metadata.user_id dropped' : 'metadata.user_id reduced to its session');
}

function sessionOf(userId: string): string | undefined {
  try {
    const session = asRecord(JSON.parse(userId))?.session_id;
    return typeof session === 'string' && USER_ID.test(session) ? session : undefined;
  } catch {
    return undefined;
  }
}
