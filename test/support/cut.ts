/** Cuts bytes into reads of these sizes, one after the other; what is left when they are used up is the last read. */
export function* cutBy(bytes: Buffer, sizes: Iterable<number>): Generator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

/** Cuts bytes into reads of one size. */
export function cutEvery(bytes: Buffer, size: number): Generator<Buffer> {
  return cutBy(bytes, Array<number>(Math.ceil(bytes.length / size)).fill(size));
}
