/** Names that are given away once: a second wish for one gets it with a number. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** The name itself, or the first of `name-2`, `name-3` that is free; `join` stands before the number. */
  claim(name: string, join: string): string {
    let unique = name;
    while (this.#taken.has(unique)) {
      const count = (this.#counts.get(name) ?? 1) + 1;
      this.#counts.set(name, count);
      unique = `${name}${join}${count}`;
    }
    this.#taken.add(unique);
    return unique;
  }
}
