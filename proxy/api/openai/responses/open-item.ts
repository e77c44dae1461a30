import type {
  ResponseCustomToolCallItem,
  ResponseFunctionToolCall,
  ResponseOutputMessage,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses';
import type { AnswerOutline } from '../thinking-memory.ts';

/** An item of a response's output, as the client gets it. */
export type ResponseItem =
  | ResponseOutputMessage
  | ResponseReasoningItem
  | ResponseFunctionToolCall
  | ResponseCustomToolCallItem;

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** Writes an event about one item. */
export type EmitOfItem = (type: string, fields: object) => void;

/** A block of an answer on its way to become an item of the output. */
export interface OpenItem {
  /** The item as it is so far. */
  item(status: ItemStatus): ResponseItem;
  begin(emit: EmitOfItem): void;
  delta(delta: Record<string, unknown>, emit: EmitOfItem): void;
  end(emit: EmitOfItem): void;
  /** Notes what it was, for the memory of thinking. */
  outline(outline: AnswerOutline): void;
}
