import type { Authorization } from '../aws/signer.ts';
import type { SurfaceName } from '../bedrock/catalogue/catalogue.ts';
import type { ClientRequest } from '../bedrock/client-request.ts';
import type { Failure } from '../bedrock/failure.ts';
import type { FittedRequest } from '../bedrock/fit/fit.ts';
import type { LessonBook } from '../bedrock/lessons/lessons.ts';
import { SURFACES } from '../bedrock/surfaces.ts';
import type { MissingModels } from './missing-models.ts';
import type { Patience } from './patience.ts';
import { type Resolution, resolve, type Target } from './resolve.ts';
import { lessonTarget, surfaceFor } from './surface-choice.ts';
import type { Upstream } from './upstream.ts';

/** What a request is sent with and judged by. */
export interface Router {
  readonly upstream: Upstream;
  readonly lessons: LessonBook;
  readonly missing: MissingModels;
  readonly patience: Patience;
  readonly resolution: Resolution;
  /** Regions for requests that the first one throttles or does not take, in order. */
  readonly failoverRegions: readonly string[];
  readonly allowedBetas: readonly string[];
  readonly autoCache: boolean;
}

/** A client's request for an answer. */
export interface Question {
  readonly request: ClientRequest;
  /** Ends when the client leaves. */
  readonly signal: AbortSignal;
  /** Whether nothing has been sent to the client yet: only then may a request be tried again. */
  readonly mayRetry: () => boolean;
}

/** A request on its way: what it is sent as next, and what has been tried for it. */
export interface Journey {
  readonly router: Router;
  readonly question: Question;
  target: Target;
  surface: SurfaceName;
  fitted: FittedRequest;
  authorization: Authorization;
  /** Whether the client heard heartbeats while its request waited for credentials: they are nothing of an answer. */
  isOpenAnyway: boolean;
  /** Whether flags under suspicion are sent along to try them. */
  probing: boolean;
  /** How often the request was mended. */
  mends: number;
  readonly tried: {
    credentials: boolean;
    clock: boolean;
    models: Set<string>;
    regions: Set<string>;
    surfaces: Set<SurfaceName>;
    failures: number;
    /** What the surfaces before said of the model: the first words that are about it. */
    refusal: Failure | undefined;
  };
  /** Lessons that hold only if what they led to is taken. */
  onSuccess: (() => void)[];
  /** Takes lessons back that led to nothing: another fault of the request was behind its refusal. */
  onFailure: (() => void)[];
}

/** The start of a journey: the name resolved, the request fitted, credentials at hand. Rejects with AditError. */
export async function begin(router: Router, question: Question): Promise<Journey> {
  const [target] = resolve(question.request.name, router.resolution) as [Target, ...Target[]];
  const journey: Journey = {
    router,
    question,
    target,
    surface: surfaceFor(target, question.request, router.lessons),
    fitted: { body: EMPTY, headers: {}, betas: [], notes: [] },
    authorization: await unlessLeft(router.upstream.authorizer.authorize(question.signal), question.signal),
    isOpenAnyway: !question.mayRetry(),
    probing: true,
    mends: 0,
    tried: {
      credentials: false,
      clock: false,
      models: new Set(),
      regions: new Set(),
      surfaces: new Set(),
      failures: 0,
      refusal: undefined,
    },
    onSuccess: [],
    onFailure: [],
  };
  journey.fitted = refit(journey);
  return journey;
}

/** Points a journey at a target, on the surface that its catalogue row and earlier answers speak for. */
export function aim(journey: Journey, target: Target, surface?: SurfaceName): void {
  journey.target = target;
  journey.surface = surface ?? surfaceFor(target, journey.question.request, journey.router.lessons);
  journey.fitted = refit(journey);
}

/** The request as the journey's target takes it, by all that is known by now. */
export function refit({ router, question, target, surface, probing }: Journey): FittedRequest {
  return SURFACES[surface].fit(question.request, {
    surface,
    model: target.model,
    modelId: target.modelId,
    wantsLongContext: target.wantsLongContext,
    lessons: router.lessons.view(lessonTarget(target, surface), probing),
    allowedBetas: router.allowedBetas,
    autoCache: router.autoCache,
  });
}

const EMPTY = Buffer.alloc(0);

/** What a promise brings, or a rejection as soon as the client leaves: all requests wait for one fetch of credentials. */
function unlessLeft<T>(value: Promise<T> | T, signal: AbortSignal): Promise<T> | T {
  if (!(value instanceof Promise)) return value;
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  return Promise.race([value, promise]).finally(() => signal.removeEventListener('abort', leave));
}
