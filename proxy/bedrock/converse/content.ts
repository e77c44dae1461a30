import { asRecord } from '../json/values.ts';
import type { ArrangedTurn } from '../messages/arrange.ts';
import type {
  Block,
  RedactedThinkingBlock,
  ThinkingBlock,
  ToolResultBlock,
  ToolUseBlock,
} from '../messages/request.ts';
import { isBlank, wordsOf } from '../messages/words.ts';
import type { ConverseContext } from './context.ts';
import { documentBlocks, imageBlock, isBase64 } from './media.ts';
import { encodeToolName } from './tool-ids.ts';
import {
  CACHE_POINT,
  type ConverseBlock,
  type ConverseMessage,
  type ConverseResultBlock,
  isToolBlock,
  type Json,
} from './wire.ts';

/** Stands for what a turn has to have, where it says nothing. */
const PLACEHOLDER = '(continue)';

/** The turns of a conversation as Converse's messages, the user first and last. Media is to be checked before. */
export function toMessages(turns: readonly ArrangedTurn[], context: ConverseContext): ConverseMessage[] {
  const messages = turns.map((turn) => toMessage(turn, context));
  if (messages[0]?.role === 'assistant') messages.unshift(placeholder('user'));
  if (messages.at(-1)?.role === 'assistant') {
    // Which models go on with what the assistant began is not documented; all answer a user.
    messages.push(placeholder('user'));
    context.notes.add('beginning of the answer sent as a turn of its own');
  }
  return context.abilities.mixedToolTurns ? messages : messages.flatMap((message) => separate(message, context));
}

function toMessage({ role, blocks }: ArrangedTurn, context: ConverseContext): ConverseMessage {
  const content: ConverseBlock[] = [];
  // Images that a result may not hold come behind all results.
  const images: ConverseBlock[] = [];
  for (const block of blocks) {
    if (block.type !== 'tool_result') content.push(...images.splice(0));
    content.push(...toBlocks(role, block, context, images));
    if ('cache_control' in block && block.cache_control && content.length > 0) content.push(CACHE_POINT);
  }
  content.push(...images);
  if (!content.some(saysSomething)) content.push({ text: PLACEHOLDER });
  // Bedrock refuses a document without a text beside it (archestra-ai/archestra#4220).
  else if (content.some(({ document }) => document) && !content.some(({ text }) => text)) {
    content.push({ text: PLACEHOLDER });
  }
  return { role, content };
}

/** A turn of thinking alone is refused as one that is empty (NousResearch/hermes-agent#105780). */
function saysSomething(block: ConverseBlock): boolean {
  return block.cachePoint === undefined && block.reasoningContent === undefined;
}

function toBlocks(
  role: ArrangedTurn['role'],
  block: Block,
  context: ConverseContext,
  images: ConverseBlock[],
): ConverseBlock[] {
  switch (block.type) {
    case 'text':
      return textBlocks(block.text, context);
    case 'image':
    case 'document':
      return mediaBlocks(role, block, context);
    case 'tool_use':
      return [toolUse(block, context)];
    case 'tool_result':
      return [toolResult(block, context, images)];
    case 'thinking':
    case 'redacted_thinking':
      return role === 'assistant' ? thinkingBlocks(block, context) : [];
    default:
      return textBlocks(wordsOf(block, context.notes), context);
  }
}

/** Bedrock refuses blank text (botocore#3525). */
export function textBlocks(text: string, { notes }: ConverseContext): ConverseBlock[] {
  if (!isBlank(text)) return [{ text }];
  if (text !== '') notes.add('blank text dropped');
  return [];
}

/** Converse takes images and documents of the user alone (@aws-sdk/client-bedrock-runtime, Message). */
function mediaBlocks(
  role: ArrangedTurn['role'],
  block: Extract<Block, { type: 'image' | 'document' }>,
  context: ConverseContext,
): ConverseBlock[] {
  if (role === 'user') return block.type === 'image' ? [imageBlock(block, context)] : documentBlocks(block, context);
  context.notes.add(`${block.type} of the assistant dropped`);
  return [];
}

function thinkingBlocks(
  block: ThinkingBlock | RedactedThinkingBlock,
  { abilities, notes }: ConverseContext,
): ConverseBlock[] {
  const { thinking: taken } = abilities;
  if (block.type === 'redacted_thinking') {
    const isBytes = block.data !== '' && isBase64(block.data);
    if (isBytes && (taken === 'signed' || taken === 'encrypted')) {
      return [{ reasoningContent: { redactedContent: block.data } }];
    }
  } else if (block.thinking !== '') {
    const { thinking: text, signature } = block;
    if (taken === 'text') return [{ reasoningContent: { reasoningText: { text } } }];
    if (taken === 'signed' && signature !== '') return [{ reasoningContent: { reasoningText: { text, signature } } }];
  }
  notes.add('earlier thinking dropped: this model does not take it back');
  return [];
}

function toolUse({ id, name, input }: ToolUseBlock, { ids }: ConverseContext): ConverseBlock {
  // Converse takes an object and nothing else.
  const object = (asRecord(input) ?? { input }) as Json;
  return { toolUse: { toolUseId: ids.encode(id), name: encodeToolName(name), input: object } };
}

const IMAGES_BEHIND = '(The images of this result follow the results.)';

function toolResult(block: ToolResultBlock, context: ConverseContext, images: ConverseBlock[]): ConverseBlock {
  const { abilities, ids } = context;
  const content: ConverseResultBlock[] = [];
  for (const part of block.content) {
    const [made] = part.type === 'image' ? [imageBlock(part, context)] : [];
    if (made?.image && !abilities.imagesInResults) images.push(made);
    else if (made) content.push(made as ConverseResultBlock);
    else content.push(...(toBlocks('user', part, context, images) as ConverseResultBlock[]));
  }
  if (content.length === 0) content.push({ text: images.length > 0 ? IMAGES_BEHIND : '(no output)' });
  const failed = block.is_error === true;
  if (failed && !abilities.resultStatus) content.unshift({ text: 'Error:' });
  const status = failed && abilities.resultStatus ? { status: 'error' as const } : {};
  return { toolResult: { toolUseId: ids.encode(block.tool_use_id), content, ...status } };
}

/** Cuts a turn with tool blocks and others in two, for models that take them only apart. */
function separate(message: ConverseMessage, { notes }: ConverseContext): ConverseMessage[] {
  const { role, content } = message;
  const tools = content.filter(isToolBlock);
  const others = content.filter((block) => !isToolBlock(block) && block.cachePoint === undefined);
  if (tools.length === 0 || others.length === 0) return [message];
  notes.add('tool blocks sent in turns of their own');
  const parts = role === 'user' ? [tools, others] : [others, tools];
  const [first = [], second = []] = parts;
  const between = placeholder(role === 'user' ? 'assistant' : 'user');
  return [{ role, content: first }, between, { role, content: second }];
}

function placeholder(role: 'user' | 'assistant'): ConverseMessage {
  return { role, content: [{ text: PLACEHOLDER }] };
}
