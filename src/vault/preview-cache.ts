// Screen previews: a local cache of what the importing device drew (design §5), sealed under a key of this
// installation and bound to its photo, so that a swapped or altered preview does not open. Never uploaded.
import type { Bytes } from '../core/bytes.ts';
import { openOnce, sealOnce } from '../core/group/derive.ts';
import { contexts } from '../core/contexts.ts';
import { isVaultError } from '../core/errors.ts';
import { idToBytes, type FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { CacheStore } from '../core/ports.ts';

export class PreviewCache {
  private sinceTrim = 0;

  /**
   * @param base  HKDF base of the installation's local key
   * @param capBytes  how much all previews may take, asked at each trim
   */
  constructor(
    private readonly cache: CacheStore,
    private readonly base: CryptoKey,
    private readonly capBytes: () => Promise<number>,
  ) {}

  /** Keeps a preview. A full disk keeps none: it is a cache. */
  async put(id: FileId, webp: Bytes): Promise<void> {
    if (webp.length > limits.previewBytes) return;
    try {
      await this.cache.put(id, await sealOnce(this.base, contexts.previewKey, boundTo(id), webp));
      this.sinceTrim += webp.length;
      if (this.sinceTrim > trimEveryBytes) {
        this.sinceTrim = 0;
        await this.cache.trim(await this.capBytes());
      }
    } catch (error) {
      if (!isVaultError(error, 'quota')) throw error;
      await this.cache.trim(0);
    }
  }

  /** The preview, checked against its seal; undefined where there is none, or it was altered or swapped. */
  async get(id: FileId): Promise<Bytes | undefined> {
    const sealed = await this.cache.get(id);
    if (!sealed) return undefined;
    try {
      return await openOnce(this.base, contexts.previewKey, boundTo(id), sealed);
    } catch (error) {
      if (!isVaultError(error, 'seal-broken')) throw error;
      await this.cache.delete(id);
      return undefined;
    }
  }
}

const trimEveryBytes = 8 * 1024 * 1024;

function boundTo(id: FileId): Bytes {
  return idToBytes(id);
}
