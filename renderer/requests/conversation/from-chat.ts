import { fieldsOf, type Json, listOf, type Part, parsed, type Turn, textOf } from './turns.ts';

/** The turns of a request of the Chat Completions API. */
export function chatTurns({ messages }: Json): Turn[] {
  return listOf(messages).map((value) => {
    const message = fieldsOf(value);
    const role = textOf(message.role);
    const parts = contentParts(message.content);
    if (role !== 'tool') return { role, parts: [...thinkingOf(message), ...parts, ...callsOf(message)] };
    return { role, parts: [{ kind: 'result', id: textOf(message.tool_call_id), isError: false, parts }] };
  });
}

/** Content of OpenAI's APIs: a text, or a list of parts. */
export function contentParts(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  return listOf(content).map((value) => {
    const part = fieldsOf(value);
    const type = textOf(part.type);
    if (type === 'image_url' || type === 'input_image') return imageOf(part.image_url);
    const text = part.text ?? part.refusal;
    return typeof text === 'string' ? { kind: 'text', text } : { kind: 'other', type: type || 'part', value };
  });
}

function imageOf(value: unknown): Part {
  const url = typeof value === 'string' ? value : textOf(fieldsOf(value).url);
  const isHere = url.startsWith('data:');
  return { kind: 'image', source: isHere ? url : null, about: isHere ? url.slice(5, url.indexOf(';')) : url };
}

function thinkingOf({ reasoning_content, reasoning }: Json): Part[] {
  const text = textOf(reasoning_content) || textOf(reasoning);
  return text === '' ? [] : [{ kind: 'thinking', text }];
}

function callsOf({ tool_calls }: Json): Part[] {
  return listOf(tool_calls).map((value) => {
    const call = fieldsOf(value);
    const { name, arguments: input, input: text } = { ...fieldsOf(call.function), ...fieldsOf(call.custom) } as Json;
    return { kind: 'call', id: textOf(call.id), name: textOf(name), input: parsed(textOf(input ?? text)) };
  });
}
