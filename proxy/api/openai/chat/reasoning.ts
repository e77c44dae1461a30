import { isClaude, type Model } from '../../../bedrock/catalogue/catalogue.ts';
import { ABILITIES } from '../../../bedrock/fit/abilities.ts';
import { asRecord } from '../../../bedrock/json/values.ts';
import type { ThinkingBlock } from '../thinking-memory.ts';
import type { Turn } from './conversation.ts';
import type { ChatRequest } from './request.ts';

/** How a model is to think, in the fields of the Messages API. */
export interface Thinking {
  readonly thinking?: Readonly<Record<string, unknown>>;
  readonly effort?: string;
  /** Tokens for thinking alone. */
  readonly budget?: number;
  readonly notes: readonly string[];
}

/** What a request says of thinking, in any of the three ways that clients have for it. */
export function toThinking(request: ChatRequest, turns: readonly Turn[], model: Model | undefined): Thinking {
  const { thinking, effort } = wished(request);
  const level = effort === undefined ? {} : { effort };
  if (!thinking) return { ...level, notes: [] };
  const { budget_tokens } = thinking;
  const budget = typeof budget_tokens === 'number' && budget_tokens > 0 ? { budget: budget_tokens } : {};
  // Adaptive thinking may come after a call without any; what a model makes of it is for fit/thinking.ts to say.
  const unthinking = thinking.type === 'enabled' && callsToolUnthinking(turns);
  const form = unthinking ? { type: 'adaptive' } : thinking;
  return {
    thinking: form.type === 'disabled' ? form : { ...shown(request, model), ...form },
    ...level,
    ...(unthinking ? {} : budget),
    notes: unthinking ? ['thinking budget dropped: the last tool call came without thinking'] : [],
  };
}

/** Whether a request asks for thinking. */
export function wantsThinking({ thinking }: Thinking): boolean {
  return thinking !== undefined && thinking.type !== 'disabled';
}

type Detail = Readonly<Record<string, unknown>>;

/**
 * Thinking as OpenRouter's API hands it out and takes it back (OpenRouterTeam/ai-sdk-provider,
 * src/schemas/reasoning-details.ts): the nearest that there is to a convention for signatures in Chat Completions.
 */
export function toDetail(block: ThinkingBlock, index: number): Detail {
  const about = { format: FORMAT, index };
  if (block.type === 'redacted_thinking') return { type: 'reasoning.encrypted', data: block.data, ...about };
  return { type: 'reasoning.text', text: block.thinking, signature: block.signature, ...about };
}

/** The thinking in an assistant message's `reasoning_details`; anything that a Claude model did not sign is left out. */
export function fromDetails(details: unknown): ThinkingBlock[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((item): ThinkingBlock[] => {
    const { type, text, signature, data, format = FORMAT } = asRecord(item) ?? {};
    if (format !== FORMAT) return [];
    if (type === 'reasoning.encrypted' && typeof data === 'string') return [{ type: 'redacted_thinking', data }];
    if (type !== 'reasoning.text' || typeof signature !== 'string' || signature === '') return [];
    return [{ type: 'thinking', thinking: typeof text === 'string' ? text : '', signature }];
  });
}

const FORMAT = 'anthropic-claude-v1';

function wished({ thinking, reasoning, reasoning_effort }: ChatRequest): {
  thinking?: Readonly<Record<string, unknown>>;
  effort?: string;
} {
  const asked = reasoning?.effort ?? reasoning_effort;
  // Below low there is nothing.
  const level = asked === 'minimal' ? 'low' : asked;
  const effort = level && level !== 'none' ? { effort: level } : {};
  if (thinking) return { thinking, ...effort };
  if (asked === 'none' || reasoning?.enabled === false) return { thinking: { type: 'disabled' } };
  if (reasoning?.max_tokens) return { thinking: { type: 'enabled', budget_tokens: reasoning.max_tokens }, ...effort };
  if (asked || reasoning?.enabled) return { thinking: { type: 'adaptive' }, ...effort };
  return {};
}

/** From 4.7 on the text of thinking is left out unless it is asked for (anthropics/claude-code#49268). */
function shown({ reasoning }: ChatRequest, model: Model | undefined): { display?: string } {
  const leavesOut = isClaude(model) && ABILITIES[model.key]?.budgetThinking === false;
  return leavesOut && !reasoning?.exclude ? { display: 'summarized' } : {};
}

function callsToolUnthinking(turns: readonly Turn[]): boolean {
  const types = turns.findLast(({ role }) => role === 'assistant')?.content.map(({ type }) => type) ?? [];
  return types.includes('tool_use') && !/thinking$/.test(types[0] ?? '');
}
