import { asRecord } from '../bedrock/json/values.ts';

/** One turn of a conversation, whatever API it was had in. */
export interface Turn {
  readonly role: string;
  readonly parts: readonly Part[];
}

export interface Part {
  /** `text`, or what else it is: `thinking`, `calls Bash`, `result`, `image`. */
  readonly kind: string;
  readonly text: string;
}

/** The turns of a request of Anthropic's, OpenAI's or Bedrock's APIs; none where it has no conversation. */
export function requestTurns(request: unknown): Turn[] {
  const { messages, input } = asRecord(request) ?? {};
  if (typeof input === 'string') return [{ role: 'user', parts: [text(input)] }];
  return listOf(messages ?? input).map(toTurn);
}

/** What was answered, as turns. */
export function answerTurns(response: unknown): Turn[] {
  const answer = asRecord(response);
  if (!answer) return [];
  const converse = asRecord(answer.output)?.message;
  if (converse) return [toTurn(converse)];
  if (Array.isArray(answer.choices)) return answer.choices.map((choice) => toTurn(asRecord(choice)?.message));
  if (Array.isArray(answer.output)) return answer.output.map(toTurn);
  if (Array.isArray(answer.data)) return [{ role: 'model', parts: [vectors(answer.data)] }];
  return answer.content === undefined ? [] : [toTurn({ role: 'assistant', ...answer })];
}

/** A message, or an item of the Responses API. */
function toTurn(value: unknown): Turn {
  const turn = asRecord(value) ?? {};
  if (turn.role === undefined) return { role: 'assistant', parts: [toPart(turn)] };
  const called = listOf(turn.tool_calls).map(toPart);
  const reasoning = stringOf(turn.reasoning_content ?? turn.reasoning);
  return {
    role: String(turn.role),
    parts: [...(reasoning ? [{ kind: 'thinking', text: reasoning }] : []), ...partsOf(turn.content), ...called],
  };
}

function partsOf(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [text(content)];
  return listOf(content).map(toPart);
}

/** A block, part or item, told by the members that its kind has in each API. */
function toPart(value: unknown): Part {
  const part = asRecord(value) ?? {};
  const type = String(part.type ?? Object.keys(part)[0] ?? 'nothing');
  const called = asRecord(part.function) ?? asRecord(part.toolUse) ?? part;
  const result = asRecord(part.toolResult) ?? part;
  if (/tool_use|^function|call$|toolUse/.test(type) && called.name !== undefined)
    return { kind: `calls ${called.name}`, text: argumentsOf(called.input ?? called.arguments) };
  if (/_result$|_output$|toolResult/.test(type))
    return { kind: 'result', text: plain(result.content ?? result.output) };
  const thought = part.thinking ?? part.reasoningContent ?? (type === 'reasoning' ? (part.summary ?? '') : undefined);
  if (thought !== undefined) return { kind: 'thinking', text: plain(thought) };
  const words = part.text ?? part.refusal;
  if (typeof words === 'string') return text(words);
  return { kind: type, text: '' };
}

/** Embeddings are told by their number: people read none of them. */
function vectors(data: readonly unknown[]): Part {
  const { embedding } = asRecord(data[0]) ?? {};
  const size = Array.isArray(embedding) ? ` of ${embedding.length} numbers` : '';
  return { kind: 'vectors', text: `${data.length}${data.length > 1 ? ', each' : ''}${size}` };
}

/** A text out of what may be text, or a list of blocks that have some. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => plain(item)).join('\n');
  const part = asRecord(value);
  if (!part) return '';
  const inner = part.text ?? part.reasoningText;
  return inner === undefined ? `[${part.type ?? Object.keys(part)[0] ?? ''}]` : plain(inner);
}

function argumentsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}

function text(words: string): Part {
  return { kind: 'text', text: words };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
