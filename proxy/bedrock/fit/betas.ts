import type { FitContext } from './context.ts';
import { note } from './context.ts';

/**
 * The beta flags that Bedrock takes, by prefix, so that a new date needs no new row. What is not here is dropped: an
 * unknown flag is refused on InvokeModel as "invalid beta flag", without its name, and takes the whole request along.
 *
 * Sources: [1] LiteLLM anthropic_beta_headers_config.json (MIT), late 2026; [2] measured one by one on InvokeModel,
 * CLIProxyAPI#4750, August 2026; [3] AWS's list as cited in BerriAI/litellm PR 19877; [4] sent by Claude Code 2.1.329
 * in its own Bedrock mode; [5] measured on bedrock-runtime's Messages API, whchoi98/model-monitoring ADR-026.
 */
const ALLOWED = [
  'claude-code-', // [2]
  'interleaved-thinking-', // [2] [3]
  'context-1m-', // [1] [3] [4]
  'context-management-', // [1] [2] [3] [5]
  'compact-', // [1] [5]
  'effort-', // [1] [3]
  'fine-grained-tool-streaming-', // [1] [5]
  'tool-search-tool-', // [1] [3] [4] [5]
  'tool-examples-', // [3]
  'computer-use-', // [1] [3]
  'thinking-binding-controls-', // [1]
  'thinking-display-updates-', // [1] [4]
  'thinking-token-count-', // [4]
  'mid-conversation-', // [1]
  'dangerous-tool-use-', // [1] [4]
  'afk-mode-', // [4]
  'structured-outputs-2025-12', // [2]; 2025-11-13 is refused [1]
] as const;

/** Flags that Bedrock knows by another name. */
const RENAMED: readonly { from: string; to: string; source: string }[] = [
  {
    from: 'advanced-tool-use-',
    to: 'tool-search-tool-2025-10-19',
    source: 'BerriAI/litellm PR 19373: the flag of the first-party API is refused on Bedrock',
  },
];

/** Flags that InvokeModel was measured to take ([2]): what is sent when a nameless refusal leaves open which was meant. */
const SAFE = ['claude-code-', 'interleaved-thinking-', 'context-management-', 'structured-outputs-2025-12'] as const;

/** Flags without which `safeguards` is refused, and which mean nothing without it (Claude Code sends all three). */
export const SAFEGUARD_BETAS = ['dangerous-tool-use-', 'afk-mode-'] as const;

/** Sent where a tool asks for its input as it is written; refused tools' own switch on older surfaces. */
export const FINE_GRAINED_TOOL_STREAMING = 'fine-grained-tool-streaming-2025-05-14';

/** Sent for effort on Opus 4.5, whose only models need it. */
export const EFFORT = 'effort-2025-11-24';

/** Lets a context window of a million tokens be used where a model has one behind a flag. */
export const CONTEXT_1M = 'context-1m-2025-08-07';

/** The flags of a comma-separated header. */
export function splitBetas(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((flag) => flag.trim())
    .filter(Boolean);
}

/** Whether a flag is one of those measured to be taken. */
export function isSafeBeta(flag: string): boolean {
  return SAFE.some((prefix) => flag.startsWith(prefix));
}

/** A name for what a flag goes together with; its own where it goes alone. */
export function togetherWith(flag: string): string {
  return SAFEGUARD_BETAS.some((prefix) => flag.startsWith(prefix)) ? 'safeguards' : flag;
}

/** Takes the client's flags into the context: renamed, filtered by table, model, and earlier refusals. */
export function fitBetas(context: FitContext, wanted: readonly string[]): void {
  const safeguards = wantsSafeguards(context, wanted);
  for (const flag of wanted) {
    const known = RENAMED.find(({ from }) => flag.startsWith(from))?.to ?? flag;
    const alone = !safeguards && togetherWith(flag) === 'safeguards';
    if (alone || !addBeta(context, known)) note(context, `beta ${flag} dropped`);
  }
}

function wantsSafeguards({ body, lessons }: FitContext, wanted: readonly string[]): boolean {
  const whole = SAFEGUARD_BETAS.every((prefix) => wanted.some((flag) => flag.startsWith(prefix)));
  return whole && body.has('safeguards') && !lessons.refusedFields.includes('safeguards');
}

/** Adds a flag if the model and the surface take it; false where they do not. */
export function addBeta(context: FitContext, flag: string): boolean {
  const own = context.abilities?.betas;
  const starts = (prefix: string) => flag.startsWith(prefix);
  const taken =
    (ALLOWED.some(starts) || context.allowedBetas.some(starts)) &&
    !own?.refuses?.some(starts) &&
    (own?.only?.some(starts) ?? true) &&
    !context.lessons.refusesBeta(flag);
  if (taken) context.betas.add(flag);
  return taken;
}

/** Takes out the flags with these prefixes. */
export function dropBetas(context: FitContext, ...prefixes: string[]): void {
  for (const flag of context.betas) {
    if (!prefixes.some((prefix) => flag.startsWith(prefix))) continue;
    context.betas.delete(flag);
    note(context, `beta ${flag} dropped`);
  }
}
