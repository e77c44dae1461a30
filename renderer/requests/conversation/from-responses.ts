import { contentParts } from './from-chat.ts';
import { fieldsOf, type Json, listOf, type Part, parsed, type Turn, textOf } from './turns.ts';

/** The turns of a request of the Responses API. */
export function responsesTurns({ instructions, input }: Json): Turn[] {
  const own: Turn[] =
    typeof instructions === 'string' ? [{ role: 'system', parts: [{ kind: 'text', text: instructions }] }] : [];
  if (typeof input === 'string') return [...own, { role: 'user', parts: [{ kind: 'text', text: input }] }];
  return [...own, ...listOf(input).map((item) => turnOf(fieldsOf(item)))];
}

function turnOf(item: Json): Turn {
  const type = textOf(item.type);
  if (type === 'message' || item.role !== undefined) {
    return { role: textOf(item.role), parts: contentParts(item.content) };
  }
  if (type === 'reasoning') {
    const text = [...listOf(item.summary), ...listOf(item.content)]
      .map((part) => textOf(fieldsOf(part).text))
      .join('\n');
    return { role: 'assistant', parts: [{ kind: 'thinking', text }] };
  }
  if (type.endsWith('_call_output')) {
    const output = typeof item.output === 'string' ? item.output : JSON.stringify(item.output);
    const parts: Part[] = [{ kind: 'text', text: output }];
    return { role: 'tool', parts: [{ kind: 'result', id: textOf(item.call_id), isError: false, parts }] };
  }
  if (type.endsWith('_call')) {
    const { arguments: args, input, action } = item;
    const id = textOf(item.call_id) || textOf(item.id);
    return {
      role: 'assistant',
      parts: [{ kind: 'call', id, name: textOf(item.name) || type, input: action ?? parsed(textOf(args ?? input)) }],
    };
  }
  return { role: 'assistant', parts: [{ kind: 'other', type, value: item }] };
}
