import type { AditError } from '../../errors.ts';

/** An error in Anthropic's shape (https://platform.claude.com/docs/en/api/errors). */
export function errorBody(error: AditError, requestId: string): unknown {
  return { type: 'error', error: { type: error.type, message: error.message }, request_id: requestId };
}
