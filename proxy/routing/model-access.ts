import { isTold, type ModelAccess, readAccess } from '../bedrock/catalogue/model-access.ts';
import { whyRefused } from '../bedrock/denial.ts';
import { readFailure } from '../bedrock/failure.ts';
import { parseRecord } from '../bedrock/json/values.ts';
import { AditError, reason } from '../errors.ts';
import { callAws } from './call.ts';
import type { Upstream } from './upstream.ts';

/** An account's access to a model, or why it is not known: a sentence for people. */
export type AccessAnswer = { readonly access: ModelAccess } | { readonly why: string };

/** Calls at once: the control plane throttles accounts that ask for everything in a moment. */
const AT_ONCE = 4;

/** Milliseconds that one call may take. */
const LIMIT_MS = 8000;

/** Asks for the access to each foundation model id, a few at a time. Never rejects. */
export async function fetchAccesses(
  upstream: Upstream,
  region: string,
  modelIds: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, AccessAnswer>> {
  const answers = new Map<string, AccessAnswer>();
  const waiting = [...modelIds];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      answers.set(id, await fetchAccess(upstream, region, id, signal));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function fetchAccess(
  upstream: Upstream,
  region: string,
  modelId: string,
  signal: AbortSignal | undefined,
): Promise<AccessAnswer> {
  const path = `/foundation-model-availability/${encodeURIComponent(modelId)}`;
  try {
    const call = { method: 'GET', service: 'bedrock', region, path, limitMs: LIMIT_MS } as const;
    const { status, headers, body } = await callAws(upstream, call, signal);
    if (status !== 200) return { why: whyRefused(readFailure(status, headers, body)) };
    const access = readAccess(parseRecord(body));
    return access && isTold(access) ? { access } : { why: 'Amazon Bedrock did not say.' };
  } catch (error) {
    return { why: error instanceof AditError ? error.message : `No answer came: ${reason(error)}.` };
  }
}
