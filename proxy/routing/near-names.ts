/** The names that a person may have meant, nearest first. */
export function nearNames(wish: string, names: readonly string[], count = 5): string[] {
  const distance = new Map(names.map((name) => [name, editDistance(wish.toLowerCase(), name.toLowerCase())]));
  return [...distance.keys()].toSorted((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0)).slice(0, count);
}

/** How many letters are to be put in, taken out or changed (Levenshtein), over the first 80 of each. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.slice(0, 80), b.slice(0, 80)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (letter === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
