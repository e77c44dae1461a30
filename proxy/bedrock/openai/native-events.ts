import type { EventDecoder, EventSink } from '../stream/decoder.ts';

export class NativeChatEvents implements EventDecoder {
  get isInsideEvent(): boolean {
    return false;
  }
  isLast(type: string): boolean {
    return type === 'message_stop';
  }
  push(_chunk: Buffer, _sink: EventSink): void {}
}

export class NativeResponsesEvents implements EventDecoder {
  get isInsideEvent(): boolean {
    return false;
  }
  isLast(type: string): boolean {
    return type === 'message_stop';
  }
  push(_chunk: Buffer, _sink: EventSink): void {}
}
