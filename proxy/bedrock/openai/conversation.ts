import { arrangeTurns } from '../messages/arrange.ts';
import type {
  Block,
  DocumentBlock,
  ImageBlock,
  MessagesRequest,
  TextBlock,
  ThinkingBlock,
  ToolResultBlock,
  ToolUseBlock,
} from '../messages/request.ts';
import { documentText, isBillingLine, isBlank, wordsOf } from '../messages/words.ts';
import { wordsOfDocument } from './blocks.ts';
import type { Notes } from './fitted.ts';

export type Said = TextBlock | ImageBlock | DocumentBlock;

/** One step of a conversation in the order in which OpenAI's APIs want it: every call is followed by its result. */
export type Step =
  | { readonly kind: 'system'; readonly text: string }
  | { readonly kind: 'user'; readonly blocks: readonly Said[] }
  | { readonly kind: 'assistant'; readonly blocks: readonly (TextBlock | ThinkingBlock | ToolUseBlock)[] }
  | { readonly kind: 'result'; readonly callId: string; readonly text: string };

/** The system prompt as one text. */
export function systemOf({ system }: MessagesRequest): string {
  const texts = system.map((block) => (block.type === 'text' ? block.text : ''));
  return texts.filter((text) => !isBlank(text) && !isBillingLine(text)).join('\n\n');
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
  const { system, turns } = arrangeTurns(messages, options.takesSystem, notes);
  const steps: Step[] = [];
  for (const { role, blocks } of [{ role: 'user' as const, blocks: system }, ...turns]) {
    if (role === 'system') {
      const text = textsIn(blocks, notes);
      if (text !== '') steps.push({ kind: 'system', text });
    } else if (role === 'assistant') {
      add(steps, { kind: 'assistant', blocks: blocks.filter((block) => isAnswer(block, options)) });
    } else {
      const results = blocks.filter((block) => block.type === 'tool_result');
      for (const result of results) {
        steps.push({ kind: 'result', callId: result.tool_use_id, text: resultText(result, notes) });
      }
      const media = results.flatMap(({ content }) => content.filter(isMedia));
      add(steps, { kind: 'user', blocks: [...media, ...blocks.flatMap((block) => said(block, notes))] });
    }
  }
  return steps;
}

/** Adds a step; one without content is none, and one like the last is part of it (suitenumerique/conversations#197). */
function add(steps: Step[], step: Extract<Step, { kind: 'user' | 'assistant' }>): void {
  const last = steps.at(-1);
  if (step.blocks.length === 0) return;
  if (last?.kind !== step.kind) steps.push(step);
  else steps[steps.length - 1] = { ...step, blocks: [...last.blocks, ...step.blocks] } as Step;
}

function isAnswer(block: Block, options: StepOptions): block is TextBlock | ThinkingBlock | ToolUseBlock {
  if (block.type === 'thinking') return options.takesThinking(block);
  return block.type === 'text' ? !isBlank(block.text) : block.type === 'tool_use';
}

function isMedia(block: Block): block is ImageBlock | DocumentBlock {
  return block.type === 'image' || (block.type === 'document' && documentText(block) === undefined);
}

/** What the user says in a block; results are steps of their own. */
function said(block: Block, notes: Notes): Said[] {
  if (isMedia(block)) return [block];
  const text = block.type === 'tool_result' ? '' : textOf(block, notes);
  return isBlank(text) ? [] : [{ type: 'text', text }];
}

function resultText({ content, is_error }: ToolResultBlock, notes: Notes): string {
  const text = textsIn(content, notes);
  const words = text || (content.some(isMedia) ? '(see below)' : '(no output)');
  return is_error ? `Error: ${words}` : words;
}

function textsIn(blocks: readonly Block[], notes: Notes): string {
  const texts = blocks.map((block) => textOf(block, notes));
  return texts.filter((text) => !isBlank(text)).join('\n\n');
}

function textOf(block: Block, notes: Notes): string {
  if (block.type === 'text') return block.text;
  if (block.type === 'document') return wordsOfDocument(block) ?? '';
  return block.type === 'other' ? wordsOf(block, notes) : '';
}
