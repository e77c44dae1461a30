import type {
  ContentBlock,
  ConverseRequest,
  Message,
  SystemContentBlock,
  Tool,
  ToolResultContentBlock,
} from '@aws-sdk/client-bedrock-runtime';

/** A type of the AWS SDK as its JSON has it: bytes are base64. */
type OnWire<T> = T extends Uint8Array
  ? string
  : T extends readonly (infer Item)[]
    ? OnWire<Item>[]
    : T extends object
      ? { [Key in keyof T]: OnWire<T[Key]> }
      : T;

/** The body of /converse and /converse-stream: the model is in the path. */
export type ConverseBody = OnWire<Omit<ConverseRequest, 'modelId'>>;
export type ConverseMessage = OnWire<Message> & { content: ConverseBlock[] };
export type ConverseBlock = OnWire<ContentBlock>;
export type ConverseResultBlock = OnWire<ToolResultContentBlock>;
export type ConverseSystemBlock = OnWire<SystemContentBlock>;
export type ConverseTool = OnWire<Tool>;
/** What the SDK calls a document: any JSON. */
export type Json = Exclude<ConverseBody['additionalModelRequestFields'], undefined>;

export const CACHE_POINT = { cachePoint: { type: 'default' } } as const;

/** Whether a block is a tool's call or its result. */
export function isToolBlock(block: ConverseBlock): boolean {
  return block.toolUse !== undefined || block.toolResult !== undefined;
}
