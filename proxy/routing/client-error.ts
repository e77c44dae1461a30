import { toClientError } from '../bedrock/error-map.ts';
import type { Failure } from '../bedrock/failure.ts';
import type { AditError } from '../errors.ts';
import type { Router } from './journey.ts';

/** The error for the client: with the seconds to wait where a model is throttled, and how to sign in where that helps. */
export function clientError(failure: Failure, { upstream, patience }: Router, modelId: string): AditError {
  const error = toClientError(failure, () => patience.next(modelId));
  if (error.type !== 'authentication_error') return error;
  // What follows on further lines is the request as AWS saw it, session token and all.
  const [words = ''] = failure.message.split('\n');
  return upstream.authorizer.explain(`AWS answered ${failure.name || failure.status}: ${words}`);
}
