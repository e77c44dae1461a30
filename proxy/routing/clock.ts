import type { Signer } from '../aws/signer.ts';
import type { Failure } from '../bedrock/failure.ts';

/**
 * A signature from a clock that is off is refused, and AWS says in the same answer (its `date` header) what time it is:
 * sets the signer right. False where the refusal is about something else.
 */
export function correctClock(signer: Signer, { name, message }: Failure, date: string | undefined): boolean {
  const offset = Date.parse(date ?? '') - Date.now();
  const isOff = /^InvalidSignature/.test(name) && /expired|not yet current/i.test(message);
  if (!isOff || !Number.isFinite(offset)) return false;
  signer.clockOffset = offset;
  return true;
}
