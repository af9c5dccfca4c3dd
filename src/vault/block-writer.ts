// From sealed blocks to acknowledged photos, in the one order that loses nothing (design §6): packs of blocks,
// each strict; then recipes and thumbnails; then the log batch with the entries, strict; then the word "done".
// A crash before the batch leaves blocks that nothing names (the next sweep takes them); a crash after it leaves
// a whole photo. Several photos share a group, so that small files still fill packs of about 4 MB.
import { equalBytes, toHex, type Bytes } from '../core/bytes.ts';
import type { CatalogRecord } from '../core/catalog/records.ts';
import type { BlockRef } from '../core/dice/block-ref.ts';
import type { Sealer } from '../core/dice/seal.ts';
import { limits } from '../core/limits.ts';
import type { BlockStore, Clock, SealedBlock } from '../core/ports.ts';
import type { Kind } from '../core/segment/segmenter.ts';

/** What became of one block handed in. */
export interface WrittenBlock {
  readonly ref: BlockRef;
  /** False where the store, or this group, has it already. */
  readonly isNew: boolean;
}

/** A photo whose blocks are all handed in; `acknowledged` runs after its entry is durable. */
export interface FinishedPhoto {
  /** Asked for when they are written: what they say may depend on what was written while they waited. */
  readonly records: () => readonly CatalogRecord[];
  readonly acknowledged: () => void;
}

/** Where a writer's blocks and records go: the open vault. @throws VaultError locked */
export interface WriteTarget {
  readonly store: { readonly blocks: BlockStore };
  readonly sealer: Sealer;
  /** Resolves once the records are durable. */
  publish(records: () => readonly CatalogRecord[]): Promise<void>;
}

export class BlockWriter {
  private blocks: SealedBlock[] = [];
  private last: SealedBlock[] = [];
  private photos: FinishedPhoto[] = [];
  private unflushedBytes = 0;
  private flushedAt: number;
  private readonly pending = new Set<string>();
  private chain: Promise<void> = Promise.resolve();

  /** @param target  asked anew each time, because the vault may be locked and opened between two files */
  constructor(
    private readonly target: () => WriteTarget,
    private readonly clock: Clock,
  ) {
    this.flushedAt = clock.elapsed();
  }

  /**
   * Seals plain blocks and keeps those that are new. One that the store has counts only where its bytes are still
   * these very bytes: nobody's photo may come to rest on another's rotten block, and importing again heals.
   */
  async add(blocks: readonly { readonly kind: Kind; readonly bytes: Bytes }[]): Promise<readonly WrittenBlock[]> {
    const { sealer, store } = this.target();
    const sealed = await Promise.all(blocks.map((block) => sealer.seal(block.kind, block.bytes)));
    const held = await soundCopies(store.blocks, sealed);
    return sealed.map(({ ref, sealed: block }, index) => {
      const name = toHex(block.rehash);
      const isNew = held[index] !== true && !this.pending.has(name);
      if (isNew) {
        this.pending.add(name);
        this.keep(block, ref.kind);
      }
      return { ref, isNew };
    });
  }

  /** Hands in a photo; it is acknowledged by a later flush. */
  finish(photo: FinishedPhoto): void {
    this.photos.push(photo);
  }

  get shouldFlush(): boolean {
    if (this.unflushedBytes >= limits.packBytes || this.photos.length >= limits.batchRecords) return true;
    return this.photos.length > 0 && this.clock.elapsed() - this.flushedAt >= limits.acknowledgeMs;
  }

  get mustWait(): boolean {
    return this.unflushedBytes >= limits.unflushedBytes;
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0 && this.last.length === 0 && this.photos.length === 0;
  }

  /**
   * Makes everything handed in so far durable, then acknowledges it. On failure nothing is forgotten: what was
   * not written stays queued, and the next flush tries it again.
   *
   * @throws VaultError quota, writer-lost, storage
   */
  flush(): Promise<void> {
    const turn = this.chain.then(() => this.flushNow());
    this.chain = turn.then(nothing, nothing);
    return turn;
  }

  private keep(block: SealedBlock, kind: Kind): void {
    (kind < firstRecordKind ? this.blocks : this.last).push(block);
    this.unflushedBytes += block.cipher.length;
  }

  private async flushNow(): Promise<void> {
    this.flushedAt = this.clock.elapsed();
    const target = this.target();
    const photos = this.photos;
    const blocks = this.blocks;
    const last = this.last;
    this.photos = [];
    this.blocks = [];
    this.last = [];
    const left = { blocks, last, photos };
    try {
      if (bytesOf(left.blocks) + bytesOf(left.last) <= limits.packBytes) {
        // One pack is one transaction: what it holds becomes durable together, so the order cannot break.
        left.blocks = left.blocks.concat(left.last);
        left.last = [];
      }
      if (left.blocks.length > 0) await target.store.blocks.write(left.blocks);
      this.written(left.blocks);
      left.blocks = [];
      if (left.last.length > 0) await target.store.blocks.write(left.last);
      this.written(left.last);
      left.last = [];
      if (photos.length > 0) await target.publish(() => photos.flatMap((photo) => photo.records()));
      left.photos = [];
    } catch (error) {
      this.blocks = left.blocks.concat(this.blocks);
      this.last = left.last.concat(this.last);
      this.photos = left.photos.concat(this.photos);
      throw error;
    }
    for (const photo of photos) photo.acknowledged();
  }

  private written(blocks: readonly SealedBlock[]): void {
    for (const block of blocks) {
      this.pending.delete(toHex(block.rehash));
      this.unflushedBytes -= block.cipher.length;
    }
  }
}

async function soundCopies(
  blocks: BlockStore,
  sealed: readonly { readonly sealed: SealedBlock }[],
): Promise<readonly boolean[]> {
  const held = await blocks.has(sealed.map((one) => one.sealed.rehash));
  const claimed = sealed.filter((_, index) => held[index] === true).map((one) => one.sealed);
  if (claimed.length === 0) return held;
  const copies = (await blocks.readMany(claimed.map((block) => block.rehash))).values();
  return sealed.map((one, index) => {
    const copy = held[index] === true ? copies.next().value : undefined;
    return copy !== undefined && equalBytes(copy.cipher, one.sealed.cipher);
  });
}

/** Kinds from here on are recipes and thumbnails, written after the blocks they speak of. */
const firstRecordKind = 16;

function bytesOf(blocks: readonly SealedBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.cipher.length, 0);
}

/** The failure belongs to whoever awaits that flush; the chain only keeps the order. */
function nothing(): void {
  return;
}
