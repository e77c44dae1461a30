import type { Block, TextBlock, ToolResultBlock, ToolUseBlock, Turn } from './request.ts';
import { UniqueNames } from './unique.ts';

export interface ArrangedTurn {
  readonly role: Turn['role'];
  readonly blocks: Block[];
}

/** A conversation as wires of other makers want it. */
export interface Conversation {
  /** What stood before everything else in the role `system`. */
  readonly system: Block[];
  readonly turns: ArrangedTurn[];
}

/**
 * Gives a conversation the order that other wires ask for: turns of one role in a row become one, the results of a turn's
 * calls open the next turn, in the order of the calls, and every call has one. Where the wire `keepsSystem`, the role
 * `system` stays where it is; else its words are the user's, but for those before everything else.
 *
 * Sources: cline/cline#431 (roles alternate), timothy PR#33 (all results in the next turn), pi-mono PR#707 and
 * NousResearch/hermes-agent#108585 (calls without results, results without calls).
 */
export function arrangeTurns(messages: readonly Turn[], keepsSystem: boolean, notes: Set<string>): Conversation {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const leading = keepsSystem ? [] : first < 0 ? messages : messages.slice(0, first);
  const turns = mergeTurns(messages.slice(leading.length), keepsSystem, notes);
  return { system: leading.flatMap(({ content }) => content), turns: answerCalls(turns, notes) };
}

/** Turns of one role in a row are one. */
function mergeTurns(messages: readonly Turn[], keepsSystem: boolean, notes: Set<string>): ArrangedTurn[] {
  const turns: ArrangedTurn[] = [];
  for (const { role, content } of messages) {
    const isFolded = role === 'system' && !keepsSystem;
    if (isFolded) notes.add('system role in messages sent as user text');
    const sent = isFolded ? 'user' : role;
    const last = turns.at(-1);
    if (last?.role === sent) for (const block of content) last.blocks.push(block);
    else turns.push({ role: sent, blocks: [...content] });
  }
  return turns;
}

/** Puts every call's result behind its turn, and makes one up where there is none. */
function answerCalls(turns: readonly ArrangedTurn[], notes: Set<string>): ArrangedTurn[] {
  const results = pairResults(turns);
  const paired = new Set(results.values());
  const arranged: ArrangedTurn[] = [];
  let open: ToolResultBlock[] = [];
  for (const { role, blocks } of turns) {
    const kept = blocks.flatMap((block) => settle(role, block, paired, notes));
    if (role === 'assistant') {
      // Bedrock refuses two calls of one id in a turn.
      const renamed = new Map<Block, ToolUseBlock>();
      const ids = new UniqueNames();
      for (const use of kept) if (use.type === 'tool_use') renamed.set(use, { ...use, id: ids.claim(use.id, '-') });
      open = [...renamed].map(([use, { id }]) => resultFor(id, results.get(use as ToolUseBlock), notes));
      arranged.push({ role, blocks: kept.map((block) => renamed.get(block) ?? block) });
    } else if (role === 'system') {
      if (open.length > 0) arranged.push({ role: 'user', blocks: open });
      arranged.push({ role, blocks: kept });
      open = [];
    } else {
      arranged.push({ role, blocks: [...open, ...kept] });
      open = [];
    }
  }
  if (open.length > 0) arranged.push({ role: 'user', blocks: open });
  return arranged;
}

/** A block where it may stand; what may not stand there becomes text. Results that have a call are put elsewhere. */
function settle(role: ArrangedTurn['role'], block: Block, paired: Set<ToolResultBlock>, notes: Set<string>): Block[] {
  if (block.type === 'tool_use' && role !== 'assistant') {
    notes.add('tool call of the user sent as text');
    return [textOf(`Call of the tool ${block.name}: ${JSON.stringify(block.input ?? {})}`)];
  }
  if (block.type !== 'tool_result') return [block];
  if (paired.has(block)) return [];
  notes.add('tool result without its call sent as text');
  return [textOf('Result of a tool call that is not in this conversation:'), ...block.content];
}

function resultFor(id: string, result: ToolResultBlock | undefined, notes: Set<string>): ToolResultBlock {
  if (result) return { ...result, tool_use_id: id };
  notes.add('missing tool result filled in');
  const content = [textOf('The tool was interrupted, so there is no result.')];
  return { type: 'tool_result', tool_use_id: id, content, is_error: true };
}

function textOf(text: string): TextBlock {
  return { type: 'text', text };
}

interface Placed<B> {
  readonly block: B;
  readonly turn: number;
}

/** Which result belongs to which call: the first one after it with its id, before another turn calls with the same id. */
function pairResults(turns: readonly ArrangedTurn[]): Map<ToolUseBlock, ToolResultBlock> {
  const uses = new Map<string, Placed<ToolUseBlock>[]>();
  const results = new Map<string, Placed<ToolResultBlock>[]>();
  for (const [turn, { role, blocks }] of turns.entries()) {
    for (const block of blocks) {
      if (block.type === 'tool_use' && role === 'assistant') place(uses, block.id, { block, turn });
      if (block.type === 'tool_result' && role !== 'assistant') place(results, block.tool_use_id, { block, turn });
    }
  }
  const pairs = new Map<ToolUseBlock, ToolResultBlock>();
  for (const [id, calls] of uses) pairOfOneId(calls, results.get(id) ?? [], pairs);
  return pairs;
}

function place<B>(places: Map<string, Placed<B>[]>, id: string, placed: Placed<B>): void {
  const list = places.get(id);
  if (list) list.push(placed);
  else places.set(id, [placed]);
}

function pairOfOneId(
  calls: readonly Placed<ToolUseBlock>[],
  results: readonly Placed<ToolResultBlock>[],
  pairs: Map<ToolUseBlock, ToolResultBlock>,
): void {
  const turns = [...new Set(calls.map(({ turn }) => turn))];
  const next = new Map(turns.map((turn, index) => [turn, turns[index + 1] ?? Number.POSITIVE_INFINITY]));
  let at = 0;
  for (const { block, turn } of calls) {
    while ((results[at]?.turn ?? Number.POSITIVE_INFINITY) < turn) at++;
    const result = results[at];
    if (!result || result.turn > (next.get(turn) ?? 0)) continue;
    pairs.set(block, result.block);
    at++;
  }
}
