import { parseRecord } from '../json/values.ts';

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * What is missing at the end of a call's arguments to make them a JSON object; empty where they are one, or where more is
 * wrong. qwen3-coder leaves out the last brace (aws-samples/sample-per-model-bedrock
 * harness/research/mantle-capability-matrix.md).
 */
export function missingEnd(json: string): string {
  if (json.trim() === '' || parseRecord(json)) return '';
  const open: string[] = [];
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const letter = json.charAt(at);
    if (inString && letter === '\\') at++;
    else if (letter === '"') inString = !inString;
    else if (!inString && Object.hasOwn(CLOSERS, letter)) open.push(letter);
    else if (!inString && (letter === '}' || letter === ']')) open.pop();
  }
  const end =
    (inString ? '"' : '') +
    open
      .reverse()
      .map((letter) => CLOSERS[letter])
      .join('');
  return parseRecord(json + end) ? end : '';
}
