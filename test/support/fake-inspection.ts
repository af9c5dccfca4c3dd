// What the scripted vault says when a page looks inside a photo: 128 px tiles with believable sizes, hashes that
// are only drawn from seeds, and the paper's algorithms line by line.
import type { DeviceId, FileId } from '../../src/core/ids.ts';
import type { BlockArea } from '../../src/core/segment/segmenter.ts';
import type { AlgorithmStep, InspectedBlock, Inspection, Receipt } from '../../src/vault/api.ts';
import { chance } from './drawn-photos.ts';
import { fakeId, type FakePhoto } from './fake-library.ts';

const tilePx = 512;

export function fakeReceipt(photo: FakePhoto): Receipt {
  const blocks = Math.ceil(photo.width / tilePx) * Math.ceil(photo.height / tilePx);
  return {
    id: photo.id,
    checkedMs: Date.now(),
    signer: fakeId(4, 1) as DeviceId,
    signedByThisDevice: true,
    batch: 3,
    blocks,
    inline: 2,
    mended: 0,
    bytes: Math.round(photo.size * 0.75),
    fileHashChecked: false,
  };
}

export function fakeInspection(photo: FakePhoto, others: readonly FileId[] = []): Inspection {
  const areas: BlockArea[] = [];
  for (let y = 0; y < photo.height; y += tilePx) {
    for (let x = 0; x < photo.width; x += tilePx) {
      areas.push({ x, y, width: Math.min(tilePx, photo.width - x), height: Math.min(tilePx, photo.height - y) });
    }
  }
  const next = chance(photo.seed + 99);
  const blocks = areas.map((area, index): InspectedBlock => {
    const inline = next() < 0.02;
    const shared = !inline && next() < 0.15;
    return {
      index,
      inline,
      bytes: inline ? 12 : Math.round(area.width * area.height * (0.1 + next() * 0.2)),
      tag: inline ? '' : hex(next),
      rehash: inline ? '' : hex(next),
      hamming: inline ? '' : '2a7',
      ...(!inline && { pack: 1 + Math.floor(index / 40) }),
      isNew: !shared,
      sharedWith: shared ? others : [],
      sharedCount: shared ? others.length : 0,
    };
  });
  return {
    id: photo.id,
    method: 'raster-tiles',
    width: photo.width,
    height: photo.height,
    areas,
    blocks,
    frameBytes: 1_240,
    recipeBytes: 15_300,
    originalBytes: photo.size,
  };
}

export function fakeSteps(photo: FakePhoto, block: number): readonly AlgorithmStep[] {
  const next = chance(photo.seed * 31 + block);
  const [hash, tag, rehash] = [hex(next), hex(next), hex(next)];
  return [
    { algorithm: 'upload', line: 'h ← H(B)', what: 'Hash of the block', left: hash },
    { algorithm: 'upload', line: 'K ← HMAC(s, h)', what: 'Key from the hash and the space’s secret' },
    { algorithm: 'upload', line: 'C ← E(K, B)', what: 'The block, sealed' },
    { algorithm: 'upload', line: 'T ← H(C)', what: 'Tag of what was sealed', left: tag, right: tag, holds: true },
    {
      algorithm: 'storage',
      line: 'R ← H(T)',
      what: 'Rehash, the stored name',
      left: rehash,
      right: rehash,
      holds: true,
    },
    { algorithm: 'integrity', line: 'Hamming(T)', what: 'Code kept beside R', left: '2a7', right: '2a7', holds: true },
    { algorithm: 'download', line: 'H(D(K, C)) = h', what: 'Key derived again', left: hash, right: hash, holds: true },
  ];
}

function hex(next: () => number): string {
  return Array.from({ length: 64 }, () => Math.floor(next() * 16).toString(16)).join('');
}
