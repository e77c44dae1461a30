import { parseRecord } from '../../../bedrock/json/values.ts';

const CHUNK = 'chat.completion.chunk';
const DONE = '[DONE]';

/** Passes on chunks that come from upstream as chunks already. */
export class NativeChunks {
  readonly #includeUsage: boolean;
  #isDone = false;

  constructor(includeUsage: boolean) {
    this.#includeUsage = includeUsage;
  }

  /** Whether an event is one of Chat Completions. */
  static speaks(type: string): boolean {
    return type === CHUNK || type === DONE;
  }

  /** Whether the end of the stream has been passed on. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The bytes of an event. Bedrock is always asked for usage; a client that was not must not get its chunk. */
  event(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[] {
    if (type === DONE) this.#isDone = true;
    else if (!this.#includeUsage && isUsageChunk(data)) return [];
    return [block ?? Buffer.concat([DATA, data, END])];
  }
}

const DATA = Buffer.from('data: ');
const END = Buffer.from('\n\n');

function isUsageChunk(data: Buffer): boolean {
  if (!data.includes('"usage"')) return false;
  const { choices, usage } = parseRecord(data) ?? {};
  return Array.isArray(choices) && choices.length === 0 && usage !== null && usage !== undefined;
}
