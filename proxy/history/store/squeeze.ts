import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Below this many bytes nothing is won by compressing. */
const MIN_SIZE = 64;

const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 0 } };

/** Bytes as they are stored: compressed where that makes them smaller. */
export interface Squeezed {
  readonly data: Buffer;
  readonly isCompressed: boolean;
}

export function squeeze(bytes: Buffer): Squeezed {
  const data = bytes.length < MIN_SIZE ? bytes : zstdCompressSync(bytes, OPTIONS);
  return data.length < bytes.length ? { data, isCompressed: true } : { data: bytes, isCompressed: false };
}

/** The bytes that were squeezed. Throws where they are damaged. */
export function unsqueeze(data: Uint8Array, isCompressed: boolean): Buffer {
  return isCompressed ? zstdDecompressSync(data) : asBuffer(data);
}

/** A view of the same bytes. */
export function asBuffer(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
