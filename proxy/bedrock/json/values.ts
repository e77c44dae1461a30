/** A plain object out of parsed JSON; undefined for anything else. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** The object that a JSON text is; undefined where it is none, or no JSON. */
export function parseRecord(text: Buffer | string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text.toString()));
  } catch {
    return undefined;
  }
}
