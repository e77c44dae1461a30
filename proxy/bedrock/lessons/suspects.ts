import { togetherWith } from '../fit/betas.ts';

/** Beta flags that were sent when a refusal did not say which one it meant, in groups to be told apart. */
export class Suspects {
  #groups: string[][] = [];
  readonly #accepted = new Set<string>();

  /**
   * What holds flags back from one request: all that are suspected are, but, where the request is `probing`, for the
   * first group that it asks for.
   */
  holder(probing: boolean): (flag: string) => boolean {
    let tried: readonly string[] | undefined;
    return (flag) => {
      const group = this.#groups.find((it) => it.includes(flag));
      if (!group) return false;
      if (probing) tried ??= group;
      return group !== tried;
    };
  }

  hasAccepted(flag: string): boolean {
    return this.#accepted.has(flag);
  }

  /** A request with these flags was taken. */
  accept(sent: readonly string[]): void {
    if (this.#groups.length === 0) return;
    for (const flag of sent) this.#accepted.add(flag);
    this.#clear(sent);
  }

  /**
   * A request was refused without a name, and one of `doubtful` is guilty. A lone suspect is returned as found guilty;
   * more are split in halves, each tried on its own in a later request.
   */
  refuse(doubtful: readonly string[]): readonly string[] {
    const known = this.#groups.filter((group) => group.some((flag) => doubtful.includes(flag)));
    // Two groups are never tried together: the request was on its way when they were told apart, and says no more.
    const suspects = known.length > 1 ? doubtful.filter((flag) => !known.flat().includes(flag)) : doubtful;
    for (const flag of suspects) this.#accepted.delete(flag);
    this.#clear(suspects);
    const units = [...Map.groupBy(suspects, togetherWith).values()];
    if (known.length > 1) this.#groups.push([...suspects]);
    else if (units.length === 1) return suspects;
    else this.#groups.push(...halves(units));
    this.#groups = this.#groups.filter(hasItems);
    return [];
  }

  #clear(flags: readonly string[]): void {
    this.#groups = this.#groups.map((group) => group.filter((flag) => !flags.includes(flag))).filter(hasItems);
  }
}

function halves(units: readonly string[][]): string[][] {
  const half = Math.ceil(units.length / 2);
  return [units.slice(0, half).flat(), units.slice(half).flat()];
}

function hasItems(group: readonly string[]): boolean {
  return group.length > 0;
}
