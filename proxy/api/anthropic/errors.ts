import type { AditError } from '../../errors.ts';

/** An error in Anthropic's shape (https://platform.claude.com/docs/en/api/errors). */
export function errorBody({ type, message, details }: AditError, requestId: string): unknown {
  return { type: 'error', error: { type, message, ...(details ? { details } : {}) }, request_id: requestId };
}
