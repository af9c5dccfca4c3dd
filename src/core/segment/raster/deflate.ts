// Which settings of zlib made a compressed stream, and the same stream again from them (design §3). pako is a
// port of zlib that gives its bytes: with `legacyHash` those of zlib itself, without those of Chromium's fork,
// which also Node ships; deflate-lazy.ts does zlib's levels 4 to 9. What none of them gives (zopfli, libdeflate,
// ISA-L …) is not reproducible here.
import { Deflate } from 'pako';
import { concat, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { u16, u32, u8, type ByteReader } from './byte-reader.ts';
import type { SymbolSink } from './deflate-blocks.ts';
import { deflateLazy, matchLazily, type LazySettings } from './deflate-lazy.ts';
import { readFirstBlock, type FirstBlock } from './deflate-tokens.ts';

/** How a zlib stream comes out of its data; stands in a PNG's frame. */
export type DeflateRecipe =
  /** Stored blocks only, of these lengths. */
  | { readonly mode: 'stored'; readonly header: number; readonly lengths: readonly number[] }
  | {
      /** `far` is zlib as pngcrush builds it, with far matches of three bytes. */
      readonly mode: 'zlib' | 'chromium' | 'far';
      /** The stream's two header bytes; libpng shrinks the window they state after the fact. */
      readonly header: number;
      readonly level: number;
      readonly strategy: Strategy;
      readonly memLevel: number;
      readonly windowBits: number;
    };

const strategies = { default: 0, filtered: 1, huffman: 2, rle: 3, fixed: 4 } as const;
type Strategy = (typeof strategies)[keyof typeof strategies];
type Coded = Exclude<DeflateRecipe, { mode: 'stored' }>;

const modes = ['stored', 'zlib', 'chromium', 'far'] as const;

/** zlib's TOO_FAR, and what pngcrush sets it to. */
const tooFar = { zlib: 4_096, far: 32_767 } as const;

/** Input per step of a trial: about one block, after which most wrong candidates show themselves. */
const stepBytes = 32 * 1024;
/** Compressed bytes that must agree before a candidate is believed; the proof at the end decides. */
const convincingBytes = 32 * 1024;

export function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  // 5,552 is the longest run whose sums stay below 2^32.
  for (let at = 0; at < data.length;) {
    const end = Math.min(at + 5_552, data.length);
    while (at < end) {
      a += data[at++] as number;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

/** A block that is not the last holds 2^(memLevel + 6) - 1 symbols. */
function memLevelsOf(first: FirstBlock | undefined): number[] {
  if (!first || first.last) return [8, 9];
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((memLevel) => first.values.length === (1 << (memLevel + 6)) - 1);
}

/** The settings encoders use, likeliest first: those that fit the level hint in the stream's header lead. */
function candidatesFor(header: number, first: FirstBlock | undefined): Coded[] {
  const hint = (header >>> 6) & 3;
  const stated = Math.max(9, Math.min(15, (header >>> 12) + 8));
  const anyLevel = [6, 9, 1, 2, 3, 4, 5, 7, 8];
  const levelsOf = [[1], [5, 4, 3, 2], [6], [9, 8, 7]];
  const found: Coded[] = [];
  const seen = new Set<string>();
  const add = (modeList: Coded['mode'][], levels: number[], strategyList: Strategy[], windows: number[]) => {
    for (const windowBits of windows)
      for (const mode of modeList)
        for (const memLevel of memLevelsOf(first))
          for (const level of levels)
            for (const strategy of strategyList) {
              const key = [windowBits, mode, memLevel, level, strategy].join();
              if (!seen.has(key) && (mode !== 'far' || level >= 4))
                found.push({ mode, header, level, strategy, memLevel, windowBits });
              seen.add(key);
            }
  };
  const usual = [strategies.filtered, strategies.default];
  const windows = [stated, 15, Math.min(15, stated + 1)];
  add(['zlib'], levelsOf[hint] as number[], usual, [stated]);
  if (hint === 0) {
    const plain = !first || first.distances.every((distance) => distance <= 1);
    if (plain) add(['zlib'], [1], [strategies.rle, strategies.huffman], [stated]);
    if (first?.fixed) add(['zlib', 'chromium'], anyLevel, [strategies.fixed], [stated]);
  }
  add(['far', 'chromium'], levelsOf[hint] as number[], usual, [stated]);
  add(['zlib', 'chromium'], levelsOf[hint] as number[], usual, windows);
  add(['zlib'], anyLevel, usual, [stated]);
  return found;
}

/** Runs one candidate until the first byte that differs. */
function agrees(candidate: Coded, data: Uint8Array, body: Uint8Array, enough: number): boolean {
  let same = 0;
  let differs = false;
  deflateWith(candidate, data, (chunk) => {
    differs = chunk.length > body.length - same;
    for (let i = 0; i < chunk.length && !differs; i++) differs = chunk[i] !== body[same + i];
    same += chunk.length;
    return !differs && same < enough;
  });
  return !differs && (same >= enough || same === body.length);
}

/** @param emit  receives views that are valid during the call only; returning false stops soon */
function deflateWith(settings: Coded, data: Uint8Array, emit: (bytes: Uint8Array) => boolean): void {
  const { mode, level, strategy, memLevel, windowBits } = settings;
  const lazy = lazySettings(settings);
  if (lazy) {
    deflateLazy(data, lazy, emit);
    return;
  }
  let more = true;
  const legacyHash = mode !== 'chromium';
  // Chunks are small, so that a trial sees the first block's bytes as soon as they exist.
  const deflate = new Deflate({ raw: true, level, strategy, memLevel, windowBits, legacyHash, chunkSize: 4 * 1024 });
  deflate.onData = (chunk: Uint8Array) => {
    more &&= emit(chunk);
  };
  for (let at = 0; more && (at < data.length || at === 0); at += stepBytes) {
    deflate.push(data.subarray(at, at + stepBytes), at + stepBytes >= data.length);
  }
}

/** The levels and strategies that zlib gives to deflate_slow; undefined for others and for Chromium's fork. */
function lazySettings({ mode, level, strategy, memLevel, windowBits }: Coded): LazySettings | undefined {
  if (mode === 'chromium' || level < 4) return undefined;
  if (strategy !== strategies.default && strategy !== strategies.filtered) return undefined;
  return { level, filtered: strategy === strategies.filtered, memLevel, windowBits, tooFar: tooFar[mode] };
}

/** Compares a candidate's tokens with the first block's, and stops it at the first that differs. */
class TokenComparer implements SymbolSink {
  readonly #block: FirstBlock;
  #count = 0;
  differs = false;

  constructor(block: FirstBlock) {
    this.#block = block;
  }
  literal(value: number): boolean {
    return this.match(0, value);
  }
  match(distance: number, length: number): boolean {
    const at = this.#count++;
    this.differs ||= this.#block.distances[at] !== distance || this.#block.values[at] !== length;
    return this.differs || this.#count === this.#block.values.length;
  }
  finishBlock(): Uint8Array {
    return new Uint8Array(0);
  }
}

/** False where the candidate's first block has other tokens; true where it has the same, or this cannot tell. */
function mayAgree(candidate: Coded, data: Uint8Array, first: FirstBlock | undefined): boolean {
  const lazy = lazySettings(candidate);
  if (!lazy || !first) return true;
  const comparer = new TokenComparer(first);
  matchLazily(data, lazy, comparer, () => false);
  return !comparer.differs;
}

/** @returns the lengths of a stream's stored blocks, undefined where it has others */
function storedLengths(body: Uint8Array): number[] | undefined {
  const lengths: number[] = [];
  for (let at = 0; at + 5 <= body.length;) {
    const first = body[at] as number;
    const length = (body[at + 1] as number) | ((body[at + 2] as number) << 8);
    if (first > 1) return undefined;
    lengths.push(length);
    at += 5 + length;
    if (first === 1) return at === body.length ? lengths : undefined;
  }
  return undefined;
}

/**
 * Finds how a zlib stream was made.
 *
 * @param stream  header, deflate data, Adler-32
 * @param thorough  compares the whole stream, not its beginning only; for when a quick answer proved wrong
 */
export function findDeflate(data: Uint8Array, stream: Uint8Array, thorough: boolean): DeflateRecipe | undefined {
  if (stream.length < 6) return undefined;
  const header = ((stream[0] as number) << 8) | (stream[1] as number);
  const body = stream.subarray(2, stream.length - 4);
  const lengths = storedLengths(body);
  if (lengths) return { mode: 'stored', header, lengths };
  const enough = thorough ? Infinity : convincingBytes;
  const first = readFirstBlock(body);
  return candidatesFor(header, first).find(
    (candidate) => mayAgree(candidate, data, first) && agrees(candidate, data, body, enough),
  );
}

/** @returns the zlib stream. @throws VaultError `format` where stored lengths do not cover the data */
export function runDeflate(recipe: DeflateRecipe, data: Uint8Array): Bytes {
  const parts: Uint8Array[] = [u16(recipe.header)];
  if (recipe.mode === 'stored') {
    let at = 0;
    recipe.lengths.forEach((length, i) => {
      const last = i === recipe.lengths.length - 1 ? 1 : 0;
      parts.push(Uint8Array.of(last, length, length >>> 8, ~length, ~length >>> 8), data.subarray(at, at + length));
      at += length;
    });
    if (at !== data.length) throw new VaultError('format', 'stored blocks do not cover the data', { at });
  } else {
    deflateWith(recipe, data, (bytes) => {
      parts.push(bytes.slice());
      return true;
    });
  }
  parts.push(u32(adler32(data)));
  return concat(...parts);
}

export function encodeDeflateRecipe(recipe: DeflateRecipe): Bytes {
  const head = concat(u8(modes.indexOf(recipe.mode)), u16(recipe.header));
  if (recipe.mode === 'stored') return concat(head, u32(recipe.lengths.length), ...recipe.lengths.map(u16));
  return concat(head, Uint8Array.of(recipe.level, recipe.strategy, recipe.memLevel, recipe.windowBits));
}

/** @throws VaultError `format` for settings outside zlib's ranges */
export function decodeDeflateRecipe(reader: ByteReader): DeflateRecipe {
  const mode = modes[reader.u8()];
  const header = reader.u16();
  if (mode === undefined) throw new VaultError('format', 'unknown deflate mode');
  if (mode === 'stored') {
    const bytes = reader.take(2 * reader.u32());
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return { mode, header, lengths: Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i)) };
  }
  const level = reader.u8();
  const strategyNumber = reader.u8();
  const strategy = Object.values(strategies).find((value) => value === strategyNumber);
  const memLevel = reader.u8();
  const windowBits = reader.u8();
  const inRange = level >= 1 && level <= 9 && memLevel >= 1 && memLevel <= 9 && windowBits >= 9 && windowBits <= 15;
  if (strategy === undefined || !inRange) throw new VaultError('format', 'deflate settings out of range');
  const settings = { mode, header, level, strategy, memLevel, windowBits };
  if (mode === 'far' && !lazySettings(settings)) throw new VaultError('format', 'far matches need a lazy level');
  return settings;
}
