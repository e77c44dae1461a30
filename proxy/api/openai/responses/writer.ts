import { asRecord, parseRecord } from '../../../bedrock/json/values.ts';
import type { AditError } from '../../../errors.ts';
import type { StreamWriter } from '../../relay.ts';
import { type AnswerContext, ResponseAnswer } from './answer.ts';
import { errorOf } from './response.ts';

/**
 * Writes an answer as the stream of the Responses API: translated from events of the Messages API, or as it came, where
 * upstream speaks the Responses API itself.
 */
export class ResponsesEvents implements StreamWriter {
  readonly isOwnForm = true;
  readonly heartbeat = ': keep-alive\n\n';
  readonly #context: AnswerContext;
  readonly #answer: ResponseAnswer;
  #pieces: Buffer[] = [];
  #count = 0;
  /** The response that upstream began, where it speaks this API, and its last event. */
  #native: Record<string, unknown> | undefined;
  #last: Buffer | undefined;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#answer = new ResponseAnswer(context, (type, fields) => this.#write(type, fields));
  }

  event(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[] {
    if (type.startsWith('response.')) return this.#pass(type, data, block);
    const event = parseRecord(data);
    if (event) this.#answer.event(type, event);
    return this.#take();
  }

  fail(error: AditError): string {
    if (this.#native) {
      this.#count = Number(parseRecord(this.#last ?? '')?.sequence_number ?? 0) + 1;
      this.#write('response.failed', { response: { ...this.#native, status: 'failed', error: errorOf(error) } });
    } else this.#answer.fail(error);
    return Buffer.concat(this.#take()).toString();
  }

  end(): string {
    return '';
  }

  #pass(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[] {
    this.#last = data;
    if (type === 'response.created') this.#native = asRecord(parseRecord(data)?.response);
    if (type === 'response.completed' || type === 'response.incomplete') {
      keepNative(this.#context, parseRecord(data)?.response);
    }
    return [block ?? Buffer.from(`event: ${type}\ndata: ${data}\n\n`)];
  }

  #write(type: string, fields: object): void {
    const event = { type, sequence_number: this.#count++, ...fields };
    this.#pieces.push(Buffer.from(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`));
  }

  #take(): Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}

/** Keeps a finished response of upstream's own. */
export function keepNative({ keep }: AnswerContext, response: unknown): void {
  const found = asRecord(response);
  if (found) keep(found, Array.isArray(found.output) ? found.output : []);
}
