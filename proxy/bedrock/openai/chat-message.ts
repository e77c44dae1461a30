import type { AnswerContext } from '../stream/decoder.ts';

export function readChatMessage(_body: Buffer, _answer: AnswerContext): Buffer | undefined {
  return undefined;
}
