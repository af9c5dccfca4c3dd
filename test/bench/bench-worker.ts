// The bench's own worker: what must not run on the page, and what needs the vault's parts rather than its object.
import { expose } from '../../src/rpc/connection.ts';
import { largePicture, type LargeType } from './bench-pictures.ts';
import { sealingSpeed, type SealingSpeed } from './sealing-speed.ts';
import { seedVault } from './seed-vault.ts';

export const benchWork = {
  picture: (type: LargeType, width: number, height: number, seed: number): Promise<File> =>
    largePicture(type, width, height, seed),
  sealingSpeed: (blockBytes: number, totalBytes: number, rounds: number): Promise<SealingSpeed> =>
    sealingSpeed(blockBytes, totalBytes, rounds),
  seed: (photos: number, distinctThumbnails: number): Promise<void> => seedVault(photos, distinctThumbnails),
};
export type BenchWork = typeof benchWork;

expose(benchWork);
