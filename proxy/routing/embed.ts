import { setTimeout as sleep } from 'node:timers/promises';
import { EMBEDDING_MODELS, type EmbeddingModel, type EmbeddingOptions, embeddingModel } from '../bedrock/embeddings.ts';
import { readFailure } from '../bedrock/failure.ts';
import { parseRecord } from '../bedrock/json/values.ts';
import { AditError, reason } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import { callAws } from './call.ts';
import { clientError } from './client-error.ts';
import type { Router } from './journey.ts';
import { nearNames } from './near-names.ts';
import type { Resolution } from './resolve.ts';

/** How many calls of one request are under way at once: a model takes one text, or some dozens. */
const AT_ONCE = 8;

/** How long one call may take, in milliseconds. */
const LIMIT_MS = 60_000;

/** Pauses before a call is repeated that failed on AWS's side, in milliseconds. */
const PAUSES = [200, 800];

/** A question for the vectors of some texts. */
export interface EmbeddingQuestion {
  readonly model: EmbeddingModel;
  /** What Bedrock is asked for: the model's id, a profile's, or an ARN. */
  readonly modelId: string;
  readonly texts: readonly string[];
  readonly options: EmbeddingOptions;
}

/** What a name means, by itself or as one of the person's own. Throws AditError (404) that lists what there is. */
export function resolveEmbedding(name: string, { aliases }: Resolution): Pick<EmbeddingQuestion, 'model' | 'modelId'> {
  const wish = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
  const model = embeddingModel(wish);
  if (model) return { model, modelId: /^arn:|^[a-z-]+\.[a-z]+\./.test(wish) ? wish : model.id };
  const names = EMBEDDING_MODELS.map(({ id }) => id);
  throw new AditError(
    'not_found_error',
    `No embedding model is named "${name.slice(0, 120)}". There are: ${nearNames(wish, names).join(', ')}; ` +
      'a name of your own goes under "aliases" in settings.json.',
    { shouldRetry: false },
  );
}

/** The vectors of all texts, in their order. Rejects with AditError; the first failure ends the other calls. */
export async function embed(
  router: Router,
  { model, modelId, texts, options }: EmbeddingQuestion,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<{ vectors: readonly (readonly number[])[]; tokens: number }> {
  const batches = inBatches(texts, model.textsPerCall);
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < batches.length; at = next++) {
      answers[at] = await ask(router, { model, modelId, texts: batches[at] ?? [], options }, exchange, ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, batches.length) }, work));
  } catch (error) {
    failed.abort();
    throw error;
  }
  return {
    vectors: answers.flatMap(({ vectors }) => vectors),
    tokens: answers.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

async function ask(
  router: Router,
  { model, modelId, texts, options }: EmbeddingQuestion,
  exchange: Exchange,
  signal: AbortSignal,
) {
  const { upstream, resolution } = router;
  const body = Buffer.from(JSON.stringify(model.body(texts, options)));
  const region = /^arn:[^:]*:bedrock:([a-z0-9-]+):/.exec(modelId)?.[1] ?? resolution.region;
  const path = `/model/${encodeURIComponent(modelId)}/invoke`;
  const call = { region, path, body, limitMs: LIMIT_MS, mayWait: signal };
  for (let tries = 0; ; tries++) {
    const answer = await callAws(upstream, call, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof AditError) throw error;
      return new AditError('api_error', `Amazon Bedrock could not be reached: ${reason(error)}.`, { status: 502 });
    });
    const pause = PAUSES[tries];
    const isPassing = answer instanceof AditError || answer.status >= 500;
    if (isPassing && pause !== undefined) {
      exchange.retries++;
      await sleep(pause, undefined, { signal });
      continue;
    }
    if (answer instanceof AditError) throw answer;
    if (answer.status !== 200) {
      const failure = readFailure(answer.status, answer.headers, answer.body);
      throw clientError(failure, router, modelId);
    }
    const read = model.read(parseRecord(answer.body));
    if (read?.vectors.length !== texts.length) {
      throw new AditError('api_error', 'Amazon Bedrock answered without a vector for each text.', { status: 502 });
    }
    const { vectors, tokens = Number(answer.headers['x-amzn-bedrock-input-token-count'] ?? 0) } = read;
    return { vectors, tokens };
  }
}

function inBatches(texts: readonly string[], size: number): string[][] {
  const count = Math.ceil(texts.length / size);
  return Array.from({ length: count }, (_, at) => texts.slice(at * size, (at + 1) * size));
}
