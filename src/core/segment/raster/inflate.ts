// Bounded inflation: a stream may claim nothing and a bomb may not cost more than what the caller expects.
import { Inflate } from 'pako';
import type { Bytes } from '../../bytes.ts';

/** Deflate cannot expand further than 1032 : 1; a claim above that is a lie, known before anything is allocated. */
const maxRatio = 1_032;

/** Small enough that one slice of a bomb inflates to 8 MB before its excess is noticed. */
const sliceBytes = 8 * 1024;

/**
 * Inflates exactly `length` bytes.
 *
 * @returns undefined where the stream is malformed, ends early, or yields more or less than `length`
 */
export function inflateExactly(compressed: Uint8Array, length: number, raw: boolean): Bytes | undefined {
  if (length > compressed.length * maxRatio + maxRatio) return undefined;
  const inflated = new Uint8Array(length);
  let filled = 0;
  let excess = false;
  const inflate = new Inflate({ raw, windowBits: 15, chunkSize: 64 * 1024 });
  inflate.onData = (data: Uint8Array) => {
    if (data.length > length - filled) excess = true;
    else inflated.set(data, filled);
    filled += data.length;
  };
  for (let at = 0; at < compressed.length && !inflate.ended && !excess; at += sliceBytes) {
    inflate.push(compressed.subarray(at, at + sliceBytes), at + sliceBytes >= compressed.length);
  }
  return inflate.ended && inflate.err === 0 && !excess && filled === length ? inflated : undefined;
}
