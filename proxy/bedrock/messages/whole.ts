import { asRecord, parseRecord } from '../json/values.ts';
import type { EventSink } from '../stream/decoder.ts';
import { type MessageUsage, MessageWriter, type StopReason } from './writer.ts';

/** Writes a message that came whole as the events of a stream, for a client that asked for one. */
export function streamMessage(body: Buffer, sink: EventSink): void {
  const message = parseRecord(body) ?? {};
  const usage = message.usage as MessageUsage;
  const writer = new MessageWriter();
  writer.sink = sink;
  writer.start(String(message.id), String(message.model), { ...usage, output_tokens: 0 });
  for (const block of Array.isArray(message.content) ? message.content : []) writeBlock(writer, asRecord(block) ?? {});
  const sequence = typeof message.stop_sequence === 'string' ? message.stop_sequence : null;
  writer.finish(message.stop_reason as StopReason, usage, sequence);
}

function writeBlock(writer: MessageWriter, block: Record<string, unknown>): void {
  if (block.type === 'text') writer.text(String(block.text));
  else if (block.type === 'thinking') {
    writer.thinking(String(block.thinking));
    if (block.signature) writer.signature(String(block.signature));
  } else if (block.type === 'redacted_thinking') writer.redactedThinking(String(block.data));
  else if (block.type === 'tool_use') {
    writer.toolUse(String(block.id), String(block.name));
    writer.toolInput(JSON.stringify(block.input ?? {}));
  }
  writer.close();
}
