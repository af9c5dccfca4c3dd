// Block references as fixed-width bytes, the form in which recipes, entries and catalog pages hold them
// (design §5, FORMAT.md "Recipes"). Fixed width keeps a 192-block recipe at 15 KB and lets 100,000 entries
// lie in one array.
//
//   0 tag 32 · 32 key 32 · 64 length u32 · 68 kind u16 · 70 parity 3 · 73 epoch u8
import type { Bytes } from '../bytes.ts';
import type { BlockRef } from '../dice/block-ref.ts';
import { VaultError } from '../errors.ts';
import { limits } from '../limits.ts';
import { kinds, type Kind } from '../segment/segmenter.ts';

export const refLength = 74;

const knownKinds: ReadonlySet<number> = new Set(Object.values(kinds));

export function isKind(value: number): value is Kind {
  return knownKinds.has(value);
}

/** @param epoch  index into the epochs of the structure around it; 0 where that has only one */
export function writeRef(into: Uint8Array, at: number, ref: BlockRef, epoch = 0): void {
  if (ref.tag.length !== 32 || ref.key.length !== 32 || ref.parity.length !== 3)
    throw new VaultError('format', 'block reference: field width');
  checkRef(ref.length, ref.kind);
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  into.set(ref.tag, at);
  into.set(ref.key, at + 32);
  view.setUint32(at + 64, ref.length);
  view.setUint16(at + 68, ref.kind);
  into.set(ref.parity, at + 70);
  view.setUint8(at + 73, epoch);
}

/**
 * @returns the reference as views of `from`'s buffer: never transfer them
 * @throws VaultError `format` for a length or kind no block can have
 */
export function readRef(from: Bytes, at: number): { ref: BlockRef; epoch: number } {
  const view = new DataView(from.buffer, from.byteOffset, from.byteLength);
  const length = view.getUint32(at + 64);
  const kind = view.getUint16(at + 68);
  checkRef(length, kind);
  return {
    ref: {
      tag: from.subarray(at, at + 32),
      key: from.subarray(at + 32, at + 64),
      length,
      kind: kind as Kind,
      parity: from.subarray(at + 70, at + 73),
    },
    epoch: view.getUint8(at + 73),
  };
}

export function packRefs(refs: readonly BlockRef[]): Bytes {
  const bytes = new Uint8Array(refs.length * refLength);
  refs.forEach((ref, i) => writeRef(bytes, i * refLength, ref));
  return bytes;
}

/**
 * Refs that all belong to the one epoch named beside them.
 *
 * @param kind  the only kind allowed here
 * @throws VaultError `format`, `limit` above `max` references
 */
export function unpackRefs(bytes: Bytes, max: number, kind: Kind): BlockRef[] {
  if (bytes.length % refLength !== 0) throw new VaultError('format', 'block references: width');
  const count = bytes.length / refLength;
  if (count > max) throw new VaultError('limit', 'too many block references', { count });
  return Array.from({ length: count }, (_, i) => {
    const { ref, epoch } = readRef(bytes, i * refLength);
    if (epoch !== 0 || ref.kind !== kind) throw new VaultError('format', 'block reference: kind or epoch');
    return ref;
  });
}

function checkRef(length: number, kind: number): void {
  if (!Number.isInteger(length) || length < 1 || length > limits.blockBytes || !isKind(kind))
    throw new VaultError('format', 'block reference: length or kind', { length, kind });
}
