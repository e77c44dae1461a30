import type { AnswerContext } from '../stream/decoder.ts';

export function readConverseMessage(_body: Buffer, _answer: AnswerContext): Buffer | undefined {
  return undefined;
}
