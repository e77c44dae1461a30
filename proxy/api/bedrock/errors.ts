import type { AditError } from '../../errors.ts';

/** An error of Adit's own in the shape of AWS's APIs; the exception's name goes into the header `x-amzn-errortype`. */
export function errorBody({ message }: AditError): unknown {
  return { message };
}
