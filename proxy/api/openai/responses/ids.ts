import { randomUUID } from 'node:crypto';

/** What the ids of the Responses API begin with (openai 7.55.0, resources/responses/responses.d.ts). */
export type IdPrefix = 'resp' | 'msg' | 'fc' | 'ctc' | 'rs' | 'item';

/** A new id, which tells that Adit made it: no other server knows what it stands for. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_adit${randomUUID().replaceAll('-', '')}`;
}

/** Whether Adit made an id, this process or an earlier one. */
export function isOwnId(id: unknown): boolean {
  return typeof id === 'string' && /^[a-z]+_adit[0-9a-f]{32}$/.test(id);
}
