import type { Model } from '../catalogue/catalogue.ts';
import type { JsonArray, JsonObject } from '../json/tree.ts';
import { isBlank } from '../messages/words.ts';
import { type FitContext, note } from './context.ts';

/** Bytes of JSON to a token, roughly: English prose has four, code and markup fewer. */
const BYTES_PER_TOKEN = 4;

/** The least prompt that is cached where the model's own minimum is not known (Anthropic docs, prompt caching). */
const MIN_TOKENS = 1024;

/** Blocks that can carry no breakpoint (sub2api#225). */
export const NEVER_CACHED: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking']);

const BREAKPOINT = { type: 'ephemeral' };

/**
 * Sets the breakpoints that a client did not: behind the tools, behind the system prompt, and behind the last two turns
 * of the user, so that the next request of the conversation finds all of this one in the cache. Only where the prompt is
 * long enough to be cached at all. To be called where the request has no `cache_control`.
 */
export function addBreakpoints(context: FitContext): void {
  const { body, model, lessons, autoCache } = context;
  if (!autoCache || !model || !isCacheable(body.end - body.start, model)) return;
  if (lessons.refusedFields.some((path) => path.endsWith('cache_control'))) return;
  const marked = [markLastTool(body), markSystem(body), ...markTurns(body)].filter(Boolean).length;
  if (marked > 0) note(context, `cache breakpoints set by Adit: ${marked}`);
}

/** Whether a request of so many bytes may be long enough for its model to cache any of it. */
export function isCacheable(bytes: number, model: Model | undefined): boolean {
  return bytes / BYTES_PER_TOKEN >= (model?.minCacheableTokens ?? MIN_TOKENS);
}

/** A tool whose definition is deferred is no part of the prompt, and takes no breakpoint. */
function markLastTool(body: JsonObject): boolean {
  return markLast(body.array('tools'), (tool) => tool.read('defer_loading') !== true);
}

function markSystem(body: JsonObject): boolean {
  return markText(body, 'system') || markLast(body.array('system'), canCarry);
}

function markTurns(body: JsonObject): boolean[] {
  const messages = body.array('messages');
  const marked: boolean[] = [];
  for (let index = (messages?.length ?? 0) - 1; index >= 0 && marked.length < 2; index--) {
    const turn = messages?.object(index);
    if (turn?.read('role') !== 'user') continue;
    if (markText(turn, 'content') || markLast(turn.array('content'), canCarry)) marked.push(true);
  }
  return marked;
}

/** Plain text is short for one block of it, which can carry a breakpoint. */
function markText(owner: JsonObject, field: string): boolean {
  const text = owner.has(field) && owner.array(field) === undefined ? owner.read(field) : undefined;
  if (typeof text !== 'string' || isBlank(text)) return false;
  owner.write(field, [{ type: 'text', text, cache_control: BREAKPOINT }]);
  return true;
}

function markLast(list: JsonArray | undefined, fits: (block: JsonObject) => boolean): boolean {
  for (let index = (list?.length ?? 0) - 1; index >= 0; index--) {
    const block = list?.object(index);
    if (!block || !fits(block)) continue;
    block.write('cache_control', BREAKPOINT);
    return true;
  }
  return false;
}

function canCarry(block: JsonObject): boolean {
  const type = block.read('type');
  if (NEVER_CACHED.has(type)) return false;
  return type !== 'text' || !isBlank(block.read('text'));
}
