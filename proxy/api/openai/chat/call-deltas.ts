import { type AnswerForm, customInput } from './answer-form.ts';

type Block = Readonly<Record<string, unknown>>;

interface OpenCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** What the block held from the start. */
  readonly input: unknown;
  /** The pieces of its input so far; kept only for custom tools, whose text is inside. */
  json: string;
  hasInput: boolean;
}

/** The deltas of a stream's tool calls, in the form that the client asked for. */
export class CallDeltas {
  readonly #form: AnswerForm;
  #count = 0;
  #open: OpenCall | undefined;

  constructor(form: AnswerForm) {
    this.#form = form;
  }

  /** A `tool_use` block begins. Xcode wants `arguments` in every delta. */
  begin({ id, name, input }: Block): readonly object[] {
    this.#open = { index: this.#count++, id: String(id), name: String(name), input, json: '', hasInput: false };
    if (this.#isCustom) return [];
    const call = { name: this.#open.name, arguments: '' };
    if (this.#form.legacy) return this.#open.index === 0 ? [{ function_call: call }] : [];
    return [{ tool_calls: [{ index: this.#open.index, id: this.#open.id, type: 'function', function: call }] }];
  }

  /** A piece of the JSON of the open call's input. */
  input(json: string): readonly object[] {
    const call = this.#open;
    if (!call || json === '') return [];
    call.hasInput = true;
    if (this.#isCustom) {
      call.json += json;
      return [];
    }
    return this.#arguments(call, json);
  }

  /** The block ends. A call without arguments has the empty object, which clients parse. */
  close(): readonly object[] {
    const call = this.#open;
    if (!call) return [];
    const rest = call.hasInput ? '' : JSON.stringify(call.input ?? {});
    const deltas = this.#isCustom ? [customCall(call, rest)] : rest === '' ? [] : this.#arguments(call, rest);
    this.#open = undefined;
    return deltas;
  }

  get #isCustom(): boolean {
    return this.#open !== undefined && this.#form.customTools.has(this.#open.name);
  }

  #arguments({ index }: OpenCall, json: string): readonly object[] {
    // There is one function call, however many the model makes.
    if (this.#form.legacy) return index > 0 ? [] : [{ function_call: { arguments: json } }];
    return [{ tool_calls: [{ index, function: { arguments: json } }] }];
  }
}

function customCall({ index, id, name, json }: OpenCall, rest: string): object {
  const custom = { name, input: customInput(json || rest) };
  return { tool_calls: [{ index, id, type: 'custom', custom }] };
}
