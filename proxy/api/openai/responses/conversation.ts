import type { AnswerPart } from '../thinking-memory.ts';
import type { Block, Notes } from './content.ts';
import { isThinking } from './reasoning.ts';

/** A turn of the Messages API. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: Block[];
}

/** The pieces of the answer that made a tool call, by the call's id; undefined where none is remembered. */
export type Recall = (callId: string) => readonly AnswerPart[] | undefined;

interface PendingCall {
  readonly id: string;
  readonly callId: string;
}

/**
 * Puts items into turns as the Messages API wants them: roles in turn, the results of an assistant's calls first in the
 * user's turn after it, whatever came between, and a result for every call
 * (https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls).
 */
export class Conversation {
  readonly #turns: Turn[] = [];
  /** Results by call id, in the order in which they were given. */
  readonly #results: Map<string, Block[][]>;
  readonly #recall: Recall;
  readonly #notes: Notes;
  /** Ids that are taken, each with the number that its next double begins to look at. */
  readonly #ids = new Map<string, number>();
  #calls: PendingCall[] = [];
  /** Where, in the open assistant's turn, the blocks after its last call begin. */
  #afterCall = 0;

  constructor(results: Map<string, Block[][]>, recall: Recall, notes: Notes) {
    this.#results = results;
    this.#recall = recall;
    this.#notes = notes;
  }

  user(blocks: readonly Block[]): void {
    this.endAssistant();
    this.#append('user', blocks);
  }

  system(blocks: readonly Block[]): void {
    this.endAssistant();
    this.#append('system', blocks);
  }

  assistant(blocks: readonly Block[]): void {
    this.#append('assistant', blocks);
  }

  /** A call, by the name it goes out by. */
  call(callId: string, name: string, input: unknown): void {
    const { content } = this.#append('assistant', []);
    if (!content.slice(this.#afterCall).some(isThinking)) {
      insertThinking(content, this.#afterCall, this.#recall(callId) ?? [], callId);
    }
    const id = this.#uniqueId(callId);
    content.push({ type: 'tool_use', id, name, input });
    this.#calls.push({ id, callId });
    this.#afterCall = content.length;
  }

  /** Ends the assistant's turn, if one is open, with the results of its calls. */
  endAssistant(): void {
    const last = this.#turns.at(-1);
    if (last?.role !== 'assistant') return;
    // Thinking cannot end a turn, and says nothing without what it led to.
    while (isThinking(last.content.at(-1))) last.content.pop();
    if (last.content.length === 0) this.#turns.pop();
    const results = this.#calls.map(({ id, callId }) => this.#resultOf(id, callId));
    this.#calls = [];
    this.#afterCall = 0;
    this.#append('user', results);
  }

  /** All turns, from a user's to a user's or the system's. */
  finish(): Turn[] {
    this.endAssistant();
    const turns = this.#turns;
    // In OpenAI's API the assistant speaks again; newer Claude models take no beginning of their answer.
    if (turns.at(-1)?.role === 'assistant') {
      this.#append('user', [{ type: 'text', text: 'Continue.' }]);
      this.#notes.add('a user message added after the last');
    }
    if (turns[0]?.role === 'assistant') {
      turns.unshift({ role: 'user', content: [{ type: 'text', text: '(The assistant spoke first.)' }] });
      this.#notes.add('a user message added before the first');
    }
    return turns;
  }

  #append(role: Turn['role'], blocks: readonly Block[]): Turn {
    let turn = this.#turns.at(-1);
    if (turn?.role !== role) {
      turn = { role, content: [] };
      if (blocks.length > 0 || role === 'assistant') this.#turns.push(turn);
    }
    for (const block of blocks) turn.content.push(block);
    return turn;
  }

  #resultOf(id: string, callId: string): Block {
    const content = this.#results.get(callId)?.shift();
    if (!content) {
      this.#notes.add('missing tool results sent as errors');
      const text = 'No result was given for this call.';
      return { type: 'tool_result', tool_use_id: id, is_error: true, content: [{ type: 'text', text }] };
    }
    return { type: 'tool_result', tool_use_id: id, ...(content.length > 0 ? { content } : {}) };
  }

  /** Ids of Anthropic's API have letters, digits, `_` and `-`, and each is there once. */
  #uniqueId(callId: string): string {
    const wanted = callId.replace(/[^\w-]/g, '_').slice(0, 200) || 'call';
    let id = wanted;
    let count = this.#ids.get(wanted) ?? 2;
    while (this.#ids.has(id)) id = `${wanted}_${count++}`;
    this.#ids.set(wanted, count).set(id, 2);
    return id;
  }
}

/** Puts thinking back where it stood: among the texts between the call before and this one, which ends the content. */
function insertThinking(content: Block[], start: number, parts: readonly AnswerPart[], callId: string): void {
  const call = parts.findIndex((part) => part.kind === 'call' && part.id === callId);
  const before = parts.slice(0, Math.max(call, 0));
  const own = before.slice(before.findLastIndex(({ kind }) => kind === 'call') + 1);
  let at = start;
  for (const part of own) {
    if (part.kind === 'thinking') content.splice(at++, 0, part.block);
    if (part.kind !== 'text') continue;
    for (let length = 0; length < part.length && at < content.length; at++) length += String(content[at]?.text).length;
  }
}
