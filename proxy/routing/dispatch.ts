import { setTimeout as sleep } from 'node:timers/promises';
import { isCredentialFailure } from '../bedrock/error-map.ts';
import type { UpstreamStream } from '../bedrock/stream/upstream.ts';
import { AditError, codeAndPlace, reason, SilenceError } from '../errors.ts';
import type { Exchange, FailedTry } from '../log/exchange.ts';
import { isFinal, type Outcome, send } from './attempt.ts';
import { clientError } from './client-error.ts';
import { begin, type Journey, type Question, type Router } from './journey.ts';
import { findRemedy, type Trouble, tellingTrouble } from './remedies.ts';
import { lessonTarget } from './surface-choice.ts';

/** Bedrock's answer: whole, or as a stream whose first event is there. */
export type Answer =
  | { readonly kind: 'message'; readonly body: Buffer; readonly requestId: string | undefined }
  | { readonly kind: 'stream'; readonly stream: UpstreamStream; readonly requestId: string | undefined };

/**
 * Asks Bedrock: resolves the name, fits the request, sends it, and mends what can be mended as long as nothing has
 * reached the client. Rejects with AditError, or with the signal's reason where the client left.
 */
export async function ask(router: Router, question: Question, exchange: Exchange): Promise<Answer> {
  const journey = await begin(router, question);
  exchange.credentials = performance.now() - exchange.start;
  for (;;) {
    tell(exchange, journey);
    const { target, surface, fitted, authorization } = journey;
    const { signal, request } = question;
    const stream = request.stream && !fitted.isWhole;
    const outcome = await send(router.upstream, { target, surface, fitted, stream, authorization, signal, exchange });
    if (outcome.kind === 'stream' || outcome.kind === 'message') {
      arrive(journey, exchange, outcome.requestId);
      return outcome;
    }
    if (outcome.kind === 'failure' && outcome.failure.requestId) exchange.upstreamId = outcome.failure.requestId;
    // Credentials that have just expired are no fault of the request, which may have been given heartbeats meanwhile.
    const mayRetry = journey.isOpenAnyway || question.mayRetry() || isRefused(outcome);
    exchange.tries.push(failedTry(outcome, exchange));
    const delay = mayRetry ? await findRemedy(journey, outcome) : undefined;
    if (delay === undefined) {
      if (outcome.kind === 'failure' && outcome.failure.status === 400)
        for (const unlearn of journey.onFailure) unlearn();
      throw errorOf(tellingTrouble(journey, outcome), journey);
    }
    if (delay > 0) await sleep(delay, undefined, { signal });
    exchange.retries++;
    if (target !== journey.target || surface !== journey.surface) exchange.failovers++;
  }
}

function isRefused(outcome: Outcome): boolean {
  return outcome.kind === 'failure' && isCredentialFailure(outcome.failure);
}

function failedTry(outcome: Trouble, { start, served = '', region = '', surface = '' }: Exchange): FailedTry {
  const { failure, error } =
    outcome.kind === 'failure' ? { ...outcome, error: undefined } : { ...outcome, failure: undefined };
  return {
    at: performance.now() - start,
    model: served,
    region,
    surface,
    status: failure?.status ?? 0,
    error: failure ? failure.name : error instanceof Error ? codeAndPlace(error) : 'broken',
  };
}

function tell(exchange: Exchange, { target, surface, fitted }: Journey): void {
  exchange.served = target.modelId;
  exchange.region = target.region;
  exchange.surface = surface;
  exchange.notes = target.note ? [target.note, ...fitted.notes] : [...fitted.notes];
}

function arrive(journey: Journey, exchange: Exchange, requestId: string | undefined): void {
  if (requestId) exchange.upstreamId = requestId;
  journey.router.lessons.accepted(lessonTarget(journey.target, journey.surface), journey.fitted.betas);
  for (const learn of journey.onSuccess) learn();
}

function errorOf(outcome: Trouble, { router, target }: Journey): AditError {
  if (outcome.kind === 'failure') return clientError(outcome.failure, router, target.modelId);
  if (outcome.error instanceof SilenceError) {
    return new AditError('timeout_error', `${reason(outcome.error)}, so the request was ended.`, {
      cause: outcome.error,
    });
  }
  const what = isFinal(outcome.error)
    ? "Amazon Bedrock's answer cannot be read"
    : 'Amazon Bedrock could not be reached';
  return new AditError('api_error', `${what}: ${reason(outcome.error)}.`, {
    status: 502,
    cause: outcome.error,
  });
}
