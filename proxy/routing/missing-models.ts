/** How long an id is passed over, in milliseconds: access can be given at any time. */
const PASSED_OVER_MS = 10 * 60 * 1000;

/** Model ids that this account or region turned out to lack a short while ago. */
export class MissingModels {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(modelId: string): void {
    this.#until.set(modelId, this.#now() + PASSED_OVER_MS);
  }

  has(modelId: string): boolean {
    return this.#until.size > 0 && (this.#until.get(modelId) ?? 0) > this.#now();
  }
}
