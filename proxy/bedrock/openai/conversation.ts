import type {
  Block,
  DocumentBlock,
  ImageBlock,
  MessagesRequest,
  TextBlock,
  ThinkingBlock,
  ToolResultBlock,
  ToolUseBlock,
  Turn,
} from '../messages/request.ts';
import { documentText, wordsOf } from './blocks.ts';
import type { Notes } from './fitted.ts';

export type Said = TextBlock | ImageBlock | DocumentBlock;

/** One step of a conversation in the order in which OpenAI's APIs want it: every call is followed by its result. */
export type Step =
  | { readonly kind: 'system'; readonly text: string }
  | { readonly kind: 'user'; readonly blocks: readonly Said[] }
  | { readonly kind: 'assistant'; readonly blocks: readonly (TextBlock | ThinkingBlock | ToolUseBlock)[] }
  | { readonly kind: 'result'; readonly callId: string; readonly text: string };

/**
 * The system prompt as one text. The first block of Claude Code's is a billing line that changes with its version and
 * says nothing to another maker's model (anthropics/claude-code#24168).
 */
export function systemOf({ system }: MessagesRequest): string {
  const texts = system.map((block) => (block.type === 'text' ? block.text : ''));
  return texts.filter((text) => text.trim() !== '' && !text.startsWith('x-anthropic-billing-header:')).join('\n\n');
}

/** What a wire takes. */
export interface StepOptions {
  /** Whether the system role may stand between messages; where not, its words are the user's. */
  readonly takesSystem: boolean;
  /** Whether a thinking block goes along. */
  takesThinking(block: ThinkingBlock): boolean;
}

/**
 * Reads a conversation as steps. Blank text is left out. A call without a result gets one that says so; a result without
 * its call becomes text of the user. Images and documents inside results become the user's, behind all results.
 */
export function stepsOf({ messages }: MessagesRequest, options: StepOptions, notes: Notes): Step[] {
  const turns = joined(messages.map((turn) => (isFolded(turn, options) ? { ...turn, role: 'user' } : turn)));
  const answered = new Set<Block>();
  const steps: Step[] = [];
  let media: Said[] = [];
  for (const [index, { role, content }] of turns.entries()) {
    if (role === 'system') {
      const text = content.flatMap(textOf).join('\n\n');
      if (text !== '') steps.push({ kind: 'system', text });
    } else if (role === 'assistant') {
      const blocks = content.filter((block) => isAnswer(block, options));
      add(steps, { kind: 'assistant', blocks });
      const results = resultsBehind(turns, index);
      for (const { id } of blocks.filter((block) => block.type === 'tool_use')) {
        const result = results.get(id)?.shift();
        if (result) answered.add(result);
        else notes.add('missing tool result filled in');
        steps.push({ kind: 'result', callId: id, text: result ? resultText(result) : INTERRUPTED });
        media.push(...(result?.content.filter(isMedia) ?? []));
      }
    } else {
      const blocks = [...media, ...content.flatMap((block) => (answered.has(block) ? [] : said(block, notes)))];
      add(steps, { kind: 'user', blocks });
      media = [];
    }
  }
  return steps;
}

const INTERRUPTED = 'Error: the tool was interrupted, so there is no result.';

function isFolded({ role }: Turn, { takesSystem }: StepOptions): boolean {
  return role === 'system' && !takesSystem;
}

/** Adds a step; one without content is none, and one like the last is part of it (suitenumerique/conversations#197). */
function add(steps: Step[], step: Extract<Step, { kind: 'user' | 'assistant' }>): void {
  const last = steps.at(-1);
  if (step.blocks.length === 0) return;
  if (last?.kind !== step.kind) steps.push(step);
  else steps[steps.length - 1] = { ...step, blocks: [...last.blocks, ...step.blocks] } as Step;
}

/** Turns of one role in a row are one turn, as in the Messages API. */
function joined(messages: readonly Turn[]): Turn[] {
  const turns: Turn[] = [];
  for (const turn of messages) {
    const last = turns.at(-1);
    if (last?.role === turn.role) turns[turns.length - 1] = { ...last, content: [...last.content, ...turn.content] };
    else turns.push(turn);
  }
  return turns;
}

/** The results between one answer and the next, by the call that they belong to. */
function resultsBehind(turns: readonly Turn[], index: number): Map<string, ToolResultBlock[]> {
  const results = new Map<string, ToolResultBlock[]>();
  for (let at = index + 1; turns[at] !== undefined && turns[at]?.role !== 'assistant'; at++) {
    for (const block of turns[at]?.content ?? []) {
      if (block.type !== 'tool_result') continue;
      results.set(block.tool_use_id, [...(results.get(block.tool_use_id) ?? []), block]);
    }
  }
  return results;
}

function isAnswer(block: Block, options: StepOptions): block is TextBlock | ThinkingBlock | ToolUseBlock {
  if (block.type === 'thinking') return options.takesThinking(block);
  return block.type === 'text' ? block.text.trim() !== '' : block.type === 'tool_use';
}

function isMedia(block: ToolResultBlock['content'][number]): block is ImageBlock | DocumentBlock {
  return block.type === 'image' || (block.type === 'document' && documentText(block) === undefined);
}

function said(block: Block, notes: Notes): Said[] {
  if (block.type === 'image') return [block];
  if (block.type === 'document' && documentText(block) === undefined) return [block];
  if (block.type === 'tool_result') {
    notes.add('tool result without its call sent as text');
    const text = `Result of the tool call ${block.tool_use_id}, which is not in this conversation:\n${resultText(block)}`;
    return [{ type: 'text', text }, ...block.content.filter(isMedia)];
  }
  const texts = textOf(block);
  if (texts.length === 0 && block.type === 'other') notes.add('content of an unknown kind dropped');
  return texts.map((text) => ({ type: 'text', text }));
}

function resultText({ content, is_error }: ToolResultBlock): string {
  const text = content.flatMap(textOf).join('\n\n');
  const words = text || (content.some(isMedia) ? '(see below)' : '(no output)');
  return is_error ? `Error: ${words}` : words;
}

function textOf(block: Block): string[] {
  const text =
    block.type === 'text'
      ? block.text
      : block.type === 'document'
        ? documentText(block)
        : block.type === 'other'
          ? wordsOf(block)
          : undefined;
  return text === undefined || text.trim() === '' ? [] : [text];
}
