import { toClientError } from '../error-map.ts';
import { asRecord, parseRecord } from '../json/values.ts';
import type { AnswerContext } from '../stream/decoder.ts';
import { readFault, toCallId, toMessageId, toStopReason, toStopSequence, toUsage } from './answer.ts';
import { decodeToolName } from './tool-ids.ts';

type Content = Record<string, unknown> & { type: string };

/**
 * A whole answer of Converse as a message of the Messages API; undefined where it is none. Throws AditError for an answer
 * that Bedrock itself says cannot be read.
 */
export function readConverseMessage(body: Buffer, answer: AnswerContext): Buffer | undefined {
  const response = parseRecord(body);
  const blocks = asRecord(asRecord(response?.output)?.message)?.content;
  if (!response || !Array.isArray(blocks)) return undefined;
  const fault = readFault(response.stopReason, answer);
  if (fault) throw toClientError(fault);
  const content = blocks.flatMap(toContent);
  const callsTool = content.some(({ type }) => type === 'tool_use');
  const message = {
    id: toMessageId(answer),
    type: 'message',
    role: 'assistant',
    model: answer.modelId,
    content,
    stop_reason: toStopReason(response.stopReason, callsTool),
    stop_sequence: toStopSequence(response.additionalModelResponseFields),
    usage: toUsage(response.usage),
  };
  return Buffer.from(JSON.stringify(message));
}

function toContent(value: unknown): Content[] {
  const block = asRecord(value);
  if (typeof block?.text === 'string') return block.text === '' ? [] : [{ type: 'text', text: block.text }];
  const use = asRecord(block?.toolUse);
  if (typeof use?.name === 'string') {
    return [
      { type: 'tool_use', id: toCallId(use.toolUseId), name: decodeToolName(use.name), input: toInput(use.input) },
    ];
  }
  const reasoning = asRecord(block?.reasoningContent);
  if (typeof reasoning?.redactedContent === 'string') {
    return [{ type: 'redacted_thinking', data: reasoning.redactedContent }];
  }
  const { text, signature } = asRecord(reasoning?.reasoningText) ?? {};
  const thought = typeof text === 'string' ? text : '';
  const signed = typeof signature === 'string' ? signature : '';
  return thought === '' && signed === '' ? [] : [{ type: 'thinking', thinking: thought, signature: signed }];
}

/** A call's input is an object; some models write it as JSON in a string. */
function toInput(input: unknown): Record<string, unknown> {
  return asRecord(input) ?? (typeof input === 'string' ? parseRecord(input) : undefined) ?? {};
}
