import { AditError } from '../../errors.ts';

/**
 * A request that is wrong in a way that another try does not mend. What is wrong with a field begins with its path:
 * `messages.0.content: …`.
 */
export function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
