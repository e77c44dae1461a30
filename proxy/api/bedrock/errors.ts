import type { AditError, ErrorType } from '../../errors.ts';

/** An error of Adit's own in the shape of AWS's APIs; SDKs tell its exception by the header `x-amzn-errortype`. */
export function errorBody({ message }: AditError): unknown {
  return { message };
}

errorBody.headers = ({ type }: AditError) => ({ 'x-amzn-errortype': EXCEPTIONS[type] });

/**
 * Exceptions of @aws-sdk/client-bedrock-runtime, and UnrecognizedClientException of AWS's common errors
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html).
 */
const EXCEPTIONS: Readonly<Record<ErrorType, string>> = {
  invalid_request_error: 'ValidationException',
  authentication_error: 'UnrecognizedClientException',
  permission_error: 'AccessDeniedException',
  not_found_error: 'ResourceNotFoundException',
  request_too_large: 'ValidationException',
  rate_limit_error: 'ThrottlingException',
  timeout_error: 'ModelTimeoutException',
  api_error: 'InternalServerException',
  overloaded_error: 'ServiceUnavailableException',
};
