import type { AditError, ErrorType } from '../../errors.ts';
import { UnknownPath } from '../unknown-path.ts';

/** Types and codes of OpenAI's errors: https://platform.openai.com/docs/guides/error-codes/api-errors */
const NAMES: Readonly<Record<ErrorType, { type: string; code: string | null }>> = {
  invalid_request_error: { type: 'invalid_request_error', code: null },
  authentication_error: { type: 'invalid_request_error', code: 'invalid_api_key' },
  permission_error: { type: 'invalid_request_error', code: 'permission_denied' },
  not_found_error: { type: 'invalid_request_error', code: 'model_not_found' },
  request_too_large: { type: 'invalid_request_error', code: 'request_too_large' },
  rate_limit_error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  timeout_error: { type: 'server_error', code: 'timeout' },
  api_error: { type: 'server_error', code: null },
  overloaded_error: { type: 'server_error', code: 'server_overloaded' },
};

/** Words that say that a prompt is longer than the model's context, in the error maps of clients the code for it. */
const TOO_LONG = /prompt is too long|input is too long|exceed context limit/i;

/** What an error is called in OpenAI's API; shared by HTTP errors and those inside a stream. */
export function openAiError(error: AditError): {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
} {
  const { message } = error;
  // Clients that know the code would look for another model.
  const { type: name, code } = NAMES[error instanceof UnknownPath ? 'invalid_request_error' : error.type];
  // Anthropic's API, and Adit, begin with the field that is wrong: "messages.0.content: …".
  const param = /^([a-z_]+(?:\.[\w-]+)*): /.exec(message)?.[1] ?? null;
  return { message, type: name, param, code: TOO_LONG.test(message) ? 'context_length_exceeded' : code };
}

/** An error in the shape of OpenAI's API. */
export function errorBody(error: AditError): unknown {
  return { error: openAiError(error) };
}
