import type { CutBody } from './cut.ts';

/** Of how many bodies, and of how many bytes of them, the last ones are remembered. */
const MAX_BODIES = 24;
const MAX_BYTES = 24 * 1024 * 1024;

/** The last bodies: the next one of a conversation says nearly all of it again. */
export class RecentBodies {
  /** Latest first. */
  #bodies: { readonly key: string; readonly body: CutBody }[] = [];

  /** Those of a key, the latest first. */
  of(key: string): CutBody[] {
    return this.#bodies.filter((entry) => entry.key === key).map(({ body }) => body);
  }

  add(key: string, body: CutBody): void {
    this.#bodies.unshift({ key, body });
    let left = MAX_BYTES;
    this.#bodies = this.#bodies.slice(0, MAX_BODIES).filter((entry) => {
      left -= entry.body.bytes.length;
      return left >= 0;
    });
  }

  clear(): void {
    this.#bodies = [];
  }
}
