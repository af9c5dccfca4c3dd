// SHA-256 of files of any size: small ones in one go by WebCrypto, large ones slice by slice, so that a film of
// 20 GB takes no more memory than a slice.
import { createSHA256 } from 'hash-wasm';
import { owned, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { readSlice } from './byte-source.ts';

/** Read at once: large slices are read fastest (design §6). */
export const sliceBytes = 4 * 1024 * 1024;
/** Up to this, WebCrypto's speed (about 4 × WASM's) is worth the memory. */
const wholeBytes = 32 * 1024 * 1024;

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * The file in order, in slices of {@link sliceBytes}; the receiver owns each.
 *
 * @throws VaultError file-empty, file-changed where it is not as long as it said, file-unreadable
 */
export async function* slices(file: Blob): AsyncGenerator<Bytes> {
  if (file.size === 0) throw new VaultError('file-empty', 'the file is empty');
  for (let start = 0; start < file.size; start += sliceBytes) {
    const end = Math.min(file.size, start + sliceBytes);
    const slice = await readSlice(file, start, end);
    if (slice.length !== end - start)
      throw new VaultError('file-changed', 'the file became shorter', { offset: start });
    yield slice;
  }
}

/** @throws VaultError file-empty, file-changed, file-unreadable */
export async function hashFile(file: Blob): Promise<Bytes> {
  if (file.size > 0 && file.size <= wholeBytes) {
    const bytes = await readSlice(file, 0, file.size);
    if (bytes.length !== file.size) throw new VaultError('file-changed', 'the file became shorter');
    return sha256(bytes);
  }
  const hash = await createSHA256();
  for await (const slice of slices(file)) hash.update(slice);
  return owned(hash.digest('binary'));
}
