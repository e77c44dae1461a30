import { fieldsOf, type Json, listOf, type Part, type Turn, textOf } from './turns.ts';

/** The turns of a request of Bedrock's Converse API. */
export function converseTurns({ system, messages }: Json): Turn[] {
  const own = partsOf(system);
  return [
    ...(own.length > 0 ? [{ role: 'system', parts: own }] : []),
    ...listOf(messages).map((message) => {
      const { role, content } = fieldsOf(message);
      return { role: textOf(role), parts: partsOf(content) };
    }),
  ];
}

function partsOf(content: unknown): Part[] {
  return listOf(content).map((value) => {
    const block = fieldsOf(value);
    if (typeof block.text === 'string') return { kind: 'text', text: block.text };
    if (block.reasoningContent) return { kind: 'thinking', text: thinkingOf(fieldsOf(block.reasoningContent)) };
    if (block.toolUse) {
      const { toolUseId, name, input } = fieldsOf(block.toolUse);
      return { kind: 'call', id: textOf(toolUseId), name: textOf(name), input };
    }
    if (block.toolResult) {
      const { toolUseId, status, content: inner } = fieldsOf(block.toolResult);
      return { kind: 'result', id: textOf(toolUseId), isError: status === 'error', parts: partsOf(inner) };
    }
    if (block.image) return imageOf(fieldsOf(block.image));
    return { kind: 'other', type: Object.keys(block)[0] ?? 'block', value };
  });
}

function thinkingOf({ reasoningText }: Json): string {
  return textOf(fieldsOf(reasoningText).text);
}

function imageOf({ format, source }: Json): Part {
  const { bytes } = fieldsOf(source);
  const type = `image/${textOf(format)}`;
  return { kind: 'image', source: typeof bytes === 'string' ? `data:${type};base64,${bytes}` : null, about: type };
}
