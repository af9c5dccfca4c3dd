// Catalog pages, sealed, in a cache (design §5, FORMAT.md "Catalog pages"). New pages are written beside the
// current ones and the head last, so that a crash at any point leaves one whole set; then the old ones go.
//
// Sealed page:  0 version u8 · 1 salt 32 · 33 AES-256-GCM
// Bound to:     version u8 · space 32 · generation u64 · page u32 (the head is page 2^32 − 1)
import { concat, owned, type Bytes } from '../bytes.ts';
import { contexts } from '../contexts.ts';
import { VaultError, type ErrorCode } from '../errors.ts';
import { openOnce, sealOnce } from '../group/derive.ts';
import { idToBytes, type SpaceId } from '../ids.ts';
import type { CacheStore } from '../ports.ts';
import type { ClaimPolicy } from './claims.ts';
import { decodeHead } from './page-head.ts';
import { fromPages, toPages, type PageSet } from './pages.ts';
import type { CatalogView } from './view.ts';

export interface PagePlace {
  readonly cache: CacheStore;
  readonly space: SpaceId;
  /** HKDF base (usage deriveBits) that pages of this device are sealed under. */
  readonly base: CryptoKey;
}

const sealVersion = 1;
const headPage = 0xffffffff;
const headName = 'head';

export async function sealPage(
  base: CryptoKey,
  space: SpaceId,
  generation: number,
  number: number,
  plain: Bytes,
): Promise<Bytes> {
  const sealed = await sealOnce(base, contexts.pageKey, pageBinding(space, generation, number), plain);
  return concat(Uint8Array.of(sealVersion), sealed);
}

/** @throws VaultError `version`, `seal-broken`: another key, space, generation or page, or altered bytes */
export async function openPage(
  base: CryptoKey,
  space: SpaceId,
  generation: number,
  number: number,
  sealed: Uint8Array,
): Promise<Bytes> {
  if (sealed[0] !== sealVersion) throw new VaultError('version', 'catalog page seal');
  return openOnce(base, contexts.pageKey, pageBinding(space, generation, number), owned(sealed.subarray(1)));
}

/**
 * Writes what changed. One save at a time.
 *
 * @param before  the set of the last save or load; undefined after a rebuild from logs
 * @returns the set to give to the next save
 */
export async function savePages(view: CatalogView, place: PagePlace, before?: PageSet): Promise<PageSet> {
  const { set, changed, head } = toPages(view, before);
  const { base, space, cache } = place;
  try {
    if (!before) await cache.clear();
    for (const { number, plain } of changed)
      await cache.put(pageName(number, set.generation), await sealPage(base, space, set.generation, number, plain));
    await cache.put(
      headName,
      concat(generationBytes(set.generation), await sealPage(base, space, set.generation, headPage, head)),
    );
  } catch (error) {
    for (const { number } of changed) view.changedPages.add(number);
    throw error;
  }
  for (const { number } of changed) {
    const old = before?.pages[number];
    if (old !== undefined) await cache.delete(pageName(number, old));
  }
  return set;
}

/** Codes that mean "these pages are no good": the logs have everything. */
const unusable: readonly ErrorCode[] = ['format', 'version', 'limit', 'seal-broken'];

/**
 * @returns undefined where there are no pages or something is wrong with them: apply all logs to a new view.
 *   Afterwards the caller compares `view.logHeads()` with its logs: a head that a log lacks or whose hash differs
 *   means the same; batches after the heads are applied as usual.
 */
export async function loadPages(
  place: PagePlace,
  policy: ClaimPolicy = {},
): Promise<{ view: CatalogView; set: PageSet } | undefined> {
  const { base, space, cache } = place;
  const stored = await cache.get(headName);
  if (!stored || stored.length < 8) return undefined;
  const generation = Number(new DataView(stored.buffer, stored.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(generation)) return undefined;
  try {
    const head = decodeHead(await openPage(base, space, generation, headPage, stored.subarray(8)));
    const pages: Bytes[] = [];
    for (const [number, written] of head.set.pages.entries()) {
      const sealed = await cache.get(pageName(number, written));
      if (!sealed) return undefined;
      pages.push(await openPage(base, space, written, number, sealed));
    }
    return fromPages(head, pages, policy);
  } catch (error) {
    if (error instanceof VaultError && unusable.includes(error.code)) return undefined;
    throw error;
  }
}

function pageName(number: number, generation: number): string {
  return `rows-${number}-${generation}`;
}

function generationBytes(generation: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(generation));
  return bytes;
}

function pageBinding(space: SpaceId, generation: number, number: number): Bytes {
  const tail = new Uint8Array(12);
  const view = new DataView(tail.buffer);
  view.setBigUint64(0, BigInt(generation));
  view.setUint32(8, number);
  return concat(Uint8Array.of(sealVersion), idToBytes(space), tail);
}
