/**
 * The words of a part, for the index: every text in its JSON, but for ids, signatures and data that are no words. Of bytes
 * that are no JSON, all of them. Empty where there are none.
 */
export function textOf(bytes: Buffer): string {
  const texts: string[] = [];
  const text = bytes.toString();
  try {
    collect(JSON.parse(text), texts);
  } catch {
    texts.push(text);
  }
  return texts.join('\n');
}

/** Members whose values are no words. */
const NO_WORDS: ReadonlySet<string> = new Set([
  'type',
  'id',
  'role',
  'tool_use_id',
  'toolUseId',
  'call_id',
  'tool_call_id',
  'media_type',
  'format',
  'signature',
  'data',
  'bytes',
  'encrypted_content',
  'cache_control',
]);

/** A text without any space that is longer than this is base64, or as little worth finding. */
const MAX_UNBROKEN = 256;

function collect(value: unknown, texts: string[]): void {
  // A list of what is left, since JSON may be nested deeper than functions can be.
  const left = [value];
  for (let next = left.pop(); left.length > 0 || next !== undefined; next = left.pop()) {
    if (typeof next === 'string') {
      if (isText(next)) texts.push(next);
    } else if (Array.isArray(next)) left.push(...next.toReversed());
    else if (typeof next === 'object' && next !== null) {
      const members = Object.entries(next).filter(([name]) => !NO_WORDS.has(name));
      left.push(...members.map(([, member]) => member).reverse());
    }
  }
}

function isText(value: string): boolean {
  return value.length <= MAX_UNBROKEN || /\s/.test(value.slice(0, MAX_UNBROKEN));
}
