// zlib's lazy matcher (deflate.c: deflate_slow, longest_match; levels 4 to 9) over data that is in memory whole, so
// that no window moves. Two reasons beside pako: it is the costliest step of every import and up to 2.5 times as fast here,
// and it knows the builds of zlib that take far matches of three bytes, as pngcrush's does; half of Kodak's
// well-known PNG files were made by one. Twin of pako's, kept equal in the tests.
import { BlockWriter, type SymbolSink } from './deflate-blocks.ts';

export interface LazySettings {
  /** 4 to 9 */
  readonly level: number;
  /** Matches up to five bytes are refused, as for filtered data. */
  readonly filtered: boolean;
  readonly memLevel: number;
  readonly windowBits: number;
  /** zlib's TOO_FAR: a match of three bytes may not lie further back than this. */
  readonly tooFar: number;
}

/** good_length, max_lazy, nice_length, max_chain of deflate.c's configuration_table. */
const configurations: Partial<Record<number, readonly [number, number, number, number]>> = {
  4: [4, 4, 16, 16],
  5: [8, 16, 32, 32],
  6: [8, 16, 128, 128],
  7: [8, 32, 128, 256],
  8: [32, 128, 258, 1024],
  9: [32, 258, 258, 4096],
};

const minMatch = 3;
const maxMatch = 258;
const minLookahead = maxMatch + minMatch + 1;

/**
 * Deflates without header and checksum.
 *
 * @param emit  receives views that are valid during the call only, one per block; returning false stops
 */
export function deflateLazy(data: Uint8Array, settings: LazySettings, emit: (bytes: Uint8Array) => boolean): void {
  matchLazily(data, settings, new BlockWriter(1 << (settings.memLevel + 6)), emit);
}

/** The matcher alone, into any sink. */
export function matchLazily(
  data: Uint8Array,
  settings: LazySettings,
  sink: SymbolSink,
  emit: (bytes: Uint8Array) => boolean,
): void {
  const [goodLength, maxLazy, niceLength, maxChain] = configurations[settings.level] as readonly [
    number,
    number,
    number,
    number,
  ];
  const { filtered, tooFar } = settings;
  const end = data.length;
  const windowBytes = 1 << settings.windowBits;
  const windowMask = windowBytes - 1;
  const maxDistance = windowBytes - minLookahead;
  const hashBits = settings.memLevel + 7;
  const hashMask = (1 << hashBits) - 1;
  const hashShift = Math.floor((hashBits + minMatch - 1) / minMatch);
  // Positions from the data's beginning, where zlib has them from its window's; 0 means none for both.
  const heads = new Int32Array(1 << hashBits);
  const previous = new Int32Array(windowBytes);
  // NOTE[deep]: from level 6 zlib walks chains of 128 to 4,096 positions that share three bytes. Once a match of
  // three is known only longer ones count, and those share four: walking the positions that share four finds the
  // same match in a fraction of the steps. `ordinals` tell how far down zlib's own chain a position lies, where
  // zlib would have stopped.
  const deep = maxChain >= 128;
  const fourHeads = new Int32Array(deep ? 1 << 16 : 0);
  const fourPrevious = new Int32Array(deep ? windowBytes : 0);
  const counts = new Int32Array(deep ? 1 << hashBits : 0);
  const ordinals = new Int32Array(deep ? windowBytes : 0);

  /** Puts a position into the chains; returns the one before it, 0 for none. At least three bytes must follow. */
  const insert = (position: number): number => {
    const a = data[position] as number;
    const b = data[position + 1] as number;
    const c = data[position + 2] as number;
    const hash = ((a << (2 * hashShift)) ^ (b << hashShift) ^ c) & hashMask;
    const slot = position & windowMask;
    const before = heads[hash] as number;
    previous[slot] = before;
    heads[hash] = position;
    if (deep) {
      ordinals[slot] = counts[hash]!++;
      if (position + 3 < end) {
        const four = Math.imul(a | (b << 8) | (c << 16) | ((data[position + 3] as number) << 24), 0x9e3779b1) >>> 16;
        fourPrevious[slot] = fourHeads[four] as number;
        fourHeads[four] = position;
      } else fourPrevious[slot] = 0;
    }
    return before;
  };

  /** Where zlib's window begins; a position at or before it reads as none. */
  let base = 0;
  let loaded = Math.min(end, 2 * windowBytes);
  let blockStart = 0;
  let at = 0;
  let length = minMatch - 1;
  let matchStart = 0;
  let pending = false;

  /** Only then do a position's ordinal and this one's count the same chain. */
  const sharesThree = (position: number) =>
    data[position] === data[at] && data[position + 1] === data[at + 1] && data[position + 2] === data[at + 2];

  const flush = (last: boolean) => {
    const stored = blockStart >= base ? data.subarray(blockStart, at) : undefined;
    const more = emit(sink.finishBlock(stored, at - blockStart, last));
    blockStart = at;
    return more;
  };

  while (at < end) {
    if (loaded - at < minLookahead && loaded < end) {
      base += windowBytes;
      loaded = Math.min(end, base + 2 * windowBytes);
    }
    const head = at + minMatch <= end ? insert(at) : 0;
    const previousLength = length;
    const previousStart = matchStart;
    length = minMatch - 1;

    if (head > base && previousLength < maxLazy && at - head <= maxDistance) {
      const limit = Math.max(base, at - maxDistance);
      const lookahead = end - at;
      const nice = niceLength < lookahead ? niceLength : lookahead;
      const longest = lookahead < maxMatch ? lookahead : maxMatch;
      const chain = previousLength >= goodLength ? maxChain >> 2 : maxChain;
      let best = previousLength;
      const first = data[at] as number;
      const second = data[at + 1] as number;
      let beforeLast = data[at + best - 1] as number;
      let lastByte = data[at + best] as number;
      let candidate = head;
      let left = chain;
      while (!deep || best < minMatch) {
        if (
          data[candidate + best] === lastByte &&
          data[candidate + best - 1] === beforeLast &&
          data[candidate] === first &&
          data[candidate + 1] === second
        ) {
          let same = 2;
          while (same < longest && data[candidate + same] === data[at + same]) same++;
          if (same > best) {
            matchStart = candidate;
            best = same;
            if (same >= nice) break;
            beforeLast = data[at + best - 1] as number;
            lastByte = data[at + best] as number;
          }
        }
        candidate = previous[candidate & windowMask] as number;
        if (candidate <= limit || --left === 0) break;
      }
      if (deep && best >= minMatch && best < nice) {
        const reach = (ordinals[head & windowMask] as number) - chain;
        // Where the walk above found the match, nearer positions were tried already.
        const tried = best > previousLength ? matchStart : at;
        let patience = chain;
        candidate = fourPrevious[at & windowMask] as number;
        while (candidate > limit || (candidate === head && head > 0)) {
          if (
            data[candidate + best] === lastByte &&
            data[candidate + best - 1] === beforeLast &&
            data[candidate] === first &&
            data[candidate + 1] === second &&
            candidate < tried
          ) {
            let same = 2;
            while (same < longest && data[candidate + same] === data[at + same]) same++;
            if (same > best) {
              if ((ordinals[candidate & windowMask] as number) <= reach) break;
              matchStart = candidate;
              best = same;
              if (same >= nice) break;
              beforeLast = data[at + best - 1] as number;
              lastByte = data[at + best] as number;
            }
          }
          candidate = fourPrevious[candidate & windowMask] as number;
          // Chains of four are part of chains of three but for collisions: only a long walk can have gone too far.
          if (--patience < 0 && (ordinals[candidate & windowMask] as number) <= reach && sharesThree(candidate)) break;
        }
      }
      length = best < lookahead ? best : lookahead;
      if (length <= 5 && (filtered || (length === minMatch && at - matchStart > tooFar))) length = minMatch - 1;
    }

    if (previousLength >= minMatch && length <= previousLength) {
      const full = sink.match(at - 1 - previousStart, previousLength - minMatch);
      const lastInsert = end - minMatch;
      for (const stop = at + previousLength - 2; at < stop;) if (++at <= lastInsert) insert(at);
      pending = false;
      length = minMatch - 1;
      at++;
      if (full && !flush(false)) return;
    } else if (pending) {
      if (sink.literal(data[at - 1] as number) && !flush(false)) return;
      at++;
    } else {
      pending = true;
      at++;
    }
  }
  if (pending) sink.literal(data[at - 1] as number);
  flush(true);
}
