import { asJsonErrors } from '../../bedrock/client-request.ts';
import { JsonObject } from '../../bedrock/json/tree.ts';
import { refused } from './refused.ts';

/** A request's body. Throws AditError (400) that says where it is no JSON: JSON.parse would quote what is there. */
export function parseBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString().replace(/^\ufeff/, ''));
  } catch {
    asJsonErrors(() => JsonObject.parse(bytes, NO_CUTS));
    throw refused('The request body is not valid JSON.');
  }
}

const NO_CUTS: ReadonlySet<string> = new Set();
