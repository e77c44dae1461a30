import { expect, test } from 'vitest';
import { isCredentialFailure, toClientError } from '../../proxy/bedrock/error-map.ts';
import { readFailure } from '../../proxy/bedrock/failure.ts';
import { readResponsesMessage } from '../../proxy/bedrock/openai/responses-message.ts';
import { AditError } from '../../proxy/errors.ts';

/** An HTTP error in the shape of OpenAI's APIs, which call nearly everything an invalid request. */
function failureOf(status: number, code: string, message: string) {
  const body = { error: { message, type: 'invalid_request_error', param: null, code } };
  return readFailure(status, {}, Buffer.from(JSON.stringify(body)));
}

test.each([
  [401, 'invalid_api_key', 'authentication_error', 401],
  [404, 'model_not_found', 'not_found_error', 404],
  [400, 'validation_error', 'invalid_request_error', 400],
])('an error of OpenAI’s with status %i, %s, is told as %s', (status, code, type, answered) => {
  const failure = failureOf(status, code, 'so it is');
  expect(toClientError(failure)).toMatchObject({ type, status: answered, message: 'so it is', shouldRetry: false });
  expect(isCredentialFailure(failure)).toBe(status === 401);
});

test('a response that failed is told by its own reason, also where it comes with status 200', () => {
  const failed = (error: unknown) =>
    readResponsesMessage(Buffer.from(JSON.stringify({ object: 'response', status: 'failed', output: [], error })), {
      requestId: 'r',
      modelId: 'openai.gpt-6-sol',
      isNative: false,
    });
  const errorOf = (error: unknown): unknown => {
    try {
      return failed(error);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AditError);
      return thrown;
    }
  };
  expect(errorOf({ code: 'rate_limit_exceeded', message: 'slow down' })).toMatchObject({
    status: 429,
    message: 'slow down',
  });
  expect(errorOf(null)).toMatchObject({ status: 500, message: 'The model failed without a reason.' });
});
