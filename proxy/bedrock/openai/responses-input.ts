import type OpenAI from 'openai';
import type { FitTarget } from '../fit/fit.ts';
import { argumentsOf, dataUrl, NO_IMAGE, noDocuments } from './blocks.ts';
import { shortCallId } from './call-ids.ts';
import type { Said, Step } from './conversation.ts';
import { compact, type Notes } from './fitted.ts';
import { takesImages } from './models.ts';
import { fromSignature } from './reasoning-signature.ts';

export type InputItem = OpenAI.Responses.ResponseInputItem;
type Part = OpenAI.Responses.ResponseInputContent;
type Answer = Extract<Step, { kind: 'assistant' }>['blocks'][number];

/** The input items of a Responses request. Throws AditError (400) for a remote image, or a document that is no text. */
export function inputItems(steps: readonly Step[], target: FitTarget, notes: Notes): InputItem[] {
  return steps.flatMap((step) => toItems(step, target, notes));
}

function toItems(step: Step, target: FitTarget, notes: Notes): InputItem[] {
  switch (step.kind) {
    case 'system':
      return [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: step.text }] }];
    case 'user':
      return [{ type: 'message', role: 'user', content: step.blocks.map((block) => toPart(block, target, notes)) }];
    case 'result':
      return [{ type: 'function_call_output', call_id: shortCallId(step.callId), output: step.text }];
    case 'assistant': {
      // Reasoning belongs to what follows it: without that it is refused (no public source for Bedrock).
      const last = step.blocks.findLastIndex(({ type }) => type !== 'thinking');
      return step.blocks.slice(0, last + 1).flatMap(toAnswerItem);
    }
  }
}

function toAnswerItem(block: Answer): InputItem[] {
  if (block.type === 'tool_use') {
    const { id, name, input } = block;
    return [{ type: 'function_call', call_id: shortCallId(id), name, arguments: argumentsOf(input) }];
  }
  if (block.type === 'thinking') return toReasoning(block.thinking, block.signature);
  // The form that Codex sends answers back in; the typings want ids as well.
  const content = [{ type: 'output_text', text: block.text }];
  return [{ type: 'message', role: 'assistant', content } as unknown as InputItem];
}

function toReasoning(text: string, signature: string): InputItem[] {
  const reasoning = fromSignature(signature);
  if (!reasoning) return [];
  const item = compact<OpenAI.Responses.ResponseReasoningItem>({
    type: 'reasoning',
    id: reasoning.id || undefined,
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    encrypted_content: reasoning.encrypted,
  });
  return [item];
}

function toPart(block: Said, target: FitTarget, notes: Notes): Part {
  if (block.type === 'text') return { type: 'input_text', text: block.text };
  if (block.type === 'document') throw noDocuments(block, target);
  if (takesImages(target)) return { type: 'input_image', image_url: dataUrl(block), detail: 'auto' };
  notes.add('images left out: this model takes none');
  return { type: 'input_text', text: NO_IMAGE };
}
