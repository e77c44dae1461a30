/** The name that a person most likely meant: one that begins as theirs does, or is few letters from it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const beginning = name.length > 1 ? names.find((other) => other.startsWith(name)) : undefined;
  if (beginning !== undefined) return beginning;
  const [best] = names.map((other) => ({ other, steps: distance(name, other) })).sort((a, b) => a.steps - b.steps);
  return best && best.steps <= Math.floor((best.other.length + 1) / 3) ? best.other : undefined;
}

/** How many letters are to be put in, taken out or changed to make one word of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let other = 1; other <= to.length; other++) {
      const changed = (row[other - 1] ?? 0) + (from[at - 1] === to[other - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[other] ?? 0) + 1, (next[other - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
