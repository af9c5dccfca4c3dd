// Reads found blocks out of packs' files: only the ranges needed, near ones as one (design §6: a 48 KB slice costs
// 0.7 ms wherever it lies, so a gap is cheaper read than skipped). A copy that cannot be read yields to an older one.
import { isVaultError } from '../core/errors.ts';
import { readRange } from '../core/pack/pack.ts';
import { owned, type Bytes } from '../core/bytes.ts';
import type { StoredBlock } from '../core/ports.ts';
import type { FoundBlock } from './block-index.ts';

/** A gap up to this is read along; at about 1 GB/s it costs a tenth of another slice. */
const gapBytes = 96 * 1024;

interface Wanted {
  readonly block: FoundBlock;
  /** Position in the caller's order. */
  readonly at: number;
}

/**
 * @param found  every copy of each block, the one that wins first
 * @param files  the packs' files; undefined where a pack has none
 * @returns in the order of `found`; undefined where no copy can be read
 */
export async function readFound(
  found: readonly (readonly FoundBlock[])[],
  files: ReadonlyMap<number, Blob | undefined>,
): Promise<(StoredBlock | undefined)[]> {
  const blocks = new Array<StoredBlock | undefined>(found.length).fill(undefined);
  let open = found.flatMap((copies, at) => (copies.length > 0 ? [at] : []));
  for (let copy = 0; open.length > 0; copy++) {
    const byPack = new Map<number, Wanted[]>();
    for (const at of open) {
      const block = found[at]?.[copy];
      if (block === undefined) continue;
      const wanted = byPack.get(block.pack) ?? [];
      wanted.push({ block, at });
      byPack.set(block.pack, wanted);
    }
    await Promise.all(
      [...byPack].map(async ([pack, wanted]) => {
        const file = files.get(pack);
        if (file !== undefined) await readPack(file, wanted, blocks);
      }),
    );
    open = open.filter((at) => blocks[at] === undefined && (found[at]?.length ?? 0) > copy + 1);
  }
  return blocks;
}

async function readPack(file: Blob, wanted: Wanted[], blocks: (StoredBlock | undefined)[]): Promise<void> {
  // What lies past the file's end is cut off: it must not spoil the range of its neighbours.
  const readable = wanted.filter(({ block }) => block.offset + block.length <= file.size);
  readable.sort((a, b) => a.block.offset - b.block.offset);
  const ranges: { start: number; end: number; wanted: Wanted[] }[] = [];
  for (const want of readable) {
    const { offset, length } = want.block;
    const last = ranges.at(-1);
    if (last !== undefined && offset <= last.end + gapBytes) {
      last.end = Math.max(last.end, offset + length);
      last.wanted.push(want);
    } else ranges.push({ start: offset, end: offset + length, wanted: [want] });
  }
  for (const range of ranges) {
    const bytes = await readOrUndefined(file, range.start, range.end);
    for (const { block, at } of range.wanted) {
      const { rehash, hamming, pack, offset, length } = block;
      const cipher =
        bytes === undefined
          ? range.wanted.length > 1
            ? await readOrUndefined(file, offset, offset + length)
            : undefined
          : bytes.subarray(offset - range.start, offset - range.start + length);
      if (cipher !== undefined) blocks[at] = { rehash: owned(rehash), hamming, cipher: owned(cipher), pack };
    }
  }
}

/** Cut short on disk, or gone: the port says undefined, and a scrub names the pack. */
async function readOrUndefined(file: Blob, start: number, end: number): Promise<Bytes | undefined> {
  try {
    return await readRange(file, start, end);
  } catch (error) {
    if (isVaultError(error, 'pack-damaged')) return undefined;
    throw error;
  }
}
