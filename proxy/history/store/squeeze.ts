import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Below this many bytes compressing costs more time than it saves room. */
const MIN_SIZE = 512;

const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 0 } };

/** Bytes as they are stored: compressed where that makes them smaller. */
export interface Squeezed {
  readonly data: Buffer;
  readonly isCompressed: boolean;
}

/** How a stream is stored: as it is, compressed, or compressed with a dictionary. */
export const StreamForm = { plain: 0, compressed: 1, withDictionary: 2 } as const;

/**
 * Compresses bytes that say again what is in `dictionary`: to less than half of what they come to without it. Such bytes
 * can be read only with the same dictionary.
 */
export function squeezeStream(bytes: Buffer, dictionary: Buffer | undefined): { data: Buffer; form: number } {
  if (dictionary && HAS_DICTIONARIES) {
    return { data: zstdCompressSync(bytes, { ...OPTIONS, dictionary }), form: StreamForm.withDictionary };
  }
  const { data, isCompressed } = squeeze(bytes);
  return { data, form: isCompressed ? StreamForm.compressed : StreamForm.plain };
}

/** The bytes that were given to `squeezeStream`. `dictionary` is asked for only where there was one. */
export function unsqueezeStream(data: Uint8Array, form: number, dictionary: () => Buffer | undefined): Buffer {
  if (form !== StreamForm.withDictionary) return unsqueeze(data, form === StreamForm.compressed);
  const words = dictionary();
  if (!words) throw new Error('What these bytes were compressed with is missing');
  return zstdDecompressSync(data, { dictionary: words });
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

/** Node's zstd takes dictionaries from 24.6 on; one that does not passes over the option. */
const HAS_DICTIONARIES = takesDictionaries();

function takesDictionaries(): boolean {
  const dictionary = Buffer.from('what is said twice is kept once '.repeat(4));
  try {
    zstdDecompressSync(zstdCompressSync(dictionary, { dictionary }));
    return false;
  } catch {
    return true;
  }
}
