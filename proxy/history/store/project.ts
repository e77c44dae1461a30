/**
 * Where clients say in their prompts in which folder they work: Claude Code and OpenCode (`Working directory: …`), Codex
 * (`<cwd>…</cwd>`). Text as it is in JSON.
 */
const PLACES: readonly { readonly before: string; readonly pattern: RegExp }[] = [
  { before: 'orking directory: ', pattern: /^orking directory: ((?:\/|[A-Za-z]:\\\\)(?:[^"\\]|\\\\|\\")*)/ },
  { before: '<cwd>', pattern: /^<cwd>((?:\/|[A-Za-z]:\\\\)(?:[^"\\<]|\\\\|\\")*)<\/cwd>/ },
];

/** Longest path that is believed. */
const MAX_PATH = 1024;

/** The folder that a request says it is about; null where it says none. */
export function projectOf(body: Buffer): string | null {
  for (const { before, pattern } of PLACES) {
    for (let at = body.indexOf(before); at >= 0; at = body.indexOf(before, at + before.length)) {
      const found = pattern.exec(body.toString('utf8', at, at + MAX_PATH))?.[1];
      const path = found === undefined ? undefined : unescaped(found);
      if (path) return path;
    }
  }
  return null;
}

function unescaped(text: string): string | undefined {
  try {
    return (JSON.parse(`"${text}"`) as string).trim();
  } catch {
    return undefined;
  }
}
