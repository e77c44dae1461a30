import { asRecord } from '../../../bedrock/json/values.ts';
import { AditError } from '../../../errors.ts';
import { refused } from '../refused.ts';
import type { ResponseStore, StoredResponse } from './store.ts';

/** `GET /v1/responses/{id}`: the response as it was answered. Throws AditError (404). */
export function getResponse(store: ResponseStore, id: string): StoredResponse['response'] {
  return find(store, id).response;
}

/** `DELETE /v1/responses/{id}`. Throws AditError (404). */
export function deleteResponse(store: ResponseStore, id: string): object {
  find(store, id);
  store.delete(id);
  return { id, object: 'response', deleted: true };
}

/** `GET /v1/responses/{id}/input_items`: a page of them, by `limit`, `order` and `after`. Throws AditError (400, 404). */
export function listInputItems(store: ResponseStore, id: string, query: URLSearchParams): object {
  const { input } = find(store, id);
  const items = query.get('order') === 'asc' ? input : input.toReversed();
  const after = query.get('after');
  const start = after === null ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  if (after !== null && start === 0) throw refused(`after: no item has the id '${after.slice(0, 100)}'`);
  const data = items.slice(start, start + limitOf(query));
  return {
    object: 'list',
    data,
    first_id: idOf(data[0]) ?? null,
    last_id: idOf(data.at(-1)) ?? null,
    has_more: start + data.length < items.length,
  };
}

function find(store: ResponseStore, id: string): StoredResponse {
  const stored = store.get(id);
  if (stored) return stored;
  const message = `Response with id '${id.slice(0, 100)}' not found. Adit keeps responses in memory, the newest alone.`;
  throw new AditError('invalid_request_error', message, { status: 404, shouldRetry: false });
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 20);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw refused('limit: Input should be a whole number from 1 to 100');
}

function idOf(item: unknown): unknown {
  return asRecord(item)?.id;
}
