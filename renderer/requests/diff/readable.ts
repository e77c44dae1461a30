/** JSON of a block as people read it: the text of a text block, other blocks over several lines. */
export function readable(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'string') return value;
    const { type, text, ...rest } = value as { type?: unknown; text?: unknown };
    if (type === 'text' && typeof text === 'string' && Object.keys(rest).length === 0) return text;
    return JSON.stringify(value, null, 2);
  } catch {
    // A long one is cut, and is no JSON any more.
    return json;
  }
}
