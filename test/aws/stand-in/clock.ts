/** Time that a test can turn forward, so that nothing has to be waited for. */
export class Clock {
  /** The clock before anything was turned, in milliseconds. A client's signatures are dated by this one. */
  readonly unturned: () => number;
  #ahead = 0;

  constructor(now: () => number) {
    this.unturned = now;
  }

  /** Milliseconds since 1970. All lifetimes are measured by it. */
  now(): number {
    return this.unturned() + this.#ahead;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}
