import { fieldsOf, type Json, listOf, type Part, type Turn, textOf } from './turns.ts';

/** The turns of a request of the Messages API. */
export function messagesTurns({ system, messages }: Json): Turn[] {
  const own = partsOf(system);
  return [
    ...(own.length > 0 ? [{ role: 'system', parts: own }] : []),
    ...listOf(messages).map((message) => {
      const { role, content } = fieldsOf(message);
      return { role: textOf(role), parts: partsOf(content) };
    }),
  ];
}

/** Content of the Messages API: a text, or a list of blocks. */
export function partsOf(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  return listOf(content).map((block) => partOf(fieldsOf(block)));
}

function partOf(block: Json): Part {
  const { type } = block;
  if (type === 'text') return { kind: 'text', text: textOf(block.text) };
  if (type === 'thinking') return { kind: 'thinking', text: textOf(block.thinking) };
  if (type === 'redacted_thinking') return { kind: 'thinking', text: '' };
  if (type === 'image') return imageOf(fieldsOf(block.source));
  if (type === 'tool_result' || textOf(type).endsWith('_tool_result')) {
    return {
      kind: 'result',
      id: textOf(block.tool_use_id),
      isError: block.is_error === true,
      parts: partsOf(block.content),
    };
  }
  if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') {
    return { kind: 'call', id: textOf(block.id), name: textOf(block.name), input: block.input };
  }
  return { kind: 'other', type: textOf(type) || 'block', value: block };
}

function imageOf(source: Json): Part {
  const about = textOf(source.media_type) || textOf(source.url) || 'image';
  const isHere = source.type === 'base64';
  return {
    kind: 'image',
    source: isHere ? `data:${textOf(source.media_type)};base64,${textOf(source.data)}` : null,
    about,
  };
}
