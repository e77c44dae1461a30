import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../proxy/demo/call.ts';
import { exceptionAfter } from '../../bedrock/scenarios.ts';
import { openRoad, question, readEvents } from '../../support/road.ts';
import { errorOf, serve } from '../../support/served.ts';

interface ErrorCase {
  /** AWS's exception, or Anthropic's error type where `anthropic` is set. */
  name: string;
  status: number;
  message: string;
  anthropic?: true;
  expected: { status: number; type: string; message?: string | RegExp; retries?: boolean; waits?: boolean };
}

const invalid = 'invalid_request_error';
const cases: ErrorCase[] = [
  aws('ValidationException', 400, 'Input is too long for requested model.', {
    status: 400,
    type: invalid,
    message: 'Input is too long. (Amazon Bedrock: Input is too long for requested model.)',
  }),
  aws('ValidationException', 400, 'prompt is too long: 250000 tokens > 200000 maximum', { status: 400, type: invalid }),
  aws('ValidationException', 400, 'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000', {
    status: 400,
    type: invalid,
  }),
  aws('ResourceNotFoundException', 404, 'Model use case details have not been submitted for this account.', {
    status: 404,
    type: 'not_found_error',
    message: /^Model use case details .* \(Once per account, in the AWS console: .*"Submit use case details"\.\)$/,
  }),
  aws('ValidationException', 400, "data retention mode 'default' is not available for this model", {
    status: 400,
    type: invalid,
    message: /^data retention mode 'default' .* \(.*administrator.*PutAccountDataRetention\.\)$/,
  }),
  aws('ValidationException', 400, 'The provided model identifier is invalid.', {
    status: 404,
    type: 'not_found_error',
  }),
  aws('ValidationException', 400, 'Invocation of model ID x with on-demand throughput isn’t supported.', {
    status: 400,
    type: invalid,
    message: /^Invocation of .* \(Name an inference profile, such as the same id with "us\.", "eu\." or "global\."/,
  }),
  aws('UnknownOperationException', 404, 'Unknown operation', { status: 404, type: 'not_found_error' }),
  aws('ServiceQuotaExceededException', 400, 'Quota exceeded', { status: 429, type: 'rate_limit_error' }),
  aws('ModelNotReadyException', 429, 'Model is not ready', retried(529, 'overloaded_error', true)),
  aws('ConflictException', 400, 'Conflict', { status: 409, type: invalid }),
  ...['ExpiredTokenException', 'UnrecognizedClientException', 'MissingAuthenticationTokenException'].map((name) =>
    aws(name, 403, 'No.', {
      status: 401,
      type: 'authentication_error',
      message: new RegExp(`AWS answered ${name}: No\\. Start Adit again`),
    }),
  ),
  aws('InvalidSignatureException', 403, 'Does not match', {
    status: 401,
    type: 'authentication_error',
    message: /AWS answered InvalidSignatureException: Does not match\. /,
  }),
  aws('IncompleteSignatureException', 403, 'No date', {
    status: 401,
    type: 'authentication_error',
    message: /No date/,
  }),
  aws('AccessDeniedException', 403, 'Authentication failed: Please make sure your API Key is valid.', {
    status: 401,
    type: 'authentication_error',
    message: /make sure your API Key is valid\. /,
  }),
  aws('AccessDeniedException', 403, 'User: x is not authorized to perform: bedrock:InvokeModel on resource: y', {
    status: 403,
    type: 'permission_error',
    message: /^User: x is not authorized .* \(The AWS role needs this action; an administrator/,
  }),
  aws('AccessDeniedException', 403, 'Access denied.', {
    status: 403,
    type: 'permission_error',
    message: /^Access denied\. \(Access to the model is given in the AWS console: /,
  }),
  aws('ResourceNotFoundException', 404, 'Could not find it', { status: 404, type: 'not_found_error' }),
  aws(
    'ThrottlingException',
    429,
    'Too many tokens, please wait before trying again.',
    retried(429, 'rate_limit_error', true),
  ),
  aws('ModelTimeoutException', 408, 'Took too long', retried(504, 'timeout_error')),
  aws('ModelErrorException', 424, 'The model failed', retried(500, 'api_error')),
  aws('ModelStreamErrorException', 424, 'The stream failed', retried(500, 'api_error')),
  aws('ValidationException', 400, 'messages: at least one message is required', { status: 400, type: invalid }),
  aws('InternalServerException', 500, 'Internal', retried(500, 'api_error')),
  aws('ServiceUnavailableException', 503, 'Unavailable', retried(529, 'overloaded_error', true)),
  anthropic('authentication_error', 401, 'invalid x-api-key', {
    status: 401,
    type: 'authentication_error',
    message: /invalid x-api-key/,
  }),
  anthropic('permission_error', 403, 'Not yours', {
    status: 403,
    type: 'permission_error',
    message: /^Not yours \(Access/,
  }),
  anthropic('not_found_error', 404, 'model: x', { status: 404, type: 'not_found_error' }),
  anthropic('rate_limit_error', 429, 'Slow down', retried(429, 'rate_limit_error', true)),
  anthropic('overloaded_error', 529, 'Overloaded', retried(529, 'overloaded_error', true)),
  anthropic('invalid_request_error', 400, 'messages.0: odd', { status: 400, type: invalid }),
  anthropic('request_too_large', 413, 'Too large', { status: 413, type: 'request_too_large' }),
  aws('', 401, 'Who?', { status: 401, type: 'authentication_error', message: /Who\?/ }),
  aws('', 403, 'No', { status: 403, type: 'permission_error' }),
  aws('', 404, 'Gone', { status: 404, type: 'not_found_error' }),
  aws('', 408, 'Late', retried(504, 'timeout_error')),
  aws('', 413, 'Large', { status: 413, type: 'request_too_large' }),
  aws('', 429, 'Many', retried(429, 'rate_limit_error', true)),
  aws('', 504, 'Late', retried(504, 'timeout_error')),
  aws('', 529, 'Full', retried(529, 'overloaded_error', true)),
  aws('', 418, 'Teapot', { status: 400, type: invalid }),
  aws('SomethingNewException', 502, 'New', retried(502, 'api_error')),
];

function aws(name: string, status: number, message: string, expected: ErrorCase['expected']): ErrorCase {
  return { name, status, message, expected };
}

function anthropic(name: string, status: number, message: string, expected: ErrorCase['expected']): ErrorCase {
  return { name, status, message, anthropic: true, expected };
}

function retried(status: number, type: string, waits = false): ErrorCase['expected'] {
  return { status, type, retries: true, waits };
}

test.each(cases)('$name $status "$message" becomes $expected.status $expected.type', async (given) => {
  const refusal: Refusal = { status: given.status, type: given.name, message: given.message };
  if (given.anthropic) refusal.shape = 'anthropic';
  await using road = await openRoad({ refuse: () => refusal });
  // An id is asked alone: no other model of its tier takes its place.
  const model = given.anthropic ? 'us.anthropic.claude-opus-5' : 'us.anthropic.claude-sonnet-4-6';
  const served = await serve(road, question({ model }));
  const { status, type, message = given.message, retries = false, waits = false } = given.expected;
  expect([served.status, errorOf(served).type]).toEqual([status, type]);
  if (typeof message === 'string') expect(errorOf(served).message).toBe(message);
  else expect(errorOf(served).message).toMatch(message);
  expect(served.headers.get('x-should-retry')).toBe(retries ? null : 'false');
  expect(served.headers.get('retry-after') ?? '').toMatch(waits ? /^[1-9]\d*$/ : /^$/);
  expect(served.headers.get('request-id')).toMatch(/^req_/);
  expect(served.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
  expect(JSON.parse(served.text)).toMatchObject({ type: 'error', request_id: served.headers.get('request-id') });
});

describe('the same inside a stream', () => {
  test.each([
    ['throttlingException', 'rate_limit_error'],
    ['validationException', invalid],
    ['modelTimeoutException', 'timeout_error'],
    ['modelStreamErrorException', 'api_error'],
    ['internalServerException', 'api_error'],
    ['serviceUnavailableException', 'overloaded_error'],
  ])('%s becomes an event of %s', async (exception, type) => {
    for (const model of ['claude-sonnet-4-6', 'claude-opus-5']) {
      await using road = await openRoad({ scenario: exceptionAfter(3, exception, 'It broke') });
      const events = await readEvents(await road.post(question({ model, stream: true })));
      expect(events.map(({ event }) => event).slice(-2)).toEqual(['content_block_delta', 'error']);
      expect(events.at(-1)?.data).toMatchObject({ type: 'error', error: { type, message: 'It broke' } });
      await expect.poll(() => road.exchanges.at(-1)).toMatchObject({ status: 200, error: type });
    }
  });
});
