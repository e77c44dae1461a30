import { estimateTokens } from '../../bedrock/estimate.ts';
import { asRecord, parseRecord } from '../../bedrock/json/values.ts';
import { type Billed, costOf } from '../../history/cost.ts';
import type { RequestDetail, RequestRow } from '../../history/shapes.ts';
import { type Resolution, resolve } from '../../routing/resolve.ts';
import type { Settings } from '../../settings/settings.ts';
import type { KeptRequest } from './kept-request.ts';

/** What costs depend on, as it is now. */
export interface Pricing {
  readonly resolution: Resolution;
  /** Prices of the person's own. */
  readonly prices: Settings['prices'];
}

/** What a request would cost if it were sent once more. All of it is an estimate. */
export interface ReplayEstimate {
  readonly model: string | null;
  /** The whole prompt, whatever of it is cached. */
  readonly inputTokens: number;
  /** Whether Bedrock counted the prompt the first time, or Adit guesses from its length. */
  readonly inputFrom: 'counted' | 'guessed';
  /** As many as the first time; where that brought none, as many as the request allows. */
  readonly outputTokens: number;
  readonly outputFrom: 'first-answer' | 'limit';
  /** Millionths of a US dollar, if nothing is in the cache any more; null where the model has no known price. */
  readonly costMicros: number | null;
  /** The same if the cache still holds what it held the first time; null where nothing was read from it, or it was edited. */
  readonly cachedCostMicros: number | null;
  /** Says that it is an estimate, and what of; for people. */
  readonly note: string;
}

/** Tokens of an answer where nothing says how long one may be. */
const ANY_ANSWER = 1024;

/** Estimates what `request`, perhaps with an edited body, would cost. */
export function estimateReplay(detail: RequestDetail, request: KeptRequest, pricing: Pricing): ReplayEstimate {
  const { row, clientRequest } = detail;
  const body = parseRecord(request.body ?? '');
  const isEdited = clientRequest?.body != null && request.body !== clientRequest.body;
  const model = typeof body?.model === 'string' ? body.model : row.model;
  const counted = isEdited ? null : promptTokens(row);
  const inputTokens = counted ?? scaled(guess(body), detail);
  const output = outputOf(row, body);
  const fresh = row.inputTokens ?? 0;
  const wasRead = (row.cacheReadTokens ?? 0) > 0;
  const wasCached = wasRead || (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0) > 0;
  const cost = (tokens: Partial<Billed>) =>
    model === null
      ? null
      : costOfName(model, { kind: row.kind, ...tokens, outputTokens: output.outputTokens }, pricing);
  const costMicros = cost(wasCached ? { cacheWrite5mTokens: inputTokens } : { inputTokens });
  const estimate = { inputTokens, inputFrom: counted === null ? 'guessed' : 'counted', ...output, costMicros } as const;
  return {
    model,
    ...estimate,
    cachedCostMicros:
      wasRead && counted !== null ? cost({ inputTokens: fresh, cacheReadTokens: counted - fresh }) : null,
    note: noteOf(estimate),
  };
}

function noteOf({ inputFrom, outputFrom, costMicros }: Omit<ReplayEstimate, 'model' | 'note' | 'cachedCostMicros'>) {
  const prompt = inputFrom === 'counted' ? 'the prompt as it was counted the first time' : 'a guess at the prompt';
  const answer = outputFrom === 'first-answer' ? 'as long as the first one' : 'as long as the request allows';
  const price = costMicros === null ? ' The model has no known price.' : '';
  return `An estimate: ${prompt}, and an answer ${answer}.${price}`;
}

function costOfName(model: string, tokens: Partial<Billed>, { resolution, prices }: Pricing): number | null {
  const nothing = {
    inputTokens: undefined,
    cacheReadTokens: undefined,
    cacheWrite5mTokens: undefined,
    cacheWrite1hTokens: undefined,
    outputTokens: undefined,
  };
  const servedModel = servedBy(model, resolution);
  return costOf({ kind: 'answer', model, servedModel, isAutoCached: false, ...nothing, ...tokens }, prices).costMicros;
}

/** A name that means nothing has no price either; the replay will say what is wrong with it. */
function servedBy(model: string, resolution: Resolution): string | undefined {
  try {
    return resolve(model, resolution)[0]?.modelId;
  } catch {
    return undefined;
  }
}

function promptTokens(row: RequestRow): number | null {
  if (row.inputTokens === null) return null;
  return row.inputTokens + (row.cacheReadTokens ?? 0) + (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0);
}

/** A guess made better by how wrong it would have been the first time. */
function scaled(tokens: number, { row, request }: RequestDetail): number {
  const first = guess(asRecord(request));
  const counted = promptTokens(row);
  return counted === null || first === 0 ? tokens : Math.round((tokens * counted) / first);
}

/** By the fields that hold a prompt in the APIs that clients speak. */
function guess(body: Record<string, unknown> = {}): number {
  const { messages, input, inputText, prompt, system, instructions, tools, toolConfig } = body;
  return estimateTokens({
    messages: [messages, input, inputText, prompt],
    system: [system, instructions],
    tools: [tools, toolConfig],
  });
}

function outputOf(row: RequestRow, body: Record<string, unknown> | undefined) {
  const limits = [body?.max_tokens, body?.max_completion_tokens, body?.max_output_tokens];
  const limit = limits.find((value) => typeof value === 'number');
  if (row.kind !== 'answer') return { outputTokens: 0, outputFrom: 'first-answer' } as const;
  if (!row.outputTokens) return { outputTokens: limit ?? ANY_ANSWER, outputFrom: 'limit' } as const;
  return { outputTokens: Math.min(row.outputTokens, limit ?? row.outputTokens), outputFrom: 'first-answer' } as const;
}
