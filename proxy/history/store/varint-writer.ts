/** The most bytes that a number takes, up to 2 ** 53. */
const MAX_BYTES = 8;

/** Many numbers one after another, each as `varint` has it, in one buffer. */
export class VarintWriter {
  #bytes: Buffer;
  #at = 0;

  /** `count`: about how many there will be. */
  constructor(count: number) {
    this.#bytes = Buffer.allocUnsafe(2 * count + MAX_BYTES);
  }

  write(value: number): void {
    this.#reserve(MAX_BYTES);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
