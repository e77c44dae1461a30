import type { JsonObject } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import type { Effort } from './abilities.ts';
import { addBeta, EFFORT } from './betas.ts';
import { type FitContext, hasBeta, note } from './context.ts';
import { dropForeignThinking } from './foreign-thinking.ts';

/** The least a thinking budget may be, in tokens (Anthropic docs, extended thinking). */
const MIN_BUDGET = 1024;

/** The budget, in tokens, that stands in for adaptive thinking where a model knows only budgets. */
const DEFAULT_BUDGET = 16_000;

/**
 * Budgets, in tokens, for a wished effort where a model knows only budgets: doubled from step to step, and high, which
 * is Anthropic's default effort, is the default budget. No public source.
 */
const BUDGETS: ReadonlyMap<unknown, number> = new Map([
  ['low', 4_000],
  ['medium', 8_000],
  ['high', DEFAULT_BUDGET],
  ['xhigh', 32_000],
  ['max', 32_000],
]);

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Gives earlier thinking, effort, the answer's limit, thinking and sampling the form that the model takes. */
export function fitThinking(context: FitContext): void {
  const wasForeign = dropForeignThinking(context);
  const effort = asRecord(context.body.read('output_config'))?.effort;
  fitMaxTokens(context);
  fitEffort(context);
  fitForm(context, effort, wasForeign);
  fitForcedTool(context);
  fitSampling(context);
}

function fitMaxTokens(context: FitContext): void {
  const { body, model } = context;
  const wanted = body.read('max_tokens');
  if (!model || typeof wanted !== 'number' || wanted <= model.maxOutputTokens) return;
  body.write('max_tokens', model.maxOutputTokens);
  note(context, `max_tokens lowered to ${model.maxOutputTokens}, the limit of ${model.name}`);
}

function fitEffort(context: FitContext): void {
  const { body, abilities } = context;
  const config = asRecord(body.read('output_config'));
  if (!abilities || !config || !('effort' in config)) return;
  const { effort, ...rest } = config;
  const level = highestUpTo(effort, abilities.efforts);
  const refused = level === undefined || (abilities.effortNeedsBeta && !addBeta(context, EFFORT));
  if (!refused && level === effort) return;
  if (!refused) body.write('output_config', { ...config, effort: level });
  else if (Object.keys(rest).length > 0) body.write('output_config', rest);
  else body.remove('output_config');
  note(context, refused ? 'output_config.effort dropped' : `output_config.effort lowered to ${level}`);
}

/** The wanted level, or the nearest lower one that the model has; a level nobody knows is left to Bedrock to judge. */
function highestUpTo(wanted: unknown, levels: readonly Effort[]): unknown {
  const index = EFFORTS.indexOf(wanted as Effort);
  if (levels.length === 0) return undefined;
  return index < 0 ? wanted : EFFORTS.slice(0, index + 1).findLast((level) => levels.includes(level));
}

function fitForm(context: FitContext, effort: unknown, wasForeign: boolean): void {
  const { body, abilities } = context;
  const thinking = asRecord(body.read('thinking'));
  if (!thinking) return;
  if (thinking.display === 'updates' && !hasBeta(context, 'thinking-display-updates-')) {
    delete thinking.display;
    body.write('thinking', thinking);
    note(context, 'thinking.display dropped with its beta');
  }
  if (!abilities) return;
  const { type, budget_tokens: _, ...rest } = thinking;
  const getsBudget = type === 'adaptive' && !abilities.adaptiveThinking;
  if (type === 'enabled' && !abilities.budgetThinking) {
    body.write('thinking', { type: 'adaptive', ...rest });
    note(context, 'thinking.enabled sent as adaptive');
  } else if ((getsBudget || (wasForeign && type === 'enabled')) && callsToolUnthinking(body)) {
    body.remove('thinking');
    note(context, 'thinking dropped: the last tool call was made without it');
  } else if (getsBudget) {
    const budget = BUDGETS.get(effort) ?? DEFAULT_BUDGET;
    body.write('thinking', { type: 'enabled', budget_tokens: budget, ...rest });
    note(context, 'thinking.adaptive sent as enabled with a budget');
  } else if (type === 'adaptive' && 'budget_tokens' in thinking) {
    body.write('thinking', { type, ...rest });
    note(context, 'thinking.budget_tokens dropped');
  } else if (type === 'disabled') fitThinkingOff(context);
  fitBudget(context);
}

/**
 * Whether the last answer calls a tool and does not begin with thinking: adaptive thinking may skip it, and thinking
 * with a budget refuses a conversation that did (Anthropic docs, extended thinking).
 */
function callsToolUnthinking(body: JsonObject): boolean {
  const messages = body.array('messages');
  for (let index = (messages?.length ?? 0) - 1; index >= 0; index--) {
    if (messages?.object(index)?.read('role') !== 'assistant') continue;
    const content = asRecord(messages.read(index))?.content;
    const types = Array.isArray(content) ? content.map((block) => asRecord(block)?.type) : [];
    return types.includes('tool_use') && types[0] !== 'thinking' && types[0] !== 'redacted_thinking';
  }
  return false;
}

function fitThinkingOff(context: FitContext): void {
  const { body, abilities } = context;
  if (abilities?.thinkingOff === 'no') {
    body.remove('thinking');
    note(context, 'thinking.disabled dropped: this model always thinks');
    return;
  }
  const config = asRecord(body.read('output_config'));
  if (abilities?.thinkingOff === 'up-to-high' && (config?.effort === 'xhigh' || config?.effort === 'max')) {
    body.write('output_config', { ...config, effort: 'high' });
    note(context, 'output_config.effort lowered to high, since thinking is off');
  }
}

/** A budget is at least 1,024 tokens and below max_tokens; where there is no room for one, there is no thinking. */
function fitBudget(context: FitContext): void {
  const { body } = context;
  const thinking = asRecord(body.read('thinking'));
  const maxTokens = body.read('max_tokens');
  if (thinking?.type !== 'enabled' || typeof maxTokens !== 'number') return;
  const budget = typeof thinking.budget_tokens === 'number' ? thinking.budget_tokens : DEFAULT_BUDGET;
  const fitted = Math.min(Math.max(budget, MIN_BUDGET), maxTokens - 1);
  if (fitted < MIN_BUDGET) {
    body.remove('thinking');
    note(context, 'thinking dropped: max_tokens leaves no room for it');
  } else if (fitted !== thinking.budget_tokens) {
    body.write('thinking', { ...thinking, budget_tokens: fitted });
    note(context, `thinking.budget_tokens set to ${fitted}`);
  }
}

/** A forced tool and thinking exclude each other, and some models take no forced tool at all (sdk-typescript PR 798). */
function fitForcedTool(context: FitContext): void {
  const { body, abilities } = context;
  const choice = asRecord(body.read('tool_choice'));
  if (!abilities || (choice?.type !== 'any' && choice?.type !== 'tool')) return;
  const thinks = thinkingIsOn(context) || abilities.thinkingOff === 'no';
  if (abilities.forcedTool && !thinks) return;
  if (abilities.forcedTool && abilities.thinkingOff !== 'no') {
    body.write('thinking', { type: 'disabled' });
    note(context, 'thinking switched off, since tool_choice forces a tool');
    fitThinkingOff(context);
    return;
  }
  const { name: _, ...rest } = choice;
  body.write('tool_choice', { ...rest, type: 'auto' });
  note(context, `tool_choice.${choice.type} sent as auto, since this model cannot be forced`);
}

function fitSampling(context: FitContext): void {
  const { body, abilities } = context;
  if (!abilities) return;
  const refused = (...fields: string[]) => {
    for (const field of fields) if (body.remove(field)) note(context, `${field} dropped`);
  };
  if (abilities.sampling === 'none') refused('temperature', 'top_p', 'top_k');
  else if (thinkingIsOn(context)) {
    // Anthropic docs, extended thinking: no temperature but 1, no top_k, top_p from 0.95.
    refused('top_k');
    if (body.read('temperature') !== 1) refused('temperature');
    const top = body.read('top_p');
    if (typeof top === 'number' && top < 0.95) refused('top_p');
  }
  // BerriAI/litellm#15070: one of the two.
  if (body.has('temperature')) refused('top_p');
}

/** Whether the request says that the model is to think. */
export function thinkingIsOn({ body }: FitContext): boolean {
  const type = asRecord(body.read('thinking'))?.type;
  return type === 'enabled' || type === 'adaptive';
}
