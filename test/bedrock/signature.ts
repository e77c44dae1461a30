import { sha256 } from './canonical.ts';

/** What the signatures of the stand-in's own thinking start with; other signatures are not its to judge. */
const mark = 'stand-in:';

/** The signature of thinking as it was answered. */
export function signThinking(thinking: string): string {
  return mark + sha256(thinking);
}

/** Whether thinking is as it was when it was signed; undefined where somebody else signed it. */
export function isOwnThinking(thinking: string, signature: string): boolean | undefined {
  return signature.startsWith(mark) ? signature === signThinking(thinking) : undefined;
}
