import type { ResponseOutputMessage, ResponseReasoningItem } from 'openai/resources/responses/responses';
import type { AnswerOutline, ThinkingBlock } from '../thinking-memory.ts';
import { CustomCall, FunctionCall } from './call-items.ts';
import { newId } from './ids.ts';
import type { EmitOfItem, ItemStatus, OpenItem } from './open-item.ts';
import { sealThinking } from './reasoning.ts';
import type { ToolNames } from './tool-names.ts';

/** The item that a block of the Messages API begins; undefined for a block that has no place in a response. */
export function openItem(block: Record<string, unknown>, names: ToolNames): OpenItem | undefined {
  if (block.type === 'text') return new TextItem(block);
  if (block.type === 'thinking' || block.type === 'redacted_thinking') return new ReasoningItem(block);
  if (block.type !== 'tool_use') return undefined;
  const tool = names.tool(String(block.name));
  return tool.isFreeForm ? new CustomCall(block, tool) : new FunctionCall(block, tool);
}

class TextItem implements OpenItem {
  readonly #id = newId('msg');
  #text: string;

  constructor({ text }: Record<string, unknown>) {
    this.#text = textOf(text);
  }

  item(status: ItemStatus): ResponseOutputMessage {
    const content = status === 'in_progress' ? [] : [this.#part(this.#text)];
    return { id: this.#id, type: 'message', status, role: 'assistant', content };
  }

  begin(emit: EmitOfItem): void {
    emit('response.content_part.added', { content_index: 0, part: this.#part('') });
    if (this.#text !== '') this.#emitText(this.#text, emit);
  }

  delta({ type, text }: Record<string, unknown>, emit: EmitOfItem): void {
    if (type !== 'text_delta' || typeof text !== 'string' || text === '') return;
    this.#text += text;
    this.#emitText(text, emit);
  }

  end(emit: EmitOfItem): void {
    emit('response.output_text.done', { content_index: 0, text: this.#text, logprobs: [] });
    emit('response.content_part.done', { content_index: 0, part: this.#part(this.#text) });
  }

  outline(outline: AnswerOutline): void {
    outline.text(this.#text.length);
  }

  #emitText(delta: string, emit: EmitOfItem): void {
    emit('response.output_text.delta', { content_index: 0, delta, logprobs: [] });
  }

  #part(text: string): ResponseOutputMessage['content'][number] {
    return { type: 'output_text', text, annotations: [], logprobs: [] };
  }
}

class ReasoningItem implements OpenItem {
  readonly #id = newId('rs');
  readonly #block: Record<string, unknown>;
  #text: string;
  #signature: string;

  constructor(block: Record<string, unknown>) {
    this.#block = block;
    this.#text = textOf(block.thinking);
    this.#signature = textOf(block.signature);
  }

  item(status: ItemStatus): ResponseReasoningItem {
    const isShown = status !== 'in_progress' && this.#text !== '';
    const summary = isShown ? [{ type: 'summary_text' as const, text: this.#text }] : [];
    const sealed = status === 'in_progress' ? undefined : this.#sealed();
    return { id: this.#id, type: 'reasoning', summary, ...(sealed === undefined ? {} : { encrypted_content: sealed }) };
  }

  begin(emit: EmitOfItem): void {
    if (this.#text !== '') this.#emitText(this.#text, true, emit);
  }

  delta({ type, thinking, signature }: Record<string, unknown>, emit: EmitOfItem): void {
    if (type === 'signature_delta') this.#signature += textOf(signature);
    if (type !== 'thinking_delta' || typeof thinking !== 'string' || thinking === '') return;
    const isFirst = this.#text === '';
    this.#text += thinking;
    this.#emitText(thinking, isFirst, emit);
  }

  end(emit: EmitOfItem): void {
    if (this.#text === '') return;
    emit('response.reasoning_summary_text.done', { summary_index: 0, text: this.#text });
    emit('response.reasoning_summary_part.done', {
      summary_index: 0,
      part: { type: 'summary_text', text: this.#text },
    });
  }

  outline(outline: AnswerOutline): void {
    outline.thinking(this.#thinking());
  }

  #emitText(delta: string, isFirst: boolean, emit: EmitOfItem): void {
    const part = { type: 'summary_text', text: '' };
    if (isFirst) emit('response.reasoning_summary_part.added', { summary_index: 0, part });
    emit('response.reasoning_summary_text.delta', { summary_index: 0, delta });
  }

  #thinking(): ThinkingBlock {
    const { type, data } = this.#block;
    if (type === 'redacted_thinking') return { type, data };
    return { type: 'thinking', thinking: this.#text, signature: this.#signature };
  }

  /** Nothing where the model signs nothing, and so wants nothing back. */
  #sealed(): string | undefined {
    const isSigned = this.#block.type === 'redacted_thinking' || this.#signature !== '';
    return isSigned ? sealThinking(this.#thinking()) : undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
