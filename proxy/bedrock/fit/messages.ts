import { AditError } from '../../errors.ts';
import { Mark } from '../json/scanner.ts';
import type { JsonArray, JsonObject } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { isBlank } from '../messages/words.ts';
import { type FitContext, hasBeta, note } from './context.ts';
import { dropBlankBlocks } from './system.ts';

/** Gives the conversation the form that the model takes. Looks into a message only where the scan saw a reason to. */
export function fitMessages(context: FitContext): void {
  const messages = context.body.array('messages');
  if (!messages) return;
  refuseRemoteSources(messages);
  fitToolReferences(context, messages);
  dropBlankText(context, messages);
  fitSystemRole(context, messages);
  refusePrefill(context, messages);
}

/** Bedrock takes images and documents only inside the request (maximhq/bifrost 1.6.11), and Adit fetches nothing. */
function refuseRemoteSources(messages: JsonArray): void {
  for (let index = 0; index < messages.length; index++) {
    if ((messages.marksOf(index) & Mark.remoteSource) === 0) continue;
    const found = findRemoteSource(asRecord(messages.read(index))?.content, `messages.${index}.content`);
    if (!found) continue;
    throw new AditError(
      'invalid_request_error',
      `${found.path}.source: Amazon Bedrock takes images and documents as base64 inside the request, not by ${found.type}, ` +
        'and Adit fetches nothing from elsewhere. Send the data itself with "type": "base64".',
      { shouldRetry: false },
    );
  }
}

function findRemoteSource(content: unknown, path: string): { path: string; type: string } | undefined {
  if (!Array.isArray(content)) return undefined;
  for (const [index, item] of content.entries()) {
    const block = asRecord(item);
    const type = asRecord(block?.source)?.type;
    if (type === 'url' || type === 'file') return { path: `${path}.${index}`, type };
    const inner =
      block?.type === 'tool_result' ? findRemoteSource(block.content, `${path}.${index}.content`) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

/**
 * Claude Code and Xcode's Claude Agent put `role: system` between messages (BerriAI/litellm#29698). Where a model
 * refuses it, its text becomes part of the user's turn, behind any tool results, which have to come first there.
 */
function fitSystemRole(context: FitContext, messages: JsonArray): void {
  const folds = context.abilities?.systemRole === false || context.lessons.foldSystemRole;
  const keepsConfig = hasBeta(context, 'mid-conversation-output-config-');
  for (let index = 0; index < messages.length; index++) {
    const message = messages.object(index);
    if (message?.read('role') !== 'system') continue;
    if ((folds || !keepsConfig) && message.remove('output_config')) note(context, 'messages.output_config dropped');
    if (!folds) continue;
    foldIntoUser(messages, index--);
    note(context, 'system role in messages sent as user text');
  }
}

/**
 * Moves the blocks of a system message, and of those that follow it at once, into the user's message before or after
 * them, or makes them one of their own.
 */
function foldIntoUser(messages: JsonArray, index: number): void {
  const blocks: unknown[] = [];
  for (let next = messages.object(index); next?.read('role') === 'system'; next = messages.object(index)) {
    blocks.push(...toBlocks(next.read('content')));
    messages.remove(index);
  }
  const before = index > 0 ? messages.object(index - 1) : undefined;
  const after = messages.object(index);
  if (before?.read('role') === 'user') appendBlocks(before, blocks);
  else if (after?.read('role') === 'user') insertBehindResults(after, blocks);
  else messages.insert(index, { role: 'user', content: blocks });
}

function appendBlocks(message: JsonObject, blocks: unknown[]): void {
  const content = blockList(message);
  for (const block of blocks) content.insert(content.length, block);
}

function insertBehindResults(message: JsonObject, blocks: unknown[]): void {
  const content = blockList(message);
  let at = 0;
  while (asRecord(content.read(at))?.type === 'tool_result') at++;
  for (const [offset, block] of blocks.entries()) content.insert(at + offset, block);
}

function blockList(message: JsonObject): JsonArray {
  const list = message.array('content');
  if (list) return list;
  message.write('content', toBlocks(message.read('content')));
  return message.array('content') as JsonArray;
}

function toBlocks(content: unknown): unknown[] {
  return Array.isArray(content) ? content : [{ type: 'text', text: content ?? '' }];
}

const TOOL_REFERENCE = Buffer.from('"tool_reference"');

/**
 * What a tool search found is refused without the flag (BerriAI/litellm#26113), and would be with every further turn.
 * Nothing is deferred then, so the words are true.
 */
function fitToolReferences(context: FitContext, messages: JsonArray): void {
  if (hasBeta(context, 'tool-search-tool-') || !context.body.bytes.includes(TOOL_REFERENCE)) return;
  for (let index = 0; index < messages.length; index++) {
    const blocks = messages.object(index)?.array('content');
    for (let at = 0; blocks && at < blocks.length; at++) {
      const block = blocks.object(at);
      if (block?.has('content')) nameReferences(context, block.array('content'));
    }
  }
}

function nameReferences(context: FitContext, content: JsonArray | undefined): void {
  for (let index = 0; content && index < content.length; index++) {
    const block = asRecord(content.read(index));
    if (block?.type !== 'tool_reference') continue;
    content.write(index, {
      type: 'text',
      text: `The tool ${typeof block.tool_name === 'string' ? block.tool_name : ''} is loaded.`,
    });
    note(context, 'tool_reference sent as text');
  }
}

/** Blank text is refused (botocore#3525, opencode#15715); a message that was nothing else goes with it. */
function dropBlankText(context: FitContext, messages: JsonArray): void {
  for (let index = 0; index < messages.length; index++) {
    const message = messages.object(index);
    if (!message) continue;
    const marked = (message.marksOf('content') & Mark.blankText) !== 0;
    if (!marked && !isShortString(message)) continue;
    const content = message.array('content');
    const dropped = content ? dropBlankBlocks(content) : isBlank(message.read('content'));
    if (!dropped) continue;
    note(context, 'blank text dropped');
    // The only message stays, so that the refusal names what is wrong with it.
    if ((content?.length ?? 0) === 0 && messages.length > 1) messages.remove(index--);
  }
}

/** Whether a message's content is a string, which alone can be blank without a mark. */
function isShortString(message: JsonObject): boolean {
  return message.sizeOf('content') < 64 && typeof message.read('content') === 'string';
}

/** From 4.6 on a conversation ends with the user (anthropics/claude-code#28478); said here, in Bedrock's own words. */
function refusePrefill({ abilities }: FitContext, messages: JsonArray): void {
  if (abilities?.prefill !== false || messages.length === 0) return;
  const last = messages.object(messages.length - 1);
  if (last?.read('role') !== 'assistant') return;
  throw new AditError(
    'invalid_request_error',
    'This model does not support assistant message prefill. The conversation must end with a user message.',
    { shouldRetry: false },
  );
}
