import { asRecord } from '../../bedrock/json/values.ts';
import { parseExact } from './exact-json.ts';

/**
 * A call's arguments as the object that they have to be. A call that was cut, or that a small model wrote badly, stays in
 * every further request of the conversation: refused for it, the conversation would be lost.
 */
export function toInput(written: unknown): Readonly<Record<string, unknown>> {
  if (typeof written !== 'string') return asRecord(written) ?? (written == null ? {} : { arguments: written });
  return NOTHING.has(written.trim()) ? {} : (parseExact(written) ?? { arguments: written });
}

/** What a tool without parameters is called with, besides the empty object. */
const NOTHING = new Set(['', 'null']);
