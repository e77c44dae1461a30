import type { ResponseCustomToolCallItem, ResponseFunctionToolCall } from 'openai/resources/responses/responses';
import { asRecord } from '../../../bedrock/json/values.ts';
import type { AnswerOutline } from '../thinking-memory.ts';
import { FreeFormText } from './free-form.ts';
import { newId } from './ids.ts';
import type { EmitOfItem, ItemStatus, OpenItem } from './open-item.ts';
import type { ToolName } from './tool-names.ts';

/** What both kinds of calls say of themselves. */
class CallHead {
  readonly id: string;
  readonly callId: string;
  readonly names: { readonly name: string; readonly namespace?: string };
  /** The input, where it came whole with the block's beginning. */
  readonly given: string;

  constructor(block: Record<string, unknown>, { name, namespace }: ToolName, id: string) {
    this.id = id;
    this.callId = String(block.id);
    this.names = namespace === undefined ? { name } : { name, namespace };
    const input = asRecord(block.input);
    this.given = input && Object.keys(input).length > 0 ? JSON.stringify(input) : '';
  }
}

/** A call with JSON. */
export class FunctionCall implements OpenItem {
  readonly #head: CallHead;
  #arguments = '';

  constructor(block: Record<string, unknown>, tool: ToolName) {
    this.#head = new CallHead(block, tool, newId('fc'));
  }

  item(status: ItemStatus): ResponseFunctionToolCall {
    const { id, callId, names } = this.#head;
    return { id, type: 'function_call', status, arguments: this.#arguments, call_id: callId, ...names };
  }

  begin(emit: EmitOfItem): void {
    if (this.#head.given !== '') this.#add(this.#head.given, emit);
  }

  delta({ type, partial_json }: Record<string, unknown>, emit: EmitOfItem): void {
    if (type === 'input_json_delta' && typeof partial_json === 'string') this.#add(partial_json, emit);
  }

  end(emit: EmitOfItem): void {
    // A call without input has no delta, and its arguments are JSON all the same.
    if (this.#arguments === '') this.#add('{}', emit);
    emit('response.function_call_arguments.done', { name: this.#head.names.name, arguments: this.#arguments });
  }

  outline(outline: AnswerOutline): void {
    outline.call(this.#head.callId);
  }

  #add(delta: string, emit: EmitOfItem): void {
    if (delta === '') return;
    this.#arguments += delta;
    emit('response.function_call_arguments.delta', { delta });
  }
}

/** A call with text, which came as the one property of an object. */
export class CustomCall implements OpenItem {
  readonly #head: CallHead;
  readonly #input = new FreeFormText();

  constructor(block: Record<string, unknown>, tool: ToolName) {
    this.#head = new CallHead(block, tool, newId('ctc'));
  }

  item(status: ItemStatus): ResponseCustomToolCallItem {
    const { id, callId, names } = this.#head;
    return { id, type: 'custom_tool_call', status, input: this.#input.text, call_id: callId, ...names };
  }

  begin(emit: EmitOfItem): void {
    if (this.#head.given !== '') this.#emit(this.#input.push(this.#head.given), emit);
  }

  delta({ type, partial_json }: Record<string, unknown>, emit: EmitOfItem): void {
    if (type === 'input_json_delta' && typeof partial_json === 'string') {
      this.#emit(this.#input.push(partial_json), emit);
    }
  }

  end(emit: EmitOfItem): void {
    this.#emit(this.#input.end(), emit);
    emit('response.custom_tool_call_input.done', { input: this.#input.text });
  }

  outline(outline: AnswerOutline): void {
    outline.call(this.#head.callId);
  }

  #emit(delta: string, emit: EmitOfItem): void {
    if (delta !== '') emit('response.custom_tool_call_input.delta', { delta });
  }
}
