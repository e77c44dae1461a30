import { AditError } from '../errors.ts';

/** Why a tool could not be set up; it stands under `details.code` of the error. */
export type ToolErrorCode =
  | 'unknown-tool'
  | 'not-possible'
  | 'unreadable'
  | 'unparsable'
  | 'not-editable'
  | 'read-only'
  | 'unwritable'
  | 'keeps-changing'
  | 'memory-damaged';

/** An error about setting up a tool: words for the person, a code for programs, and the file if there is one. */
export function toolError(code: ToolErrorCode, message: string, file?: string, cause?: unknown): AditError {
  return new AditError('invalid_request_error', message, {
    shouldRetry: false,
    details: { code, ...(file === undefined ? {} : { file }) },
    cause,
  });
}
