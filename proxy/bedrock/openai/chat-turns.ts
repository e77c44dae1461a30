import type OpenAI from 'openai';
import type { FitTarget } from '../fit/fit.ts';
import { argumentsOf, dataUrl, NO_IMAGE, noDocuments } from './blocks.ts';
import { shortCallId } from './call-ids.ts';
import type { Said, Step } from './conversation.ts';
import type { Notes } from './fitted.ts';
import { takesImages } from './models.ts';

type Message = OpenAI.Chat.ChatCompletionMessageParam;
type Part = OpenAI.Chat.ChatCompletionContentPartText | OpenAI.Chat.ChatCompletionContentPartImage;

/** The messages of a Chat Completions request. Throws AditError (400) for a document that is no text. */
export function chatMessages(system: string, steps: readonly Step[], target: FitTarget, notes: Notes): Message[] {
  const first: Message[] = system === '' ? [] : [{ role: 'system', content: system }];
  return [...first, ...steps.map((step) => toMessage(step, target, notes))];
}

function toMessage(step: Step, target: FitTarget, notes: Notes): Message {
  switch (step.kind) {
    case 'system':
      return { role: 'system', content: step.text };
    case 'user':
      return { role: 'user', content: contentOf(step.blocks, target, notes) };
    case 'result':
      return { role: 'tool', tool_call_id: shortCallId(step.callId), content: step.text };
    case 'assistant':
      return toAnswer(step.blocks);
  }
}

function toAnswer(blocks: Extract<Step, { kind: 'assistant' }>['blocks']): Message {
  const texts = blocks.filter((block) => block.type === 'text').map(({ text }) => text);
  const calls = blocks
    .filter((block) => block.type === 'tool_use')
    .map(({ id, name, input }) => ({
      id: shortCallId(id),
      type: 'function' as const,
      function: { name, arguments: argumentsOf(input) },
    }));
  return {
    role: 'assistant',
    ...(texts.length > 0 ? { content: texts.join('\n\n') } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

function contentOf(blocks: readonly Said[], target: FitTarget, notes: Notes): string | Part[] {
  const parts = blocks.map((block) => toPart(block, target, notes));
  const texts = parts.map((part) => (part.type === 'text' ? part.text : undefined));
  // The short form is the one that every template reads.
  return texts.every((text) => text !== undefined) ? texts.join('\n\n') : parts;
}

function toPart(block: Said, target: FitTarget, notes: Notes): Part {
  if (block.type === 'text') return { type: 'text', text: block.text };
  if (block.type === 'document') throw noDocuments(block, target);
  if (takesImages(target)) return { type: 'image_url', image_url: { url: dataUrl(block) } };
  notes.add('images left out: this model takes none');
  return { type: 'text', text: NO_IMAGE };
}
