import { asRecord } from '../../../bedrock/json/values.ts';

/** A finished response, and the conversation that it belongs to. */
export interface StoredResponse {
  readonly response: Readonly<Record<string, unknown>>;
  /** All items that the model was given, those of earlier responses first. */
  readonly input: readonly unknown[];
  /** What it answered, with all that the items carry. */
  readonly output: readonly unknown[];
  /** About as many as the JSON of it all has. */
  readonly bytes: number;
}

/**
 * Responses by id, for clients that name the one before instead of sending the conversation again. In memory alone:
 * what is said stays in this process. Bounded: the oldest go first.
 */
export class ResponseStore {
  readonly #maxResponses: number;
  readonly #maxBytes: number;
  /** In the order in which they came. */
  readonly #responses = new Map<string, StoredResponse>();
  /** Items by id, each with the newest response that it is in. */
  readonly #items = new Map<string, { readonly item: unknown; readonly owner: string }>();
  #bytes = 0;

  constructor({ maxResponses = 1000, maxBytes = 64 * 1024 * 1024 } = {}) {
    this.#maxResponses = maxResponses;
    this.#maxBytes = maxBytes;
  }

  /** Keeps a response by its id, unless it is larger than all that may be kept. */
  put(stored: StoredResponse): void {
    const { id } = stored.response;
    if (typeof id !== 'string' || stored.bytes > this.#maxBytes) return;
    this.delete(id);
    this.#responses.set(id, stored);
    this.#bytes += stored.bytes;
    for (const item of itemsOf(stored)) {
      const itemId = asRecord(item)?.id;
      if (typeof itemId === 'string') this.#items.set(itemId, { item, owner: id });
    }
    for (const oldest of this.#responses.keys()) {
      if (this.#responses.size <= this.#maxResponses && this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  get(id: string): StoredResponse | undefined {
    return this.#responses.get(id);
  }

  /** An item of any response that is kept. */
  item(id: string): unknown {
    return this.#items.get(id)?.item;
  }

  /** False where there is none. */
  delete(id: string): boolean {
    const stored = this.#responses.get(id);
    if (!stored) return false;
    this.#responses.delete(id);
    this.#bytes -= stored.bytes;
    for (const item of itemsOf(stored)) {
      const itemId = asRecord(item)?.id;
      if (typeof itemId === 'string' && this.#items.get(itemId)?.owner === id) this.#items.delete(itemId);
    }
    return true;
  }
}

/** A conversation up to and with a response. */
export function itemsOf({ input, output }: Pick<StoredResponse, 'input' | 'output'>): unknown[] {
  return [...input, ...output];
}
