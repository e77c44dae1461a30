import { estimateTokens } from '../../bedrock/estimate.ts';
import { parseRecord } from '../../bedrock/json/values.ts';
import type { PriceUsed, RequestDetail, RequestRow } from '../../history/shapes.ts';
import type { KeptRequest } from './kept-request.ts';

/** The price of a model by the name that a client has for it, for a prompt of so many tokens; null where none is known. */
export type PriceOf = (model: string, inputTokens: number) => PriceUsed | null;

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
}

/** Tokens of an answer where nothing says how long one may be. */
const ANY_ANSWER = 1024;

/** Estimates what `request`, perhaps with an edited body, would cost. */
export function estimateReplay(detail: RequestDetail, request: KeptRequest, priceOf: PriceOf): ReplayEstimate {
  const { row } = detail;
  const body = parseRecord(request.body ?? '');
  const isEdited = request.body !== (detail.clientRequest?.body ?? request.body);
  const model = typeof body?.model === 'string' ? body.model : row.model;
  const counted = promptTokens(row);
  const isCounted = !isEdited && counted !== null;
  const inputTokens = isCounted ? counted : scaled(estimateTokens(body), detail);
  const output = outputOf(row, body);
  const price = model === null ? null : priceOf(model, inputTokens);
  const cost = (sums: readonly (readonly [tokens: number | null, price: number])[]) =>
    Math.round(sums.reduce((sum, [tokens, dollars]) => sum + (tokens ?? 0) * dollars, 0));
  const wasCached = (row.cacheReadTokens ?? 0) > 0;
  const writes = wasCached || (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0) > 0;
  return {
    model,
    inputTokens,
    inputFrom: isCounted ? 'counted' : 'guessed',
    ...output,
    costMicros:
      price &&
      cost([
        [inputTokens, writes ? price.cacheWrite5m : price.input],
        [output.outputTokens, price.output],
      ]),
    cachedCostMicros:
      price && isCounted && wasCached
        ? cost([
            [row.inputTokens, price.input],
            [inputTokens - (row.inputTokens ?? 0), price.cacheRead],
            [output.outputTokens, price.output],
          ])
        : null,
  };
}

function promptTokens(row: RequestRow): number | null {
  if (row.inputTokens === null) return null;
  return row.inputTokens + (row.cacheReadTokens ?? 0) + (row.cacheWrite5mTokens ?? 0) + (row.cacheWrite1hTokens ?? 0);
}

/** A guess made better by how wrong it would have been the first time. */
function scaled(guess: number, { row, request }: RequestDetail): number {
  const first = estimateTokens(request);
  const counted = promptTokens(row);
  return counted === null || first === 0 ? guess : Math.round((guess * counted) / first);
}

function outputOf(row: RequestRow, body: Record<string, unknown> | undefined) {
  const limits = [body?.max_tokens, body?.max_completion_tokens, body?.max_output_tokens];
  const limit = limits.find((value) => typeof value === 'number');
  if (row.kind !== 'answer') return { outputTokens: 0, outputFrom: 'first-answer' } as const;
  if (!row.outputTokens) return { outputTokens: limit ?? ANY_ANSWER, outputFrom: 'limit' } as const;
  return { outputTokens: Math.min(row.outputTokens, limit ?? row.outputTokens), outputFrom: 'first-answer' } as const;
}
