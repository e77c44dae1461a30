import type { MessagesSurface, Model, SurfaceName } from '../catalogue/catalogue.ts';
import { asJsonErrors, type ClientRequest } from '../client-request.ts';
import type { JsonObject } from '../json/tree.ts';
import { ABILITIES } from './abilities.ts';
import { addBeta, CONTEXT_1M, fitBetas, splitBetas } from './betas.ts';
import { fitCache } from './cache.ts';
import type { FitContext, Lessons } from './context.ts';
import { fitFields } from './fields.ts';
import { dropRefusedFields } from './learned.ts';
import { fitMessages } from './messages.ts';
import { fitOutputFormat } from './output-format.ts';
import { fitSystem } from './system.ts';
import { fitThinking } from './thinking.ts';
import { fitTools } from './tools.ts';

/** Where a request is fitted to. */
export interface FitTarget {
  readonly surface: SurfaceName;
  readonly model: Model | undefined;
  /** What goes into the body's `model` on the Messages API. */
  readonly modelId: string;
  readonly wantsLongContext: boolean;
  readonly lessons: Lessons;
  readonly allowedBetas: readonly string[];
  /** Whether cache breakpoints are set where the client sets none. */
  readonly autoCache: boolean;
  /** For CountTokens, whose requests come without max_tokens, which InvokeModel's body has to have. */
  readonly counting?: boolean;
}

/** A request as Bedrock takes it. */
export interface FittedRequest {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
  readonly betas: readonly string[];
  /** What was changed, for the person. */
  readonly notes: readonly string[];
  /** Whether it is the client's own dialect that goes out, so that the answer comes back in it too. */
  readonly isNative?: boolean;
  /** Whether the answer has to come whole, also for a client that wants a stream. */
  readonly isWhole?: boolean;
}

/** Where a request of the Messages API goes as one. */
export type MessagesTarget = FitTarget & { readonly surface: MessagesSurface };

/**
 * Fits a request to a Claude model, on a wire that takes Messages bodies: pure, so that a request can be fitted anew with what a refusal taught.
 * Throws AditError (400) for what no change can mend.
 */
export function fitRequest(request: ClientRequest, target: MessagesTarget): FittedRequest {
  return asJsonErrors(() => fitParts(request, target));
}

function fitParts(request: ClientRequest, target: MessagesTarget): FittedRequest {
  const context = contextOf(request, target);
  if (target.counting) context.body.write('max_tokens', target.model?.maxOutputTokens ?? COUNTING_MAX_TOKENS);
  fitBetas(context, wantedBetas(request, context.body));
  if (target.wantsLongContext) addBeta(context, CONTEXT_1M);
  fitTools(context);
  fitOutputFormat(context);
  fitThinking(context);
  fitSystem(context);
  fitMessages(context);
  fitCache(context);
  fitFields(context);
  dropRefusedFields(context);
  return context.surface === 'invoke' ? asInvokeModel(context) : asMessages(context, request, target);
}

/** Stands for no limit where the model's own is not known. */
const COUNTING_MAX_TOKENS = 32_000;

function contextOf(request: ClientRequest, target: MessagesTarget): FitContext {
  return {
    body: request.takeBody(),
    surface: target.surface,
    model: target.model,
    abilities: target.model && ABILITIES[target.model.key],
    lessons: target.lessons,
    allowedBetas: target.allowedBetas,
    autoCache: target.autoCache && !target.counting,
    betas: new Set(),
    headers: target.surface === 'invoke' ? { ...request.invokeHeaders } : {},
    notes: [...request.notes],
  };
}

/** Clients of Anthropic's API send flags in a header, those of Bedrock in the body. */
function wantedBetas({ betaHeader }: ClientRequest, body: JsonObject): string[] {
  const inBody = body.read('anthropic_beta');
  const listed = Array.isArray(inBody) ? inBody.filter((flag) => typeof flag === 'string') : [];
  // What is no flag would be no header either.
  return [...new Set([...splitBetas(betaHeader), ...listed])].filter((flag) => /^[\w.-]{1,100}$/.test(flag));
}

/** InvokeModel: the model is in the path, version and flags are in the body (@anthropic-ai/bedrock-sdk). */
function asInvokeModel({ body, betas, headers, notes }: FitContext): FittedRequest {
  body.remove('model');
  body.remove('stream');
  body.write('anthropic_version', 'bedrock-2023-05-31');
  if (betas.size > 0) body.write('anthropic_beta', [...betas]);
  else body.remove('anthropic_beta');
  return { body: body.toBuffer(), headers, betas: [...betas], notes };
}

const API_VERSION = '2023-06-01';
const NEW_API_VERSION = '2026-10-21';

/** The Messages API on bedrock-runtime: version and flags are headers; the newer version exists for newer models. */
function asMessages(context: FitContext, request: ClientRequest, target: FitTarget): FittedRequest {
  const { body, betas, headers, notes, abilities } = context;
  if (body.read('model') !== target.modelId) body.write('model', target.modelId);
  const newVersion = request.version === NEW_API_VERSION && abilities?.newApiVersion === true;
  headers['anthropic-version'] = newVersion ? NEW_API_VERSION : API_VERSION;
  if (betas.size > 0) headers['anthropic-beta'] = [...betas].join(',');
  return { body: body.toBuffer(), headers, betas: [...betas], notes };
}
