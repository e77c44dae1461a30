import { AditError } from '../../errors.ts';
import type { ConverseContext } from './context.ts';
import { toReasoning } from './reasoning.ts';
import type { ConverseBody, Json } from './wire.ts';

type Inference = Exclude<ConverseBody['inferenceConfig'], undefined>;
type Parameters = Pick<
  ConverseBody,
  'inferenceConfig' | 'additionalModelRequestFields' | 'additionalModelResponseFieldPaths'
>;

/** The answer's limit, sampling, stop sequences and thinking. Throws AditError (400) for a limit that is none. */
export function toParameters(context: ConverseContext): Parameters {
  const reasoning = toReasoning(context);
  // Nova 2 at high effort refuses the limit and sampling (UKGovernmentBEIS/inspect_ai#3767).
  const bare = reasoning.effort === 'high' && 'reasoningConfig' in reasoning.fields;
  const limit = toMaxTokens(context);
  if (bare && limit !== undefined) context.notes.add('max_tokens dropped: not taken at high effort');
  const inference: Inference = {
    ...(limit === undefined || bare ? {} : { maxTokens: limit }),
    ...toSampling(context, bare),
    ...toStopSequences(context),
  };
  const fields = merge(reasoning.fields, toTopK(context, bare));
  return {
    ...(isEmpty(inference) ? {} : { inferenceConfig: inference }),
    ...(isEmpty(fields) ? {} : { additionalModelRequestFields: fields as Json }),
    // vercel/ai#11286: the sequence that ended the answer is told where it is asked for.
    ...(inference.stopSequences ? { additionalModelResponseFieldPaths: ['/stop_sequence'] } : {}),
  };
}

function toMaxTokens({ request, target, notes }: ConverseContext): number | undefined {
  const most = target.model?.maxOutputTokens;
  const wanted = request.max_tokens ?? most;
  if (wanted === undefined) return undefined;
  if (!Number.isSafeInteger(wanted) || wanted < 1) {
    throw new AditError('invalid_request_error', 'max_tokens: Input should be a whole number, at least 1', {
      shouldRetry: false,
    });
  }
  if (most === undefined || wanted <= most) return wanted;
  notes.add(`max_tokens lowered to ${most}, the limit of ${target.model?.name}`);
  return most;
}

function toSampling({ request, abilities, notes }: ConverseContext, bare: boolean): Inference {
  const { temperature, top_p } = request;
  const given = { ...fraction('temperature', temperature, notes), ...fraction('topP', top_p, notes) };
  if (abilities.sampling && !bare) return given;
  if ('temperature' in given) notes.add('temperature dropped');
  if ('topP' in given) notes.add('top_p dropped');
  return {};
}

/** Converse takes both between 0 and 1 (InferenceConfiguration). */
function fraction(field: 'temperature' | 'topP', value: number | null | undefined, notes: Set<string>): Inference {
  if (value === null || value === undefined) return {};
  const fitted = Math.min(Math.max(value, 0), 1);
  if (fitted !== value) notes.add(`${field === 'topP' ? 'top_p' : field} set to ${fitted}`);
  return { [field]: fitted };
}

function toStopSequences({ request, abilities, notes }: ConverseContext): Inference {
  const sequences = request.stop_sequences?.filter((sequence) => sequence !== '') ?? [];
  if (sequences.length === 0) return {};
  if (abilities.stopSequences) return { stopSequences: sequences };
  notes.add('stop_sequences dropped: this model takes none');
  return {};
}

/** Nova's own form (UKGovernmentBEIS/inspect_ai#3939); of other makers' none is known. */
function toTopK({ request, modelId, notes }: ConverseContext, bare: boolean): Record<string, unknown> {
  const { top_k } = request;
  if (top_k === null || top_k === undefined) return {};
  if (!bare && /^amazon\.nova/.test(modelId)) {
    return { inferenceConfig: { topK: top_k } };
  }
  notes.add('top_k dropped');
  return {};
}

function merge(...parts: Record<string, unknown>[]): Record<string, unknown> {
  return Object.assign({}, ...parts);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
