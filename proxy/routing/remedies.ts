import { isCredentialFailure, isModelMissing } from '../bedrock/error-map.ts';
import type { Failure } from '../bedrock/failure.ts';
import { readRefusal } from '../bedrock/lessons/refusal.ts';
import { SURFACES } from '../bedrock/surfaces.ts';
import { isFinal, type Outcome } from './attempt.ts';
import { correctClock } from './clock.ts';
import { aim, type Journey, refit } from './journey.ts';
import { resolve } from './resolve.ts';
import { lessonTarget, surfacesOf } from './surface-choice.ts';

/** How often a request is sent again because Bedrock or the connection failed. */
const MAX_REPEATS = 2;

/** The first of the pauses before a repeat, in milliseconds; each has a jitter of half of it. */
const FIRST_PAUSE_MS = 200;

/** How often one request is mended: a refusal may name one field at a time. */
const MAX_MENDS = 8;

/** Statuses after which the same request may succeed at once. Throttling (429, 529) is the client's to wait out. */
const REPEATED = new Set([500, 502, 503, 504]);

/** Statuses that say that there is no such route, and nothing of the request. */
const NO_ROUTE = new Set([405, 501]);

/**
 * Words that say that a surface does not serve a model: of OpenAI's routes
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html), and of Converse.
 */
const NOT_HERE = /isn.t supported on this route|action doesn.t support the model/i;

const SYSTEM_ROLE = /"role"\s*:\s*"system"/;

type Remedy = (journey: Journey, failure: Failure, date: string | undefined) => Promise<boolean> | boolean;

/** What is tried for an answer that is no message, in this order; each changes the journey and says whether it did. */
const REMEDIES: readonly Remedy[] = [setClock, renewCredentials, switchSurface, nextModel, mendRequest];

type Trouble = Extract<Outcome, { kind: 'failure' | 'broken' }>;

/** Finds what to do about a failure: the pause before the next try in milliseconds, or undefined where there is none. */
export async function findRemedy(journey: Journey, trouble: Trouble): Promise<number | undefined> {
  if (trouble.kind === 'failure') {
    for (const remedy of REMEDIES) if (await remedy(journey, trouble.failure, trouble.date)) return 0;
    return REPEATED.has(trouble.failure.status) ? pause(journey) : undefined;
  }
  return isFinal(trouble.error) ? undefined : pause(journey);
}

function pause({ tried }: Journey): number | undefined {
  if (tried.failures >= MAX_REPEATS) return undefined;
  const base = FIRST_PAUSE_MS * 2 ** tried.failures++;
  return base + Math.random() * base * 0.5;
}

function setClock({ router, tried }: Journey, failure: Failure, date: string | undefined): boolean {
  if (tried.clock) return false;
  tried.clock = correctClock(router.upstream.signer, failure, date);
  return tried.clock;
}

async function renewCredentials(journey: Journey, failure: Failure): Promise<boolean> {
  if (!isCredentialFailure(failure) || journey.tried.credentials) return false;
  journey.tried.credentials = true;
  const fresh = await journey.router.upstream.authorizer.replace(journey.authorization);
  if (fresh) journey.authorization = fresh;
  return fresh !== undefined;
}

/** Which surfaces a model has is partly a guess: where one lacks it, the next is asked, and from then on at once. */
function switchSurface(journey: Journey, failure: Failure): boolean {
  const { router, target, surface, question, tried } = journey;
  const lacksRoute = failure.name === 'UnknownOperationException' || NO_ROUTE.has(failure.status);
  if (!lacksRoute && failure.status !== 404 && !isModelMissing(failure) && !NOT_HERE.test(failure.message))
    return false;
  tried.surfaces.add(surface);
  const next = surfacesOf(target, question.request).find((other) => !tried.surfaces.has(other));
  if (next === undefined) return false;
  const learn = () => router.lessons.learn(lessonTarget(target, surface), 'no-route');
  if (lacksRoute) learn();
  else journey.onSuccess.push(learn);
  // What mantle says of a model that it lacks as well tells less.
  if (SURFACES[next].service === 'bedrock-mantle') tried.refusal ??= failure;
  aim(journey, target, next);
  return true;
}

/** A Claude name that this account or region does not have falls to the nearest model of its tier. */
function nextModel(journey: Journey, failure: Failure): boolean {
  if (!isModelMissing(failure)) return false;
  const { router, question, tried, target } = journey;
  router.missing.add(target.modelId);
  tried.models.add(target.modelId);
  tried.surfaces.clear();
  const next = resolve(question.request.name, router.resolution).find(({ modelId }) => !tried.models.has(modelId));
  if (!next) return false;
  journey.onSuccess = [];
  aim(journey, next);
  return true;
}

/** A refusal that names a field or a flag, or flags without a name, is learned, and the request fitted anew. */
function mendRequest(journey: Journey, { status, message }: Failure): boolean {
  if (status !== 400) return false;
  if (journey.mends >= MAX_MENDS) {
    // All that was learned holds; there is only more of it than one request may ask about.
    journey.onFailure = [];
    return false;
  }
  const { router, target, surface, fitted } = journey;
  const refusal = readRefusal(message, fitted.betas);
  // The role that was refused may be another one, of which nothing is to be learned.
  if (!refusal || (refusal.kind === 'system-role' && !SYSTEM_ROLE.test(fitted.body.toString()))) return false;
  const kept = lessonTarget(target, surface);
  journey.onFailure.push(router.lessons.refused(kept, refusal, fitted.betas));
  if (refusal.kind === 'nameless-beta') journey.probing = false;
  journey.mends++;
  journey.fitted = refit(journey);
  const { body, betas, isWhole } = journey.fitted;
  return !body.equals(fitted.body) || betas.join() !== fitted.betas.join() || isWhole !== fitted.isWhole;
}
