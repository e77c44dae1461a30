/**
 * A reasoning item of the Responses API travels to clients of the Messages API as the signature of a thinking block, and
 * comes back with the next request. What begins with this is one of those; other signatures are other makers'.
 */
export const REASONING_PREFIX = 'openai-reasoning:';

export interface Reasoning {
  readonly id: string;
  readonly encrypted: string;
}

/** The signature of a reasoning item; undefined for one that carries nothing to bring back. */
export function toSignature({ id, encrypted_content }: Record<string, unknown>): string | undefined {
  if (typeof encrypted_content !== 'string' || encrypted_content === '') return undefined;
  const named = typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : '';
  return `${REASONING_PREFIX}${named}:${encrypted_content}`;
}

/** The reasoning item in a signature; undefined where it is another maker's. */
export function fromSignature(signature: string): Reasoning | undefined {
  if (!signature.startsWith(REASONING_PREFIX)) return undefined;
  const end = signature.indexOf(':', REASONING_PREFIX.length);
  if (end < 0 || end === signature.length - 1) return undefined;
  return { id: signature.slice(REASONING_PREFIX.length, end), encrypted: signature.slice(end + 1) };
}
