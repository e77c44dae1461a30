import { asRecord } from '../../../bedrock/json/values.ts';
import { AditError } from '../../../errors.ts';
import { refused } from '../refused.ts';
import { newId } from './ids.ts';
import { type Item, readItem, referenceOf } from './items.ts';
import type { ResponsesRequest } from './request.ts';
import { itemsOf, type ResponseStore, type StoredResponse } from './store.ts';

/** The response that a request continues is not kept, any more or at all. */
export class UnknownPreviousResponse extends AditError {
  constructor(id: string) {
    const message = `Previous response with id '${id.slice(0, 100)}' not found.`;
    super('invalid_request_error', message, { shouldRetry: false });
  }
}

/** A conversation with nothing left to look up. */
export interface History {
  /** The items as the client sent them, those of the responses before first. */
  readonly items: readonly unknown[];
  /** Those of this request alone. */
  readonly own: readonly unknown[];
  readonly read: readonly Item[];
  readonly previous: StoredResponse | undefined;
}

/**
 * The whole conversation of a request: what it continues, and what it refers to, are taken out of the store. Throws
 * AditError (400) for what is not there, and for items that are none.
 */
export function readHistory({ input, previous_response_id }: ResponsesRequest, store: ResponseStore): History {
  const previous = previous_response_id ? store.get(previous_response_id) : undefined;
  if (previous_response_id && !previous) throw new UnknownPreviousResponse(previous_response_id);
  const before = previous ? itemsOf(previous) : [];
  const given = typeof input === 'string' ? [message(input)] : (input ?? []);
  const own = given.map((item, index) => resolveReference(item, `input.${index}`, store));
  return {
    items: [...before, ...own],
    own,
    read: [
      ...before.map((item) => readItem(item, 'previous_response_id')),
      ...own.map((item, index) => readItem(item, `input.${index}`)),
    ],
    previous,
  };
}

/** The items as the API lists them: each with an id, and messages with their parts. */
export function listed(items: readonly unknown[]): unknown[] {
  return items.map((item) => {
    const record = asRecord(item) ?? {};
    if ((record.type ?? 'message') !== 'message') return { id: newId('item'), ...record };
    const type = record.role === 'assistant' ? 'output_text' : 'input_text';
    const content = typeof record.content === 'string' ? [{ type, text: record.content }] : record.content;
    return { id: newId('msg'), ...record, type: 'message', content };
  });
}

function resolveReference(item: unknown, path: string, store: ResponseStore): unknown {
  const id = referenceOf(item, path);
  if (id === undefined) return item;
  const found = store.item(id);
  if (found !== undefined) return found;
  throw refused(
    `${path}.id: Item with id '${id.slice(0, 100)}' not found. Adit keeps the newest responses in memory; ` +
      'send the item itself, or set "store" to false so that the client does.',
  );
}

function message(text: string): object {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}
