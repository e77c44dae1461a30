import { isCredentialFailure, isModelMissing } from '../bedrock/error-map.ts';
import type { Failure } from '../bedrock/failure.ts';
import { readRefusal } from '../bedrock/lessons/refusal.ts';
import { SURFACES } from '../bedrock/surfaces.ts';
import { isFinal, type Outcome } from './attempt.ts';
import { correctClock } from './clock.ts';
import { aim, type Journey, refit } from './journey.ts';
import { inNextRegion } from './next-region.ts';
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
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html, mnfst/llm-gateway#2657), and of
 * Converse.
 */
const NOT_HERE = /isn.t supported on this route|does not support the '\/v1\/|action doesn.t support the model/i;

/** How InvokeModel refuses a body that is none of its model's maker (run-llama/llama_index#21420, crmne/ruby_llm#586). */
const FOREIGN_BODY = /^Malformed input request/;

/** What it says then of keys that Claude's bodies always have, or never. */
const NO_CLAUDE =
  /extraneous key \[(?:anthropic_version|messages|type)\]|required key \[(?!anthropic_|messages|max_tokens)/;

const SYSTEM_ROLE = /"role"\s*:\s*"system"/;

type Remedy = (journey: Journey, failure: Failure, date: string | undefined) => Promise<boolean> | boolean;

/** What is tried for an answer that is no message, in this order; each changes the journey and says whether it did. */
const REMEDIES: readonly Remedy[] = [setClock, renewCredentials, switchSurface, nextModel, mendRequest, leaveInvoke];

/** What an attempt came to that brought no answer. */
export type Trouble = Extract<Outcome, { kind: 'failure' | 'broken' }>;

/** Finds what to do about a failure: the pause before the next try in milliseconds, or undefined where there is none. */
export async function findRemedy(journey: Journey, trouble: Trouble): Promise<number | undefined> {
  if (trouble.kind === 'failure') {
    for (const remedy of REMEDIES) if (await remedy(journey, trouble.failure, trouble.date)) return 0;
    if (isOverloaded(trouble.failure) && nextRegion(journey)) return 0;
    return REPEATED.has(trouble.failure.status) ? pause(journey) : undefined;
  }
  if (isFinal(trouble.error)) return undefined;
  return nextRegion(journey) ? 0 : pause(journey);
}

/** Whether a region has too much to do: throttled, or not available. Another one may have room. */
function isOverloaded({ status }: Failure): boolean {
  return status === 429 || status === 503;
}

/** Where the person named regions to fail over to, the next one is asked at once. */
function nextRegion(journey: Journey): boolean {
  const next = inNextRegion(journey);
  if (!next) return false;
  journey.tried.surfaces.clear();
  journey.tried.refusal = undefined;
  aim(journey, next);
  return true;
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
  const { signal, mayRetry } = journey.question;
  const fresh = await journey.router.upstream.authorizer.replace(journey.authorization, signal);
  if (fresh) journey.authorization = fresh;
  journey.isOpenAnyway ||= !mayRetry();
  return fresh !== undefined;
}

/** Which surfaces a model has is partly a guess: where one lacks it, the next is asked, and from then on at once. */
function switchSurface(journey: Journey, failure: Failure): boolean {
  return isLacking(failure) && nextSurface(journey, failure);
}

/** Of an ARN that no list knows, InvokeModel says in this way that it is no Claude's; Converse has one body for all. */
function leaveInvoke(journey: Journey, failure: Failure): boolean {
  const { surface, target } = journey;
  const isForeign = surface === 'invoke' && !target.model && FOREIGN_BODY.test(failure.message);
  return isForeign && nextSurface(journey, failure, NO_CLAUDE.test(failure.message));
}

function nextSurface(journey: Journey, failure: Failure, isCertain = true): boolean {
  const { router, target, surface, question, tried } = journey;
  tried.surfaces.add(surface);
  const next = surfacesOf(target, question.request).find((other) => !tried.surfaces.has(other));
  if (next === undefined) return false;
  const learn = () => router.lessons.learn(lessonTarget(target, surface), 'no-route');
  if (lacksRoute(failure)) learn();
  else if (isCertain) journey.onSuccess.push(learn);
  if (!tried.refusal || (isAboutRoute(tried.refusal) && !isAboutRoute(failure))) tried.refusal = failure;
  aim(journey, target, next);
  return true;
}

/** Whether a surface lacks the model, or is not there at all. An id that needs a profile is refused everywhere. */
function isLacking(failure: Failure): boolean {
  if (/guardrail|on-demand throughput/i.test(failure.message)) return false;
  return lacksRoute(failure) || failure.status === 404 || isModelMissing(failure) || NOT_HERE.test(failure.message);
}

function lacksRoute({ name, status }: Failure): boolean {
  return name === 'UnknownOperationException' || NO_ROUTE.has(status);
}

/** Whether a refusal says less of the model than of the way to it. */
function isAboutRoute(failure: Failure): boolean {
  return lacksRoute(failure) || NOT_HERE.test(failure.message);
}

/** The trouble to tell the client: the last one, or what an earlier surface said of the model, where that tells more. */
export function tellingTrouble(journey: Journey, last: Trouble): Trouble {
  if (last.kind === 'failure') return { ...last, failure: tellingFailure(journey, last.failure) };
  const { refusal } = journey.tried;
  // Not every region has such a host.
  const isAbsent = isOnMantle(journey) && !isFinal(last.error);
  return refusal && isAbsent ? { kind: 'failure', failure: refusal, date: undefined } : last;
}

function tellingFailure(journey: Journey, last: Failure): Failure {
  const { refusal } = journey.tried;
  if (!refusal) return last;
  const isShut = isOnMantle(journey) && (last.status === 401 || last.status === 403);
  return isShut || (isLacking(last) && !isAboutRoute(refusal)) ? refusal : last;
}

function isOnMantle({ surface }: Journey): boolean {
  return SURFACES[surface].service === 'bedrock-mantle';
}

/** A Claude name that this account or region does not have falls to the nearest model of its tier. */
function nextModel(journey: Journey, failure: Failure): boolean {
  if (!isModelMissing(tellingFailure(journey, failure))) return false;
  const { router, question, tried, target } = journey;
  router.missing.add(target.modelId);
  tried.models.add(target.modelId);
  const next = resolve(question.request.name, router.resolution).find(({ modelId }) => !tried.models.has(modelId));
  if (!next) return false;
  tried.surfaces.clear();
  tried.refusal = undefined;
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
