import type { ResponseCreateParamsBase as ResponsesBody } from 'openai/resources/responses/responses';
import { asJsonErrors, type ClientRequest } from '../client-request.ts';
import type { FitTarget, FittedRequest } from '../fit/fit.ts';
import { type MessagesRequest, readMessagesRequest } from '../messages/request.ts';
import { nothingSaid } from './chat-request.ts';
import { stepsOf, systemOf } from './conversation.ts';
import { compact, fitNative, type Notes, toFitted } from './fitted.ts';
import { bodyModel, effortFor, maxTokensFor } from './models.ts';
import { fromSignature } from './reasoning-signature.ts';
import { inputItems } from './responses-input.ts';
import { formatOf, ownTools } from './tools.ts';

/**
 * A request as Bedrock's Responses API takes it: a client's own nearly as it came, any other translated. `store` and
 * `previous_response_id` are left to the client, since Bedrock keeps answers where the account's data retention lets it
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html); of translated requests nothing is kept.
 * Throws AditError (400) for what the API has no form for.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
 */
export function fitResponses(request: ClientRequest, target: FitTarget): FittedRequest {
  return asJsonErrors(() => {
    const native = fitNative(request, target, 'responses');
    if (native) return native;
    const notes: Notes = new Set(request.notes);
    const body = translate(readMessagesRequest(JSON.parse(request.bytes.toString())), target, notes);
    return toFitted({ ...body }, request, target, notes);
  });
}

/** The least that `max_output_tokens` may be (earendil-works/pi#6265). */
const MIN_OUTPUT_TOKENS = 16;

function translate(asked: MessagesRequest, target: FitTarget, notes: Notes): ResponsesBody {
  const takesThinking = ({ signature }: { signature: string }) => fromSignature(signature) !== undefined;
  const input = inputItems(stepsOf(asked, { takesSystem: true, takesThinking }, notes), target, notes);
  if (input.length === 0) throw nothingSaid();
  const maxTokens = maxTokensFor(asked, target, notes);
  const format = formatOf(asked);
  return compact<ResponsesBody>({
    model: bodyModel(target),
    instructions: systemOf(asked) || undefined,
    input,
    stream: asked.stream === true ? true : undefined,
    store: false,
    max_output_tokens: maxTokens === undefined ? undefined : Math.max(MIN_OUTPUT_TOKENS, maxTokens),
    text: format && { format: { type: 'json_schema', ...format } },
    ...reasoningFields(asked, target, notes),
    ...samplingFields(asked, target, notes),
    ...toolFields(asked, notes),
  });
}

function reasoningFields(asked: MessagesRequest, target: FitTarget, notes: Notes): Partial<ResponsesBody> {
  if (target.model?.reasoning === false) return {};
  const effort = effortFor(asked, target, notes);
  const thinks = asked.thinking?.type === 'enabled' || asked.thinking?.type === 'adaptive';
  const reasoning = { ...(effort ? { effort } : {}), ...(thinks ? { summary: 'auto' as const } : {}) };
  return {
    ...(effort || thinks ? { reasoning } : {}),
    // What the model thought has to come back with the next request, as nothing is stored.
    ...(thinks ? { include: ['reasoning.encrypted_content'] } : {}),
  };
}

/**
 * Reasoning models take no sampling here but their own default (aws-samples/sample-per-model-bedrock
 * harness/research/mantle-capability-matrix.md), and the API has no stop sequences.
 */
function samplingFields(asked: MessagesRequest, { model }: FitTarget, notes: Notes): Partial<ResponsesBody> {
  if (typeof asked.top_k === 'number') notes.add('top_k dropped');
  if (asked.stop_sequences?.length) notes.add('stop_sequences dropped: the Responses API has none');
  const { temperature, top_p } = asked;
  if (model?.reasoning === false) {
    return compact({ temperature: temperature ?? undefined, top_p: top_p ?? undefined });
  }
  if (typeof temperature === 'number') notes.add('temperature dropped');
  if (typeof top_p === 'number') notes.add('top_p dropped');
  return {};
}

function toolFields(asked: MessagesRequest, notes: Notes): Partial<ResponsesBody> {
  const functions = ownTools(asked, notes);
  if (functions.length === 0) return {};
  return compact<Partial<ResponsesBody>>({
    tools: functions.map((each) => ({ type: 'function', strict: false, ...each })),
    tool_choice: toolChoice(asked),
    parallel_tool_calls: asked.tool_choice?.disable_parallel_tool_use ? false : undefined,
  });
}

function toolChoice({ tool_choice: choice }: MessagesRequest): ResponsesBody['tool_choice'] | undefined {
  if (choice?.type === 'any') return 'required';
  if (choice?.type === 'none') return 'none';
  return choice?.type === 'tool' ? { type: 'function', name: choice.name ?? '' } : undefined;
}
