import { Mark } from '../json/scanner.ts';
import type { JsonArray, JsonObject } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { addBreakpoints, NEVER_CACHED } from './auto-cache.ts';
import { type FitContext, note } from './context.ts';

/** How many blocks may carry `cache_control`, over tools, system and messages (sub2api#176). */
const MAX_BREAKPOINTS = 4;

/** A block with `cache_control`, in the list that it is in. */
interface Breakpoint {
  readonly block: JsonObject;
  readonly inMessages: boolean;
}

/** Keeps every cache breakpoint that Bedrock takes, in the form that it takes; sets some where there are none. */
export function fitCache(context: FitContext): void {
  const automatic = context.body.has('cache_control');
  if (!automatic && (context.body.marks & Mark.cacheControl) === 0) {
    addBreakpoints(context);
    return;
  }
  if (automatic) fitAutomaticCaching(context);
  const kept: Breakpoint[] = [];
  for (const breakpoint of breakpoints(context)) if (fitBreakpoint(context, breakpoint)) kept.push(breakpoint);
  dropSurplus(context, kept);
}

/**
 * Top-level `cache_control` marks the last block that can be cached. Newer models take it on the Messages API
 * (BerriAI/litellm#26320); everywhere else the same is said on the block.
 */
function fitAutomaticCaching(context: FitContext): void {
  const { body, surface, abilities, lessons } = context;
  if (!fitBreakpoint(context, { block: body, inMessages: false })) return;
  const refused = lessons.refusedFields.includes('cache_control');
  if (surface === 'messages' && abilities?.automaticCaching && !refused) return;
  const control = body.read('cache_control');
  body.remove('cache_control');
  const messages = body.array('messages');
  const last = messages?.object(messages.length - 1);
  const block = last && lastCacheableBlock(last);
  if (!block) {
    note(context, 'cache_control dropped');
    return;
  }
  if (!block.has('cache_control')) block.write('cache_control', control);
  note(context, 'cache_control sent on the last block');
}

function lastCacheableBlock(message: JsonObject): JsonObject | undefined {
  const text = message.read('content');
  if (typeof text === 'string') message.write('content', [{ type: 'text', text }]);
  const content = message.array('content');
  for (let index = (content?.length ?? 0) - 1; index >= 0; index--) {
    const block = content?.object(index);
    if (block && !NEVER_CACHED.has(block.read('type'))) return block;
  }
  return undefined;
}

/** In the order in which the model reads them. */
function* breakpoints({ body }: FitContext): Generator<Breakpoint> {
  for (const name of ['tools', 'system']) yield* inList(body.array(name), false);
  const messages = body.array('messages');
  for (let index = 0; index < (messages?.length ?? 0); index++) {
    if (messages && mayHold(messages, index)) yield* inList(messages.object(index)?.array('content'), true);
  }
}

function* inList(list: JsonArray | undefined, inMessages: boolean, inBlock = false): Generator<Breakpoint> {
  for (let index = 0; list && index < list.length; index++) {
    if (!mayHold(list, index)) continue;
    const block = list.object(index);
    if (!block) continue;
    if (block.has('cache_control')) yield { block, inMessages };
    // A tool result's own blocks can be marked as well; below those there are none.
    if (!inBlock && block.has('content')) yield* inList(block.array('content'), inMessages, true);
  }
}

function mayHold(list: JsonArray, index: number): boolean {
  return (list.marksOf(index) & Mark.cacheControl) !== 0 || list.isNew(index);
}

/** Gives one breakpoint its form; false where it had to go. */
function fitBreakpoint(context: FitContext, { block }: Breakpoint): boolean {
  const control = asRecord(block.read('cache_control'));
  if (!control || NEVER_CACHED.has(block.read('type'))) {
    block.remove('cache_control');
    if (control) note(context, 'cache_control on thinking dropped');
    return false;
  }
  const { scope, ttl, ...rest } = control;
  const keepsTtl = ttl !== undefined && (context.abilities?.cacheTtl ?? true) && (ttl === '5m' || ttl === '1h');
  if (scope === undefined && (ttl === undefined || keepsTtl)) return true;
  block.write('cache_control', keepsTtl ? { ...rest, ttl } : rest);
  if (scope !== undefined) note(context, 'cache_control.scope dropped');
  if (ttl !== undefined && !keepsTtl) note(context, 'cache_control.ttl dropped');
  return true;
}

/**
 * The oldest breakpoints of the conversation go first: a later one covers what they covered. Its last one stays before
 * any other, since without it every turn pays for the whole conversation anew.
 */
function dropSurplus(context: FitContext, kept: Breakpoint[]): void {
  const limit = context.body.has('cache_control') ? MAX_BREAKPOINTS - 1 : MAX_BREAKPOINTS;
  const surplus = kept.length - limit;
  if (surplus <= 0) return;
  const inMessages = kept.filter((it) => it.inMessages);
  const others = kept.filter((it) => !it.inMessages);
  const leastNeededFirst = [...inMessages.slice(0, -1), ...others, ...inMessages.slice(-1)];
  for (const { block } of leastNeededFirst.slice(0, surplus)) block.remove('cache_control');
  note(context, `${surplus} cache_control dropped: Bedrock takes ${MAX_BREAKPOINTS}`);
}
