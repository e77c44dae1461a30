import type { ChatCompletionCreateParamsBase as ChatBody } from 'openai/resources/chat/completions/completions';
import { AditError } from '../../errors.ts';
import { asJsonErrors, type ClientRequest } from '../client-request.ts';
import type { FitTarget, FittedRequest } from '../fit/fit.ts';
import { type MessagesRequest, readMessagesRequest } from '../messages/request.ts';
import { chatMessages } from './chat-turns.ts';
import { stepsOf, systemOf } from './conversation.ts';
import { compact, fitNative, type Notes, toFitted } from './fitted.ts';
import { bodyModel, effortFor, isGptOss, isOpenAi, maxTokensFor } from './models.ts';
import { formatOf, ownTools } from './tools.ts';

/**
 * A request as Bedrock's Chat Completions takes it: a client's own nearly as it came, any other translated.
 * Throws AditError (400) for what the API has no form for.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html
 */
export function fitChat(request: ClientRequest, target: FitTarget): FittedRequest {
  return asJsonErrors(() => {
    const native = fitNative(request, target, 'chat');
    if (native) return native;
    const notes: Notes = new Set(request.notes);
    const body = translate(readMessagesRequest(JSON.parse(request.bytes.toString())), target, notes);
    return toFitted({ ...body }, request, target, notes);
  });
}

/** Stop sequences that OpenAI's API takes (openai 7.55, ChatCompletionCreateParamsBase.stop). */
const MAX_STOPS = 4;

function translate(asked: MessagesRequest, target: FitTarget, notes: Notes): ChatBody {
  // No public source says that Bedrock takes thinking back.
  const options = { takesSystem: isOpenAi(target), takesThinking: () => false };
  const messages = chatMessages(systemOf(asked), stepsOf(asked, options, notes), target, notes);
  if (!messages.some(({ role }) => role === 'user' || role === 'assistant')) throw nothingSaid();
  const stops = asked.stop_sequences ?? [];
  if (stops.length > MAX_STOPS) notes.add(`stop_sequences cut to ${MAX_STOPS}`);
  if (typeof asked.top_k === 'number') notes.add('top_k dropped');
  return compact<ChatBody>({
    model: bodyModel(target),
    messages,
    stream: asked.stream === true ? true : undefined,
    stream_options: asked.stream === true ? { include_usage: true } : undefined,
    // The one name of it that all models take (BerriAI/litellm, as below).
    max_completion_tokens: maxTokensFor(asked, target, notes),
    stop: stops.length > 0 ? stops.slice(0, MAX_STOPS) : undefined,
    ...samplingFields(asked, target, notes),
    reasoning_effort: effortFor(asked, target, notes),
    response_format: responseFormat(asked),
    ...toolFields(asked, target, notes),
  });
}

/** GPT takes no sampling while it reasons (BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py). */
function samplingFields({ temperature, top_p }: MessagesRequest, target: FitTarget, notes: Notes): Partial<ChatBody> {
  if (!isOpenAi(target) || isGptOss(target.modelId)) {
    return compact<Partial<ChatBody>>({ temperature: temperature ?? undefined, top_p: top_p ?? undefined });
  }
  if (typeof temperature === 'number') notes.add('temperature dropped');
  if (typeof top_p === 'number') notes.add('top_p dropped');
  return {};
}

function responseFormat(asked: MessagesRequest): ChatBody['response_format'] {
  const format = formatOf(asked);
  return format && { type: 'json_schema', json_schema: format };
}

function toolFields(asked: MessagesRequest, target: FitTarget, notes: Notes): Partial<ChatBody> {
  const functions = ownTools(asked, notes);
  if (functions.length === 0) return {};
  if (asked.tool_choice?.type === 'none' && isGptOss(target.modelId)) {
    notes.add('tools left out, since none may be chosen');
    return {};
  }
  return compact<Partial<ChatBody>>({
    tools: functions.map((each) => ({ type: 'function', function: each })),
    tool_choice: toolChoice(asked, target, notes),
    parallel_tool_calls: asked.tool_choice?.disable_parallel_tool_use ? false : undefined,
  });
}

/** gpt-oss chooses for itself: anything else is refused or ignored (aws-samples/sample-per-model-bedrock, as in models.ts). */
function toolChoice(
  { tool_choice: choice }: MessagesRequest,
  { modelId }: FitTarget,
  notes: Notes,
): ChatBody['tool_choice'] | undefined {
  if (!choice || choice.type === 'auto') return undefined;
  if (isGptOss(modelId)) {
    notes.add('tool_choice sent as auto, since this model chooses for itself');
    return undefined;
  }
  if (choice.type === 'any') return 'required';
  if (choice.type === 'none') return 'none';
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name ?? '' } } : undefined;
}

/** Every API refuses a conversation in which nobody says anything; said here in one form. */
export function nothingSaid(): AditError {
  return new AditError('invalid_request_error', 'messages: at least one message with content is required', {
    shouldRetry: false,
  });
}
