/** Beta flags that were sent when a refusal did not say which one it meant, in groups to be told apart. */
export class Suspects {
  #groups: string[][] = [];
  readonly #accepted = new Set<string>();

  /** Whether a flag is held back for now: it is suspected, and not in the group that is being tried. */
  holds(flag: string, probing: boolean): boolean {
    return this.#groups.some((group, index) => !(probing && index === 0) && group.includes(flag));
  }

  /** The group whose turn it is to be sent along, or nothing. */
  get probe(): readonly string[] {
    return this.#groups[0] ?? [];
  }

  hasAccepted(flag: string): boolean {
    return this.#accepted.has(flag);
  }

  /** A request with these flags was taken. */
  accept(sent: readonly string[]): void {
    if (this.#groups.length === 0) return;
    for (const flag of sent) this.#accepted.add(flag);
    this.#groups = this.#groups.map((group) => group.filter((flag) => !sent.includes(flag))).filter(hasItems);
  }

  /**
   * A request with these flags was refused without a name. The suspects are those among `doubtful` that no earlier
   * request has cleared: a lone suspect is found guilty and returned; more are split in halves, each tried on its own
   * in a later request.
   */
  refuse(doubtful: readonly string[]): readonly string[] {
    const suspects = doubtful.filter((flag) => !this.#accepted.has(flag));
    this.#groups = this.#groups.map((group) => group.filter((flag) => !suspects.includes(flag))).filter(hasItems);
    if (suspects.length <= 1) return suspects;
    const half = Math.ceil(suspects.length / 2);
    this.#groups.unshift(suspects.slice(0, half), suspects.slice(half));
    return [];
  }
}

function hasItems(group: readonly string[]): boolean {
  return group.length > 0;
}
