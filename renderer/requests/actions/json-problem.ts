/** What is wrong with a text that is to be a JSON object, and where; undefined where nothing is. */
export function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? undefined : 'The body has to be a JSON object: { … }.';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /position (\d+)/.exec(message)?.[1];
    const what = message.replace(/ in JSON at position.*$/s, '').replace(/, ?".*$/s, '');
    return place === undefined ? `${what}.` : `${what}, ${lineOf(text, Number(place))}.`;
  }
}

function lineOf(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
