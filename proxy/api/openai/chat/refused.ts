import { AditError } from '../../../errors.ts';

/** What is wrong with a request, beginning with where: `messages.0.content: …`. The same again would fare the same. */
export function refused(path: string, message: string): AditError {
  return new AditError('invalid_request_error', `${path}: ${message}.`, { shouldRetry: false });
}
