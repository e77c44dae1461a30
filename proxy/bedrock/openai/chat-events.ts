import type { AnswerContext, EventDecoder, EventSink } from '../stream/decoder.ts';

export class ChatEvents implements EventDecoder {
  constructor(_answer: AnswerContext) {}
  get isInsideEvent(): boolean {
    return false;
  }
  isLast(type: string): boolean {
    return type === 'message_stop';
  }
  push(_chunk: Buffer, _sink: EventSink): void {}
}
