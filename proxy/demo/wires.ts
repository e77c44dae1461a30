import type { BedrockCall, JsonObject } from './call.ts';
import { ConverseStream, converseWhole } from './converse.ts';
import { embed, isEmbedding } from './embeddings.ts';
import type { Message } from './events.ts';
import { chatWhole, chatWire } from './openai/chat.ts';
import { responsesWhole, responsesWire } from './openai/responses.ts';
import { InvokeStream, serverSentEvents, type Wire } from './wire.ts';

/** The framing of a streamed answer, as the call's surface has it. */
export function wireFor(call: BedrockCall): Wire {
  switch (call.operation) {
    case 'messages':
      return serverSentEvents;
    case 'converse-stream':
      return new ConverseStream(call);
    case 'chat':
      return chatWire(call);
    case 'responses':
      return responsesWire(call);
    default:
      return new InvokeStream();
  }
}

/** The body of a whole answer, as the call's surface has it. A call for vectors gets them, whatever was played. */
export function wholeFor(message: Message, call: BedrockCall): JsonObject {
  if (isEmbedding(call)) return embed(call);
  switch (call.operation) {
    case 'converse':
      return converseWhole(message, call);
    case 'chat':
      return chatWhole(message, call);
    case 'responses':
      return responsesWhole(message, call);
    default:
      return message;
  }
}
