/** Where the first comma outside comments is. */
export function commaIn(gap: string): number | undefined {
  const at = /^(?:[^,/]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(gap)?.[0].length;
  return at === undefined ? undefined : at - 1;
}

/** One step of indentation: that of the first line that has any. */
export function unitOf(text: string): string {
  return /^([ \t]+)["/}\]]/m.exec(text)?.[1] ?? '  ';
}

/** The blanks before what stands first on the line of an offset. */
export function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Whether nothing but blanks stands before an offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}
