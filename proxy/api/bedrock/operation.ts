import type { AwsService } from '../../aws/endpoint.ts';
import { isClaude } from '../../bedrock/catalogue/catalogue.ts';
import { AditError } from '../../errors.ts';
import { type Resolution, resolve, type Target } from '../../routing/resolve.ts';

/** A request of Bedrock's own APIs, as its path says it, and where it goes. */
export interface Operation {
  readonly service: AwsService;
  readonly region: string;
  /** Below the endpoint, escaped as it is sent. */
  readonly path: string;
  readonly isStream: boolean;
  /** Whether a model answers: neither a count nor a list. */
  readonly isAnswered: boolean;
  /** The name that was asked for, and what Bedrock is asked for; undefined for a list. */
  readonly asked?: string;
  readonly served?: string;
  /** Said to the person where it is not the model that was asked for. */
  readonly note?: string | undefined;
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html */
const OF_MODEL = new Set(['invoke', 'invoke-with-response-stream', 'converse', 'converse-stream', 'count-tokens']);

/** What Adit does not pass on, and why. */
const REFUSED: readonly { route: RegExp; why: string }[] = [
  {
    route: /^\/model\/.+\/invoke-with-bidirectional-stream$/,
    why: 'Adit passes no streams in both directions (InvokeModelWithBidirectionalStream)',
  },
  { route: /^\/async-invoke(\/|$)/, why: 'Adit passes no asynchronous invocations, whose answers go to S3' },
];

/** What may be a model's id though nothing is known of it: of a new maker, or an ARN of another service. */
const ID = /^(?:arn:|(?:[a-z-]{2,8}\.)?[a-z][a-z\d]*\.[\w.:-]+$)/;
const ARN_REGION = /^arn:[^:]*:[^:]*:([^:]+):/;
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/**
 * Reads a route (see routeOf) as it is on the wire. Throws AditError: 400 for an operation that Adit does not pass on, and
 * for a model's name that means nothing; 404 where there is no such operation.
 */
export function readOperation(route: string, resolution: Resolution): Operation {
  const refused = REFUSED.find((row) => row.route.test(route));
  if (refused) throw invalid(`${refused.why}. Ask Amazon Bedrock itself.`);
  const [, model, operation = ''] = /^\/model\/(.+)\/([^/]+)$/.exec(route) ?? [];
  if (model !== undefined && OF_MODEL.has(operation)) return ofModel(unescaped(model), operation, resolution);
  const [, list, name] = /^\/(inference-profiles|foundation-models)(?:\/(.+))?$/.exec(route) ?? [];
  if (list !== undefined) return ofList(list, name === undefined ? undefined : unescaped(name), resolution);
  throw new AditError('not_found_error', 'Adit passes no such operation to Amazon Bedrock.', { shouldRetry: false });
}

function ofModel(asked: string, operation: string, resolution: Resolution): Operation {
  const { model, modelId, region, note } = find(asked, resolution, ID.test(asked));
  // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html: by the foundation model's id.
  const served = operation === 'count-tokens' && isClaude(model) ? model.id : modelId;
  const path = `/model/${encodeURIComponent(served)}/${operation}`;
  const isStream = operation.endsWith('-stream');
  const isAnswered = operation !== 'count-tokens';
  return { service: 'bedrock-runtime', region, path, isStream, isAnswered, asked, served, note };
}

/** One of the control plane's lists, or one entry of it. */
function ofList(list: string, asked: string | undefined, resolution: Resolution): Operation {
  const common = { service: 'bedrock', isStream: false, isAnswered: false } as const;
  if (asked === undefined) return { ...common, region: resolution.region, path: `/${list}` };
  // The ids of a person's own profiles are letters and digits that tell nothing.
  const { model, modelId, region } = find(asked, resolution, true);
  const served = list === 'foundation-models' ? (model?.id ?? modelId) : modelId;
  return { ...common, region, path: `/${list}/${encodeURIComponent(served)}`, asked, served };
}

/** What a name means; itself where it means nothing to Adit and may be an id. Throws AditError (400). */
function find(name: string, resolution: Resolution, mayBeId: boolean): Omit<Target, 'wantsLongContext'> {
  const region = ARN_REGION.exec(name)?.[1] ?? resolution.region;
  if (!REGION.test(region)) throw invalid(`No AWS region is in this ARN: "${name.slice(0, 120)}".`);
  try {
    return resolve(name, resolution)[0] as Target;
  } catch (error) {
    if (!(error instanceof AditError && error.type === 'not_found_error')) throw error;
    if (mayBeId) return { modelId: name, model: undefined, region, note: undefined };
    // The words of Bedrock's own ValidationException, which clients look for (anthropics/claude-code#1434).
    throw invalid(`The provided model identifier is invalid. ${error.message}`);
  }
}

/** Some clients escape twice, and no id has a percent sign. */
function unescaped(segment: string): string {
  try {
    const id = decodeURIComponent(decodeURIComponent(segment));
    // Dots alone would be another path.
    if (id.isWellFormed() && !/^\.+$/.test(id)) return id;
  } catch {}
  throw invalid(`"${segment.slice(0, 120)}" in the path can be no id: it is not escaped as it should be.`);
}

function invalid(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
