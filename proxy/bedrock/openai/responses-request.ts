import { AditError } from '../../errors.ts';
import type { ClientRequest } from '../client-request.ts';
import type { FitTarget, FittedRequest } from '../fit/fit.ts';

export function fitResponses(_request: ClientRequest, _target: FitTarget): FittedRequest {
  throw new AditError('api_error', 'To be written');
}
