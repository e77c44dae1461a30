import { isClaude } from '../bedrock/catalogue/catalogue.ts';
import { asJsonErrors, type ClientRequest } from '../bedrock/client-request.ts';
import { isCredentialFailure } from '../bedrock/error-map.ts';
import { estimateTokens } from '../bedrock/estimate.ts';
import { type Failure, readFailure } from '../bedrock/failure.ts';
import { fitRequest } from '../bedrock/fit/fit.ts';
import type { Exchange } from '../log/exchange.ts';
import { callAws } from './call.ts';
import type { Router } from './journey.ts';
import { resolve, type Target } from './resolve.ts';

/** Tokens of a request, and whether that is Bedrock's count or Adit's estimate. */
export interface TokenCount {
  readonly tokens: number;
  readonly estimated: boolean;
}

/**
 * Counts through CountTokens (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html),
 * which takes a foundation model id and few models; else estimates. A model that has no count is not asked for a day:
 * Claude Code's /context sends some thirty of these at once. Rejects with AditError for a body or a name that is none.
 */
export async function countTokens(
  router: Router,
  request: ClientRequest,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<TokenCount> {
  const [target] = resolve(request.name, router.resolution) as [Target];
  exchange.served = target.modelId;
  exchange.region = target.region;
  const counted = await askBedrock(router, request, target, signal).catch(() => undefined);
  signal.throwIfAborted();
  exchange.surface = counted === undefined ? 'estimate' : 'count-tokens';
  if (counted !== undefined) return { tokens: counted, estimated: false };
  exchange.notes.push('estimated: Amazon Bedrock did not count');
  return { tokens: asJsonErrors(() => estimateTokens(JSON.parse(request.bytes.toString()))), estimated: true };
}

/** How long the count may take before the estimate stands in for it, in milliseconds. */
const LIMIT_MS = 10_000;

/** Bedrock's count; undefined where it has none for this model. Rejects for whatever else stands in the way. */
async function askBedrock(
  router: Router,
  request: ClientRequest,
  { model, modelId, region, wantsLongContext }: Target,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { upstream, lessons, allowedBetas } = router;
  const lessonsOf = `${model?.key ?? modelId} invoke`;
  if (!isClaude(model) || lessons.knows(lessonsOf, 'no-count-tokens')) return undefined;
  const view = lessons.view(lessonsOf, false);
  const surface = 'invoke';
  const fitted = fitRequest(request, {
    surface,
    model,
    modelId,
    wantsLongContext,
    lessons: view,
    allowedBetas,
    autoCache: false,
    counting: true,
  });
  const body = Buffer.from(JSON.stringify({ input: { invokeModel: { body: fitted.body.toString('base64') } } }));
  const path = `/model/${encodeURIComponent(model.id)}/count-tokens`;
  const answer = await callAws(upstream, { region, path, body, limitMs: LIMIT_MS }, signal);
  if (answer.status === 200) return (JSON.parse(answer.body.toString()) as { inputTokens: number }).inputTokens;
  const failure = readFailure(answer.status, answer.headers, answer.body);
  if (lacksCounting(failure)) lessons.learn(lessonsOf, 'no-count-tokens');
  return undefined;
}

/** Whether Bedrock does not count for this model or this account at all; any other refusal is about one request. */
function lacksCounting(failure: Failure): boolean {
  if (isCredentialFailure(failure)) return false;
  // maximhq/bifrost PR 2169: "The provided model doesn't support counting tokens."
  const named = failure.status === 400 && /support\w* count|model identifier/i.test(failure.message);
  return named || /^AccessDenied/.test(failure.name) || failure.status === 404;
}
