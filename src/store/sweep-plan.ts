// Decides what a sweep does with each pack, apart from doing it: both stores plan alike, and a plan can be tested
// without a disk.
import { packFooterBytes, packHeaderBytes, packRowBytes } from '../core/pack/pack-rows.ts';

/** What is known of one pack before a sweep: its size, and for each row whether its block is still wanted. */
export interface PackUse {
  readonly bytes: number;
  readonly lengths: readonly number[];
  readonly wanted: readonly boolean[];
}

export type PackFate = 'keep' | 'rewrite' | 'delete';

/** A pack is worth rewriting once more than this share of its blocks' bytes is dead. */
const deadShare = 0.5;

export function planPack({ bytes, lengths, wanted }: PackUse): PackFate {
  let live = 0;
  lengths.forEach((length, row) => {
    if (wanted[row] === true) live += length;
  });
  if (live === 0) return 'delete';
  const room = bytes - packHeaderBytes - packFooterBytes - lengths.length * packRowBytes;
  return room - live > room * deadShare ? 'rewrite' : 'keep';
}
