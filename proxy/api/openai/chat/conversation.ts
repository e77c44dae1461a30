import type { Block } from './content.ts';

export interface Turn {
  readonly role: Role;
  readonly content: Block[];
}

type Role = 'user' | 'assistant' | 'system';

/** A tool call, and what came of it. */
interface Call {
  readonly id: string;
  readonly turn: Said;
  result?: Block;
}

interface Said extends Turn {
  readonly calls: Call[];
}

/**
 * Puts a conversation into the order that the Messages API wants: every call's result at the head of the turn after it,
 * one result for each call (maximhq/bifrost PR 4410), ids that are unique, the user first and last. Clients of OpenAI's
 * APIs send results one by one, leave them out after an abort (pi-mono PR 707), and keep those of calls that they have
 * cut away.
 */
export class Conversation {
  readonly #said: Said[] = [];
  /** Calls without a result by the client's id, of the last turn that used it. */
  readonly #open = new Map<string, Call[]>();
  readonly #ids = new Set<string>();

  /** Whether nobody has said anything yet. */
  get isEmpty(): boolean {
    return this.#said.length === 0;
  }

  /** Adds what somebody said to the end; the `tool_use` blocks of an answer are its calls. */
  say(role: Role, blocks: readonly Block[]): void {
    if (blocks.length === 0) return;
    const turn = this.#turnFor(role, blocks);
    for (const block of blocks) turn.content.push(isCall(block) ? this.#call(turn, block) : block);
  }

  /** Adds a tool's result to the call with the client's id; text of the user's where there is no such call. */
  answer(id: string, blocks: readonly Block[], fields: object = {}): void {
    const call = this.#open.get(id)?.shift();
    if (call) {
      const content = blocks.length > 0 ? { content: blocks } : {};
      call.result = { type: 'tool_result', tool_use_id: call.id, ...content, ...fields };
    } else if (blocks.length > 0) {
      const text = `The result of a tool call that is not in this conversation (${id.slice(0, 200)}):`;
      this.say('user', [{ type: 'text', text }, ...blocks]);
    }
  }

  /** The turns, and notes on what had to be added. */
  turns(): { turns: Turn[]; notes: string[] } {
    const turns: Turn[] = [];
    const notes = new Set<string>();
    if (this.#said[0]?.role === 'assistant') {
      turns.push({ role: 'user', content: [{ type: 'text', text: BEGINNING }] });
      notes.add('a user message added before the first');
    }
    for (const { role, content, calls } of this.#said) {
      append(turns, role, content);
      if (calls.length === 0) continue;
      if (calls.some(({ result }) => !result)) notes.add('missing tool results sent as errors');
      append(
        turns,
        'user',
        calls.map(({ id, result }) => result ?? noResult(id)),
      );
    }
    if (turns.at(-1)?.role === 'assistant') {
      turns.push({ role: 'user', content: [{ type: 'text', text: 'Continue.' }] });
      notes.add('a user message added after the last');
    }
    return { turns, notes: [...notes] };
  }

  #turnFor(role: Role, blocks: readonly Block[]): Said {
    const last = this.#said.at(-1);
    if (last?.role === role && (last.calls.length === 0 || isParallel(last, blocks))) return last;
    const turn: Said = { role, content: [], calls: [] };
    this.#said.push(turn);
    return turn;
  }

  #call(turn: Said, block: Block): Block {
    const clientId = String(block.id);
    const call: Call = { id: this.#uniqueId(toToolId(clientId)), turn };
    turn.calls.push(call);
    const others = this.#open.get(clientId)?.filter((other) => other.turn === turn) ?? [];
    this.#open.set(clientId, [...others, call]);
    return { ...block, id: call.id };
  }

  /** Some models count their calls anew in every answer. */
  #uniqueId(wish: string): string {
    let id = wish;
    for (let count = 2; this.#ids.has(id); count++) id = `${wish}_${count}`;
    this.#ids.add(id);
    return id;
  }
}

const BEGINNING = '(The assistant spoke first.)';

/** What Bedrock takes for a tool's id goes as it is; any other is spelled in letters that it takes, and can be read back. */
function toToolId(id: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(id)) return id;
  return id === '' ? 'call' : `b64_${Buffer.from(id).toString('base64url')}`;
}

/** Calls of one answer may come as several messages, as long as none has a result yet. */
function isParallel(last: Said, blocks: readonly Block[]): boolean {
  return blocks.some(isCall) && last.calls.every(({ result }) => !result);
}

function isCall({ type }: Block): boolean {
  return type === 'tool_use';
}

function noResult(id: string): Block {
  const content = 'There is no result: the call was interrupted.';
  return { type: 'tool_result', tool_use_id: id, is_error: true, content: [{ type: 'text', text: content }] };
}

function append(turns: Turn[], role: Role, content: readonly Block[]): void {
  const last = turns.at(-1);
  if (last?.role !== role) turns.push({ role, content: [...content] });
  else for (const block of content) last.content.push(block);
}
