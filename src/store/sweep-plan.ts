// Decides what a sweep does with each pack, apart from doing it: both stores plan alike, and a plan can be tested
// without a disk.
import { limits } from '../core/limits.ts';
import { packFooterBytes, packHeaderBytes, packRowBytes } from '../core/pack/pack-rows.ts';

/** What is known of one pack before a sweep: its size, and for each row whether its block is still wanted. */
export interface PackUse {
  readonly bytes: number;
  readonly lengths: readonly number[];
  readonly wanted: readonly boolean[];
}

/** `merge`: sound and wanted, but so small that many of them cost more than they hold. */
export type PackFate = 'keep' | 'merge' | 'rewrite' | 'delete';

/** A pack is worth rewriting once more than this share of its blocks' bytes is dead. */
const deadShare = 0.5;
/** What a single photo imported on its own leaves. */
const smallBytes = limits.packBytes / 4;
/** Fewer small packs than this are left alone: merging two would write more than it tidies. */
export const smallPacksAtOnce = 16;

export function planPack({ bytes, lengths, wanted }: PackUse): PackFate {
  let live = 0;
  lengths.forEach((length, row) => {
    if (wanted[row] === true) live += length;
  });
  if (live === 0) return 'delete';
  const room = bytes - packHeaderBytes - packFooterBytes - lengths.length * packRowBytes;
  if (room - live > room * deadShare) return 'rewrite';
  return bytes < smallBytes ? 'merge' : 'keep';
}
